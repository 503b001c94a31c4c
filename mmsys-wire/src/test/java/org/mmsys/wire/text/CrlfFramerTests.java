package org.mmsys.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.wire.text.CrlfFramer.Framed;

class CrlfFramerTests {
    /** In the tables: r is CR, n is LF, 0 is NUL. */
    private static byte[] octets(String written) {
        return written.replace('r', '\r').replace('n', '\n').replace('0', '\0').getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> lines(CrlfFramer framer, ByteBuffer octets) {
        List<String> lines = new ArrayList<>();
        for (Optional<Framed> line = framer.next(octets); line.isPresent(); line = framer.next(octets)) {
            lines.add(line.get().defect().name());
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource({
        "ABrn, NONE",
        "rn, NONE",
        "ABrnCDrn, NONE NONE",
        "ABnCDrn, BARE_CR_OR_LF",
        "ABrCDrn, BARE_CR_OR_LF",
        "ABrrn, BARE_CR_OR_LF",
        "ABnrn, BARE_CR_OR_LF",
        "A0Brn, NUL",
        "ABCDEFGHIrn, TOO_LONG",
        "ABCDEFGHrn, NONE",
        "ABCDEFGHIJKLMNrnABrn, TOO_LONG NONE",
    })
    void onlyCrlfEndsALine(String written, String defects) {
        assertThat(String.join(" ", lines(new CrlfFramer(8), ByteBuffer.wrap(octets(written)))))
                .isEqualTo(defects);
        CrlfFramer trickled = new CrlfFramer(8);
        List<String> found = new ArrayList<>();
        for (byte octet : octets(written)) {
            found.addAll(lines(trickled, ByteBuffer.wrap(new byte[] {octet})));
        }
        assertThat(String.join(" ", found)).isEqualTo(defects);
    }

    @Test
    void stopsBehindTheLineAndForgetsWhenTold() {
        CrlfFramer framer = new CrlfFramer(100);
        ByteBuffer octets = ByteBuffer.wrap(octets("STARTTLSrnMAILrnRC"));
        assertThat(framer.next(octets).orElseThrow().octets()).isEqualTo("STARTTLS");
        assertThat(octets.position()).isEqualTo(10);
        framer.next(octets);
        assertThat(framer.next(octets)).isEmpty();
        assertThat(framer.hasPartialLine()).isTrue();
        framer.clear();
        assertThat(framer.next(ByteBuffer.wrap(octets("PTrn"))).orElseThrow().octets())
                .isEqualTo("PT");
    }
}
