package org.mmsys.core.store.maildir;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.store.Flags;

/**
 * The name of a message's file: {@code <seconds>.<guid>.<node>,S=<size>[:2,<flags>]}.
 *
 * @param time seconds since 1970
 * @param node safe in a file name
 * @param size octets, CRLF line ends
 * @param info what stands behind the size: nothing, {@code :2,} with flags, or what another program wrote there
 */
record MaildirName(long time, Guid guid, String node, long size, String info) {
    private static final String FLAGS_MARK = ":2,";
    private static final String SIZE_MARK = ",S=";
    private static final int NODE_MAX = 64;
    private static final int INFO_MAX = 100;
    private static final long TIME_MAX = 0xFFFF_FFFFL;

    static MaildirName of(Instant time, Guid guid, String node, long size) {
        return new MaildirName(time.getEpochSecond() & TIME_MAX, guid, safeNode(node), size, "");
    }

    /** The name as one of ours, or empty when another program made it. */
    static Optional<MaildirName> parse(String fileName) {
        int dot = fileName.indexOf('.');
        int guidEnd = dot + 1 + Guid.LENGTH;
        if (dot < 1 || guidEnd >= fileName.length() || fileName.charAt(guidEnd) != '.') {
            return Optional.empty();
        }
        int nodeEnd = fileName.indexOf(SIZE_MARK, guidEnd + 1);
        long time = number(fileName, 0, dot);
        String guid = fileName.substring(dot + 1, guidEnd);
        if (nodeEnd < 0 || time < 0 || time > TIME_MAX || !Guid.valid(guid)) {
            return Optional.empty();
        }
        int sizeEnd = nodeEnd + SIZE_MARK.length();
        while (sizeEnd < fileName.length() && digit(fileName.charAt(sizeEnd))) {
            sizeEnd++;
        }
        long size = number(fileName, nodeEnd + SIZE_MARK.length(), sizeEnd);
        String node = fileName.substring(guidEnd + 1, nodeEnd);
        String info = fileName.substring(sizeEnd);
        return size < 0 || !validNode(node) || !validInfo(info)
                ? Optional.empty()
                : Optional.of(new MaildirName(time, new Guid(guid), node, size, info));
    }

    /** A node's name with everything that could mean something in a path or a Maildir name replaced. */
    static String safeNode(String node) {
        StringBuilder safe = new StringBuilder(node.length());
        for (int i = 0; i < node.length() && i < NODE_MAX; i++) {
            char c = node.charAt(i);
            safe.append(nodeCharacter(c) ? c : '-');
        }
        return safe.length() == 0 ? "-" : safe.toString();
    }

    /** The letters behind {@code :2,} of any Maildir file name. */
    static String letters(String fileName) {
        int mark = fileName.lastIndexOf(FLAGS_MARK);
        return mark < 0 ? "" : fileName.substring(mark + FLAGS_MARK.length());
    }

    /** Flags as they stand behind a name in {@code cur}. */
    static String infoOf(Flags flags) {
        return FLAGS_MARK + flags.letters();
    }

    String base() {
        return time + "." + guid.text() + "." + node + SIZE_MARK + size;
    }

    String fileName() {
        return base() + info;
    }

    Flags flags() {
        return info.isEmpty() ? Flags.NONE : Flags.of(letters(info));
    }

    MaildirName withInfo(String newInfo) {
        return newInfo.equals(info) ? this : new MaildirName(time, guid, node, size, newInfo);
    }

    /** The name in {@code cur} with some flags set and then some cleared; letters we do not know stay. */
    MaildirName with(String set, String clear) {
        int mark = info.indexOf(FLAGS_MARK);
        String extra = mark >= 0 ? info.substring(0, mark) : info.startsWith(":") ? "" : info;
        TreeSet<Character> letters = new TreeSet<>();
        String present = letters(info);
        for (int i = 0; i < present.length(); i++) {
            letters.add(present.charAt(i));
        }
        for (int i = 0; i < Flags.ALL.length(); i++) {
            char letter = Flags.ALL.charAt(i);
            if (clear.indexOf(letter) >= 0) {
                letters.remove(letter);
            } else if (set.indexOf(letter) >= 0) {
                letters.add(letter);
            }
        }
        StringBuilder result = new StringBuilder(extra).append(FLAGS_MARK);
        letters.forEach(result::append);
        return withInfo(result.toString());
    }

    private static boolean validInfo(String info) {
        return info.isEmpty() || info.length() <= INFO_MAX && (info.charAt(0) == ':' || info.charAt(0) == ',');
    }

    private static boolean validNode(String node) {
        if (node.isEmpty() || node.length() > NODE_MAX) {
            return false;
        }
        for (int i = 0; i < node.length(); i++) {
            if (!nodeCharacter(node.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean nodeCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || digit(c) || c == '-' || c == '_';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A number as we print it, without leading zeros; -1 when it is none. */
    private static long number(String text, int from, int to) {
        if (to <= from || to - from > 15 || text.charAt(from) == '0' && to - from > 1) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!digit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }
}
