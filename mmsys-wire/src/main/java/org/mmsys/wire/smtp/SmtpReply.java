package org.mmsys.wire.smtp;

import java.util.List;

/**
 * A reply of an SMTP server (RFC 5321 §4.2); the enhanced code stands on every line (RFC 2034 §4).
 *
 * @param code 200 to 599
 * @param enhanced such as {@code 5.1.1}; empty for greeting, EHLO and intermediate replies
 * @param lines at least one; printable, without line ends
 */
public record SmtpReply(int code, String enhanced, List<String> lines) {
    public SmtpReply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("reply " + code + " " + lines);
        }
        if (!enhanced.isEmpty() && enhanced.charAt(0) - '0' != code / 100) {
            throw new IllegalArgumentException("enhanced code " + enhanced + " in a reply " + code);
        }
    }

    /** The octets to send, with their CRLFs. */
    public String wire() {
        StringBuilder octets = new StringBuilder(64);
        int last = lines.size() - 1;
        for (int i = 0; i <= last; i++) {
            octets.append(code).append(i == last ? ' ' : '-');
            if (!enhanced.isEmpty()) {
                octets.append(enhanced).append(' ');
            }
            octets.append(lines.get(i)).append("\r\n");
        }
        return octets.toString();
    }
}
