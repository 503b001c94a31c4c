package org.mmsys.replica.pair;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A record as it stands in the registry: lines of {@code name=value}, UTF-8, so that an administrator can read it.
 *
 * <p>Names that are not known are skipped: a later release may add some.
 */
public final class PairRecordText {
    private static final String FORMAT = "1";
    private static final int REASON_MAX = 256;

    private PairRecordText() {}

    /** Writes it; control characters of the reason become blanks, and it is cut at 256 characters. */
    public static byte[] write(PairRecord record) {
        String reason = record.reason()
                .codePoints()
                .limit(REASON_MAX)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String text = "format=" + FORMAT
                + "\nepoch=" + record.epoch()
                + "\nprimary=" + record.primary()
                + "\nin-sync=" + record.inSync()
                + "\nstore-a=" + record.storeOfA().map(UUID::toString).orElse("")
                + "\nstore-b=" + record.storeOfB().map(UUID::toString).orElse("")
                + "\nincarnation=" + record.token().incarnation()
                + "\nproposal=" + record.token().number()
                + "\nreason=" + reason + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it is no record of a format known here
     */
    public static PairRecord read(byte[] octets) {
        Map<String, String> values = new HashMap<>();
        new String(octets, StandardCharsets.UTF_8).lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        if (!FORMAT.equals(value(values, "format"))) {
            throw new IllegalArgumentException("record of format " + value(values, "format"));
        }
        return new PairRecord(
                Long.parseLong(value(values, "epoch")),
                Half.valueOf(value(values, "primary")),
                InSync.valueOf(value(values, "in-sync")),
                store(value(values, "store-a")),
                store(value(values, "store-b")),
                new CasToken(Long.parseLong(value(values, "incarnation")), Long.parseLong(value(values, "proposal"))),
                value(values, "reason"));
    }

    private static String value(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name))
                .orElseThrow(() -> new IllegalArgumentException("record without " + name));
    }

    private static Optional<UUID> store(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
    }
}
