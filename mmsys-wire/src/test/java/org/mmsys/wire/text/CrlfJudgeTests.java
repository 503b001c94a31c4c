package org.mmsys.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.wire.session.BodyReport.Defect;

final class CrlfJudgeTests {
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "a, ''",
        "a~, ''",
        "~~, ''",
        "a~b~, ''",
        "a\\nb, BARE_CR_OR_LF",
        "\\n, BARE_CR_OR_LF",
        "a\\rb, BARE_CR_OR_LF",
        "a\\r, BARE_CR_OR_LF",
        "\\r~, BARE_CR_OR_LF",
        "~\\n, BARE_CR_OR_LF",
        "a\\0b, NUL",
        "\\0, NUL",
    })
    void findsWhatIsWrongWhereverTheOctetsAreCut(String written, String expected) {
        String octets = written.replace("~", "\r\n")
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\0", "\0");
        for (int cut = 0; cut <= octets.length(); cut++) {
            CrlfJudge judge = new CrlfJudge();
            judge.look(buffer(octets.substring(0, cut)));
            judge.look(buffer(octets.substring(cut)));
            judge.end();
            if (expected.isEmpty()) {
                assertThat(judge.defects()).isEmpty();
            } else {
                assertThat(judge.defects()).containsExactly(Defect.valueOf(expected));
            }
            assertThat(judge.endsWithLine()).isEqualTo(octets.endsWith("\r\n"));
        }
    }

    @Test
    void leavesTheBufferAlone() {
        ByteBuffer octets = buffer("a\r\n");
        new CrlfJudge().look(octets);
        assertThat(octets.remaining()).isEqualTo(3);
    }

    private static ByteBuffer buffer(String octets) {
        return ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}
