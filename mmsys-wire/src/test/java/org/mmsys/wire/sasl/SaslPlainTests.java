package org.mmsys.wire.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaslPlainTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "|tim|tanstaaftanstaaf;'';tim;tanstaaftanstaaf",
                "Ursel|Kurt|xipj3plmq;Ursel;Kurt;xipj3plmq",
                "|tim|pass word:with,signs;'';tim;pass word:with,signs",
                "|\u00e4|\u00df;'';\u00e4;\u00df"
            })
    void readsMessages(String message, String authorization, String name, String password) {
        SaslPlain read =
                SaslPlain.parse(message.replace('|', '\0').getBytes(UTF_8)).orElseThrow();

        assertThat(read.authorization()).isEqualTo(authorization);
        assertThat(read.name()).isEqualTo(name);
        assertThat(read.password().reveal()).isEqualTo(password);
        assertThat(SaslPlain.parse(read.encode())).contains(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "|", "tim", "tim|pass", "||pass", "|tim|", "|tim|pass|", "|tim|pa|ss", "|||"})
    void refusesWhatIsNone(String message) {
        assertThat(SaslPlain.parse(message.replace('|', '\0').getBytes(UTF_8))).isEmpty();
    }

    @Test
    void refusesWhatIsNotUtf8AndWhatIsTooLong() {
        assertThat(SaslPlain.parse("\0tim\0p\u00ff".getBytes(ISO_8859_1))).isEmpty();
        assertThat(SaslPlain.parse(("\0tim\0" + "p".repeat(2000)).getBytes(UTF_8)))
                .isEmpty();
    }

    @Test
    void neverShowsThePassword() {
        SaslPlain message = new SaslPlain("", "tim", Secret.of("hunter22"));

        assertThat(message.toString()).contains("tim").doesNotContain("hunter22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "YQ", "YQ=", "YR==", "YQ==\n", " YQ==", "YQ==YQ==", "Y-_="})
    void base64IsStrict(String text) {
        assertThat(StrictText.base64(text)).isEmpty();
    }
}
