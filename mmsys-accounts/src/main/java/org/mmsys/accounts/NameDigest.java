package org.mmsys.accounts;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mmsys.core.journal.NameKey;

/**
 * How many names there are, and the sum of their keys mod 2^128: equal for equal sets, whatever their order.
 *
 * @param count of names
 * @param high the upper half of the sum
 * @param low the lower half of the sum
 */
record NameDigest(long count, long high, long low) {
    static final NameDigest EMPTY = new NameDigest(0, 0, 0);
    static final int BUCKETS = 256;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}) ([0-9a-f]{32})");

    NameDigest plus(NameKey key) {
        long sum = low + key.low();
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new NameDigest(count + 1, high + key.high() + carry, sum);
    }

    NameDigest minus(NameKey key) {
        long borrow = Long.compareUnsigned(low, key.low()) < 0 ? 1 : 0;
        return new NameDigest(count - 1, high - key.high() - borrow, low - key.low());
    }

    /** The bucket of a key: its top octet. */
    static int bucket(NameKey key) {
        return (int) (key.high() >>> 56);
    }

    /** As it goes over the wire: the count, and the sum in hexadecimal. */
    String text() {
        return count + " " + hex(high, low);
    }

    static Optional<NameDigest> parse(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches()
                ? key(matcher.group(2))
                        .map(sum -> new NameDigest(Long.parseLong(matcher.group(1)), sum.high(), sum.low()))
                : Optional.empty();
    }

    static String hex(long high, long low) {
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }

    /** The key written as 32 hexadecimal digits. */
    static Optional<NameKey> key(String hex) {
        if (hex.length() != 32) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new NameKey(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16)));
        } catch (NumberFormatException notHex) {
            return Optional.empty();
        }
    }
}
