package org.mmsys.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Base64TextTests {
    @Test
    void decodesWhatItEncodes() {
        assertThat(Base64Text.decode(Base64Text.encode("\0ta\0CIS505"))
                        .map(octets -> new String(octets, StandardCharsets.UTF_8)))
                .contains("\0ta\0CIS505");
        assertThat(Base64Text.decode(""))
                .hasValueSatisfying(octets -> assertThat(octets).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "a", "ab", "abc", "ab=c", "ab c", "====", "ab==cd==", "a\u00e4bc", "ab-_", "abcd\r\n"})
    void refusesWhatIsNot(String text) {
        assertThat(Base64Text.decode(text)).isEmpty();
    }
}
