package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The hash chain of the log: equal sequence and chain mean equal history.
 *
 * <p>The link of an entry is the first 16 octets of SHA-256 over the link before, sequence, epoch and the fields of the
 * entry. Inline bodies are in it by the digests that stand in the fields, so that no octet of mail is hashed twice. Owned by
 * one thread.
 */
final class Chain {
    static final int LENGTH = 16;

    private final MessageDigest sha256 = Sha256.newDigest();
    private final byte[] digest = new byte[Sha256.LENGTH];
    private final ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES);
    private final byte[] link = new byte[LENGTH];

    /** The link before the first entry of all. */
    static byte[] genesis() {
        return new byte[LENGTH];
    }

    Chain(byte[] start) {
        reset(start);
    }

    void reset(byte[] start) {
        System.arraycopy(start, 0, link, 0, LENGTH);
    }

    /** A copy of the present link. */
    byte[] link() {
        return link.clone();
    }

    void putLink(ByteBuffer into) {
        into.put(link);
    }

    boolean isAt(byte[] other) {
        return Arrays.equals(link, other);
    }

    /** Goes on by an entry whose fields are {@code fields}, which is read from its position to its limit. */
    void advance(long sequence, long epoch, ByteBuffer fields) {
        sha256.update(link);
        numbers.clear().putLong(sequence).putLong(epoch);
        sha256.update(numbers.array());
        sha256.update(fields);
        try {
            sha256.digest(digest, 0, digest.length);
        } catch (DigestException never) {
            throw new IllegalStateException(never);
        }
        System.arraycopy(digest, 0, link, 0, LENGTH);
    }
}
