package org.mmsys.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotDecoderTests {
    /** In the tables: r is CR, n is LF, 0 is NUL, and - stands for nothing. */
    private static byte[] octets(String written) {
        String text =
                written.replace("-", "").replace('r', '\r').replace('n', '\n').replace('0', '\0');
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "ABrn.rn, ABrn, true, ''",
        ".rn, -, true, ''",
        "..rn.rn, .rn, true, ''",
        "A..rn.rn, A..rn, true, ''",
        ".Arn.rn, Arn, true, ''",
        "An.nBrn.rn, An.nBrn, true, BARE_CR_OR_LF",
        "Arn.nBrn.rn, ArnnBrn, true, BARE_CR_OR_LF",
        "An.rnBrn.rn, An.rnBrn, true, BARE_CR_OR_LF",
        "Ar.rBrn.rn, Ar.rBrn, true, BARE_CR_OR_LF",
        "Arn.rBrn.rn, ArnrBrn, true, BARE_CR_OR_LF",
        "A0rn.rn, A0rn, true, NUL",
        "ABrn., ABrn, false, ''",
        "ABrn.r, ABrn, false, ''",
    })
    void onlyCrlfDotCrlfEndsABody(String written, String body, boolean ends, String defects) {
        for (int step = 1; step <= written.length(); step++) {
            DotDecoder decoder = new DotDecoder();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] octets = octets(written);
            boolean ended = false;
            for (int from = 0; from < octets.length; from += step) {
                ByteBuffer part = ByteBuffer.wrap(octets, from, Math.min(step, octets.length - from));
                ByteBuffer into = ByteBuffer.allocate(64);
                ended = decoder.decode(part, into);
                out.write(into.array(), 0, into.position());
            }
            assertThat(out.toByteArray()).as("cut every %d", step).isEqualTo(octets(body));
            assertThat(ended).isEqualTo(ends);
            assertThat(decoder.defects().toString()).isEqualTo("[" + defects + "]");
        }
    }
}
