package org.mmsys.wire.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SaslNameTests {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        PLAIN              | ^ann^secret                    | ann
        PLAIN              | bob^Ann@Here.test^secret       | Ann@Here.test
        PLAIN              | ann^secret                     | -
        PLAIN              | ^^secret                       | -
        LOGIN              | ann                            | ann
        LOGIN              | ~~                             | -
        SCRAM-SHA-256      | n,,n=ann,r=abc                 | ann
        SCRAM-SHA-256      | y,a=ann,n=a=2Cnn,r=abc         | a,nn
        SCRAM-SHA-256-PLUS | p=tls-server-end-point,,n=ann,r=abc | ann
        SCRAM-SHA-256      | n,,r=abc                       | -
        SCRAM-SHA-256      | rubbish                        | -
        CRAM-MD5           | ann                            | -
        """)
    void readsTheNameAndNothingElse(String mechanism, String message, String expected) {
        byte[] octets = message.replace('^', '\0').getBytes(StandardCharsets.UTF_8);
        assertThat(SaslName.of(mechanism, octets).orElse("-")).isEqualTo(expected);
    }
}
