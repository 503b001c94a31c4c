package org.mmsys.wire.smtp;

import java.util.List;
import java.util.stream.Collectors;
import org.mmsys.wire.text.PrintableText;

/**
 * A whole reply as a client heard it (RFC 5321 §4.2).
 *
 * @param code 200 to 599
 * @param status the enhanced code of its last line (RFC 2034 §4), or {@code 5.0.0} and the like where there was none
 * @param lines what stood behind the codes, octets as they came, without the enhanced code
 */
public record ServerReply(int code, String status, List<String> lines) {
    private static final int TEXT_MAX = 256;

    public ServerReply {
        lines = List.copyOf(lines);
    }

    /** 2yz. */
    public boolean positive() {
        return code / 100 == 2;
    }

    /** 3yz: the server waits for more. */
    public boolean intermediate() {
        return code / 100 == 3;
    }

    /** 4yz. */
    public boolean transientFailure() {
        return code / 100 == 4;
    }

    /** The server closes the connection (RFC 5321 §3.8). */
    public boolean closing() {
        return code == 421;
    }

    /** Code, status and text in one printable line of at most 256 characters, for logs and reports. */
    public String text() {
        String all = lines.stream().filter(line -> !line.isBlank()).collect(Collectors.joining(" / "));
        String printable = PrintableText.of(code + " " + status + " " + all).strip();
        return printable.length() <= TEXT_MAX ? printable : printable.substring(0, TEXT_MAX);
    }
}
