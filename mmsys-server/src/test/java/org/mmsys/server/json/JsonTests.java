package org.mmsys.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTests {
    @Test
    void writesWhatItReads() throws IOException {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "a \"quoted\" \\ line\n\u0000\u00e9\u202e");
        value.put("number", 12345678901L);
        value.put("flag", true);
        value.put("none", Optional.empty());
        value.put("list", List.of("a", Map.of("b", 1)));
        String text = Json.write(value);

        assertThat(text).matches("\\A[ -~]*\\z");
        assertThat(Json.read(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,\"a\":2}",
                "{} {}",
                "nul",
                "{\"a\":01}",
                "'a'",
                "[[[[[[[[[[1]]]]]]]]]]",
                "{a:1}"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IOException.class);
    }

    @Test
    void doesNotRepeatWhatItCouldNotRead() {
        assertThatThrownBy(() -> Json.read("{\"password\":\"geheim\" x"))
                .isInstanceOf(IOException.class)
                .message()
                .doesNotContain("geheim")
                .contains("line 1");
    }

    @Test
    void takesMembersOfTheRightTypeOnly() throws IOException {
        JsonObject object = JsonObject.read("{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":null}");
        assertThat(object.text("a")).isEmpty();
        assertThat(object.number("a")).contains(1L);
        assertThat(object.text("b")).contains("x");
        assertThat(object.flag("b")).isFalse();
        assertThat(object.flag("c")).isTrue();
        assertThat(object.text("d")).isEmpty();
        assertThat(object.list("a")).isEmpty();
        assertThatThrownBy(() -> JsonObject.read("[1]")).isInstanceOf(IOException.class);
    }
}
