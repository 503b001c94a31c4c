package org.mmsys.wire.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose login it is. */
final class SaslNameTests {
    @Test
    void isInTheFirstMessage() {
        assertThat(of("PLAIN", "\0ann\0pw")).contains("ann");
        assertThat(of("PLAIN", "boss\0ann\0pw")).contains("ann");
        assertThat(of("LOGIN", "ann@here.test")).contains("ann@here.test");
        assertThat(of("SCRAM-SHA-256", "n,,n=ann,r=abc")).contains("ann");
        assertThat(of("SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,n=a=2Cn,r=abc"))
                .contains("a,n");
    }

    @Test
    void isNobodysInWhatIsMalformed() {
        assertThat(of("PLAIN", "ann\0pw")).isEmpty();
        assertThat(of("PLAIN", "")).isEmpty();
        assertThat(of("LOGIN", "")).isEmpty();
        assertThat(of("LOGIN", "x".repeat(256))).isEmpty();
        assertThat(SaslName.of("LOGIN", new byte[] {(byte) 0xFF})).isEmpty();
        assertThat(of("SCRAM-SHA-256", "n=ann,r=abc")).isEmpty();
        assertThat(of("SCRAM-SHA-256", "n,,n=a=XXn,r=abc")).isEmpty();
        assertThat(of("CRAM-MD5", "ann")).isEmpty();
    }

    private static Optional<String> of(String mechanism, String first) {
        return SaslName.of(mechanism, first.getBytes(StandardCharsets.UTF_8));
    }
}
