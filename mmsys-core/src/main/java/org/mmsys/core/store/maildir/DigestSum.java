package org.mmsys.core.store.maildir;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.mmsys.core.journal.Sha256;

/**
 * The sum modulo 2^256 of the digests of messages, and how many they are; equal sums mean equal messages. Immutable.
 *
 * @param a the most significant 64 bits
 * @param messages -1: not known
 */
public record DigestSum(long a, long b, long c, long d, long messages) {
    public static final DigestSum ZERO = new DigestSum(0, 0, 0, 0, 0);

    /** An index was lost, and what its messages held is not known until they are read. */
    public static final DigestSum UNKNOWN = new DigestSum(0, 0, 0, 0, -1);

    private static final Sha256 NO_FILE = Sha256.ofDigest(new byte[Sha256.LENGTH]);
    private static final DigestSum ONE = new DigestSum(0, 0, 0, 1, 0);

    /** The sum of one message; what is missing on the disk counts as if it were there. */
    static DigestSum of(String folder, IndexEntry entry) {
        return entry.sha256().isEmpty()
                ? UNKNOWN
                : of(folder, entry.name(), entry.sha256().get());
    }

    /** The sum of a message whose file holds this; what has no file is told apart from everything that has. */
    public static DigestSum of(String folder, MessageRow row, Optional<Sha256> content) {
        return of(folder, row.name(), content.orElse(NO_FILE));
    }

    private static DigestSum of(String folder, MaildirName name, Sha256 content) {
        MessageDigest digest = Sha256.newDigest();
        byte[] text = (name.guid().text() + folder + '\n' + name.flags().letters() + '\n')
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer rest = ByteBuffer.allocate(Long.BYTES + Sha256.LENGTH).putLong(name.size());
        content.write(rest);
        digest.update(text);
        digest.update(rest.flip());
        ByteBuffer sum = ByteBuffer.wrap(digest.digest());
        return new DigestSum(sum.getLong(), sum.getLong(), sum.getLong(), sum.getLong(), 1);
    }

    public boolean known() {
        return messages >= 0;
    }

    public DigestSum plus(DigestSum other) {
        if (!known() || !other.known()) {
            return UNKNOWN;
        }
        long newD = d + other.d;
        long newC = c + other.c + carry(d, newD, 0);
        long newB = b + other.b + carry(c, newC, carry(d, newD, 0));
        long carryC = carry(c, newC, carry(d, newD, 0));
        long newA = a + other.a + carry(b, newB, carryC);
        return new DigestSum(newA, newB, newC, newD, messages + other.messages);
    }

    DigestSum minus(DigestSum other) {
        if (!known() || !other.known()) {
            return UNKNOWN;
        }
        DigestSum negative = new DigestSum(~other.a, ~other.b, ~other.c, ~other.d, 0).plus(ONE);
        DigestSum sum = plus(negative);
        return new DigestSum(sum.a, sum.b, sum.c, sum.d, messages - other.messages);
    }

    /** Out of a place that held {@code before} and holds {@code after} since something and a carry were added. */
    private static long carry(long before, long after, long carryIn) {
        return Long.compareUnsigned(after, before) < 0 || carryIn == 1 && after == before ? 1 : 0;
    }

    public void write(DataOutput to) throws IOException {
        to.writeLong(a);
        to.writeLong(b);
        to.writeLong(c);
        to.writeLong(d);
        to.writeLong(messages);
    }

    public static DigestSum read(DataInput from) throws IOException {
        return new DigestSum(from.readLong(), from.readLong(), from.readLong(), from.readLong(), from.readLong());
    }

    /** In hexadecimal digits. */
    @Override
    public String toString() {
        return known() ? String.format(Locale.ROOT, "%016x%016x%016x%016x", a, b, c, d) : "unknown";
    }
}
