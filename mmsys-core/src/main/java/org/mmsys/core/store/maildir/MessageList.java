package org.mmsys.core.store.maildir;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.store.MessageColumns;
import org.mmsys.core.store.MessageRef;

/**
 * The messages of a folder as they were at one moment; 35 octets each.
 *
 * <p>Immutable; any thread. Elements of small lists are made once and kept.
 */
final class MessageList extends AbstractList<MessageRef> implements RandomAccess, MessageColumns {
    static final MessageList EMPTY = new MessageList(new byte[0], new long[0], new byte[0]);
    private static final int KEPT_MAX = 4096;
    private final byte[] guids;
    private final long[] sizes;
    private final byte[] flags;
    private final long octets;
    private final int unseen;
    /** Elements made so far. Two threads may make the same: they are equal and immutable. */
    private final @Nullable MessageRef[] made;

    MessageList(byte[] guids, long[] sizes, byte[] flags) {
        this.guids = guids;
        this.sizes = sizes;
        this.flags = flags;
        this.made = new @Nullable MessageRef[sizes.length <= KEPT_MAX ? sizes.length : 0];
        long sum = 0;
        int notSeen = 0;
        for (int i = 0; i < sizes.length; i++) {
            sum += sizes[i];
            notSeen += IndexColumns.flags(flags[i]).has('S') ? 0 : 1;
        }
        this.octets = sum;
        this.unseen = notSeen;
    }

    @Override
    public MessageRef get(int position) {
        if (position >= made.length) {
            return make(position);
        }
        MessageRef known = made[position];
        if (known == null) {
            known = make(position);
            made[position] = known;
        }
        return known;
    }

    private MessageRef make(int position) {
        long size = sizes[position];
        String guid = new String(guids, position * Guid.LENGTH, Guid.LENGTH, StandardCharsets.ISO_8859_1);
        return new MessageRef(new Guid(guid), size, IndexColumns.flags(flags[position]));
    }

    @Override
    public int size() {
        return sizes.length;
    }

    @Override
    public int count() {
        return sizes.length;
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public long sizeAt(int place) {
        return sizes[place];
    }

    @Override
    public void guidAt(int place, byte[] into, int at) {
        System.arraycopy(guids, place * Guid.LENGTH, into, at, Guid.LENGTH);
    }

    int unseen() {
        return unseen;
    }
}
