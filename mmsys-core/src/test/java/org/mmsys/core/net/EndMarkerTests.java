package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EndMarkerTests {
    private static final String DIGITS = "00100200300400500600700800900a00";
    private static final String LINE = DIGITS + "\r\n";

    private final EndMarker marker = new EndMarker(DIGITS);

    @Test
    void isFoundInTwoPiecesWhereverItIsCut() {
        String all = "+OK bye\r\n" + LINE;
        for (int cut = 0; cut <= all.length(); cut++) {
            EndMarker each = new EndMarker(DIGITS);
            String passed = pass(each, all.substring(0, cut)) + pass(each, all.substring(cut));
            assertThat(passed).as("cut at %s", cut).isEqualTo("+OK bye\r\n");
            assertThat(each.complete()).isTrue();
            assertThat(text(each.rest())).isEmpty();
        }
    }

    @Test
    void isFoundOctetByOctet() {
        StringBuilder passed = new StringBuilder();
        for (char octet : ("0010\r\n001002" + LINE).toCharArray()) {
            assertThat(marker.complete()).isFalse();
            passed.append(pass(marker, String.valueOf(octet)));
        }
        assertThat(passed).hasToString("0010\r\n001002");
        assertThat(marker.complete()).isTrue();
    }

    @Test
    void aWholeReplyIsNeverHeldBack() {
        assertThat(pass(marker, "+OK\r\n")).isEqualTo("+OK\r\n");
        assertThat(pass(marker, "0010020\r\n")).isEqualTo("0010020\r\n");
    }

    @Test
    void whatLooksLikeItsBeginningPassesWithTheNextOctets() {
        assertThat(pass(marker, "abc00100")).isEqualTo("abc");
        assertThat(pass(marker, "1002")).isEqualTo("001");
        assertThat(pass(marker, "x")).isEqualTo("001002x");
        assertThat(marker.complete()).isFalse();
    }

    @Test
    void whatIsHeldBackComesOutAtTheEnd() {
        assertThat(pass(marker, "cut off 0010")).isEqualTo("cut off ");
        assertThat(text(marker.rest())).isEqualTo("0010");
        assertThat(text(marker.rest())).isEmpty();
    }

    @Test
    void onlyTheLastWordCounts() {
        assertThat(pass(marker, LINE + "+OK more\r\n")).isEqualTo(LINE + "+OK more\r\n");
        assertThat(marker.complete()).isFalse();
        assertThat(pass(marker, LINE)).isEmpty();
        assertThat(marker.complete()).isTrue();
    }

    @Test
    void nothingIsLostOfAFlowFullOfItsBeginnings() {
        Random random = new Random(4);
        for (int round = 0; round < 300; round++) {
            StringBuilder mail = new StringBuilder();
            while (mail.length() < 400) {
                mail.append(LINE, 0, random.nextInt(LINE.length())).append(random.nextInt(3) == 0 ? "x" : "0");
            }
            mail.append("\r\n.\r\n");
            String all = mail + LINE;
            EndMarker each = new EndMarker(DIGITS);
            StringBuilder passed = new StringBuilder();
            for (int at = 0; at < all.length(); ) {
                int next = Math.min(all.length(), at + 1 + random.nextInt(50));
                passed.append(pass(each, all.substring(at, next)));
                at = next;
            }
            assertThat(passed).hasToString(mail.toString());
            assertThat(each.complete()).isTrue();
        }
    }

    @Test
    void isThirtyTwoDigits() {
        assertThatThrownBy(() -> new EndMarker("0123")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EndMarker(DIGITS.replace('0', '\r'))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String pass(EndMarker marker, String octets) {
        return text(marker.pass(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1))));
    }

    private static String text(ByteBuffer octets) {
        return StandardCharsets.ISO_8859_1.decode(octets).toString();
    }
}
