package org.mmsys.core.store;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The name of a folder: levels, each a Unicode text in NFC, encoded in modified UTF-7 on disk and joined by dots (Maildir++).
 *
 * @param path as clients write it, {@code /} between levels; {@code INBOX} for the inbox
 * @param encoded as the directory is called, with its leading dot; empty for the inbox
 */
public record FolderName(String path, String encoded) {
    public static final FolderName INBOX = new FolderName("INBOX", "");
    private static final int ENCODED_MAX = 240;
    private static final int LEVELS_MAX = 8;

    /** The folder a client means, or empty when no folder can have that name: {@code [X-CANNOT]}. */
    public static Optional<FolderName> ofPath(String path) {
        String normal = Normalizer.normalize(path, Normalizer.Form.NFC);
        if (normal.equalsIgnoreCase("INBOX")) {
            return Optional.of(INBOX);
        }
        String[] levels = normal.split("/", -1);
        if (levels.length > LEVELS_MAX || levels[0].equalsIgnoreCase("INBOX")) {
            return Optional.empty();
        }
        StringBuilder encoded = new StringBuilder();
        for (String level : levels) {
            if (!validLevel(level)) {
                return Optional.empty();
            }
            encoded.append('.').append(ModifiedUtf7.encode(level));
        }
        return encoded.length() > ENCODED_MAX
                ? Optional.empty()
                : Optional.of(new FolderName(normal, encoded.toString()));
    }

    /** The folder in a directory of that name, or empty when it is none of ours. */
    public static Optional<FolderName> ofEncoded(String directory) {
        if (directory.isEmpty()) {
            return Optional.of(INBOX);
        }
        if (directory.charAt(0) != '.' || directory.length() > ENCODED_MAX) {
            return Optional.empty();
        }
        StringJoiner path = new StringJoiner("/");
        for (String level : directory.substring(1).split("\\.", -1)) {
            Optional<String> decoded = ModifiedUtf7.decode(level);
            if (decoded.isEmpty()) {
                return Optional.empty();
            }
            path.add(decoded.get());
        }
        // Only the one spelling we would write ourselves: two directories never share a path.
        return ofPath(path.toString()).filter(name -> name.encoded().equals(directory));
    }

    public boolean isInbox() {
        return encoded.isEmpty();
    }

    private static boolean validLevel(String level) {
        if (level.isEmpty() || level.startsWith(" ") || level.endsWith(" ") || level.contains(".")) {
            return false;
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(level)
                && level.codePoints().noneMatch(FolderName::forbidden);
    }

    private static boolean forbidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
