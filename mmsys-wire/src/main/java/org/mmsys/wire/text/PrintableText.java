package org.mmsys.wire.text;

/** Makes hostile text harmless for logs and replies: one line, printable ASCII, bounded. */
public final class PrintableText {
    private static final int CHARS_MAX = 256;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private PrintableText() {}

    /** Escapes everything but printable ASCII as {@code \xNN} or {@code \}{@code uNNNN}, and cuts at 256 characters. */
    public static String of(String hostile) {
        int plain = plainPrefix(hostile);
        if (plain == hostile.length() && plain <= CHARS_MAX) {
            return hostile;
        }
        StringBuilder safe = new StringBuilder(Math.min(hostile.length(), CHARS_MAX) + 16);
        for (int i = 0; i < hostile.length(); i++) {
            if (safe.length() >= CHARS_MAX) {
                return safe.append("...").toString();
            }
            append(safe, hostile.charAt(i));
        }
        return safe.toString();
    }

    private static int plainPrefix(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) < 127 && text.charAt(i) != '\\') {
            i++;
        }
        return i;
    }

    private static void append(StringBuilder safe, char c) {
        if (c == '\\') {
            safe.append("\\\\");
        } else if (c >= ' ' && c < 127) {
            safe.append(c);
        } else if (c < 256) {
            safe.append("\\x").append(HEX[c >> 4]).append(HEX[c & 15]);
        } else {
            safe.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                safe.append(HEX[(c >> shift) & 15]);
            }
        }
    }
}
