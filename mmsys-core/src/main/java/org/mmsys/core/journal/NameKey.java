package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mmsys.wire.address.AccountName;

/**
 * An account's name as 128 bits: the beginning of the SHA-256 of {@code local@domain}.
 *
 * <p>Maps of the whole system's names hold these, since a million of them fit where a million names do not.
 */
public record NameKey(long high, long low) {
    /** The key of a name. */
    public static NameKey of(AccountName name) {
        ByteBuffer digest = ByteBuffer.wrap(
                Sha256.over(name.toString().getBytes(StandardCharsets.UTF_8)).toBytes());
        return new NameKey(digest.getLong(), digest.getLong());
    }
}
