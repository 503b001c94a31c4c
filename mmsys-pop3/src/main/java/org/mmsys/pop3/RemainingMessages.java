package org.mmsys.pop3;

import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.MessageColumns;
import org.mmsys.core.store.MessageRef;

/**
 * What a commit left of a list of messages, with the flags it gave them; 4 octets a message.
 *
 * <p>Immutable; any thread.
 */
final class RemainingMessages extends AbstractList<MessageRef> implements RandomAccess, MessageColumns {
    private final List<MessageRef> all;
    private final MessageColumns columns;
    private final int[] places;
    private final Map<Integer, Flags> flagged;
    private final long octets;

    private RemainingMessages(List<MessageRef> all, int[] places, Map<Integer, Flags> flagged) {
        this.all = all;
        this.columns = MessageColumns.of(all);
        this.places = places;
        this.flagged = flagged;
        long sum = 0;
        for (int place : places) {
            sum += columns.sizeAt(place);
        }
        this.octets = sum;
    }

    /** The messages of a list at the places that stay, with new flags for some places. */
    static List<MessageRef> of(List<MessageRef> messages, IntPredicate stays, Map<Integer, Flags> flags) {
        int[] left = IntStream.range(0, messages.size()).filter(stays).toArray();
        if (left.length == messages.size() && flags.isEmpty()) {
            return messages;
        }
        if (!(messages instanceof RemainingMessages earlier)) {
            return new RemainingMessages(messages, left, Map.copyOf(flags));
        }
        // not a chain of lists that grows with every commit
        Map<Integer, Flags> merged = new HashMap<>(earlier.flagged);
        flags.forEach((place, now) -> merged.put(earlier.places[place], now));
        int[] composed = new int[left.length];
        for (int i = 0; i < left.length; i++) {
            composed[i] = earlier.places[left[i]];
        }
        return new RemainingMessages(earlier.all, composed, Map.copyOf(merged));
    }

    @Override
    public MessageRef get(int position) {
        MessageRef message = all.get(places[position]);
        Flags now = flagged.get(places[position]);
        return now == null ? message : new MessageRef(message.guid(), message.size(), now);
    }

    @Override
    public int size() {
        return places.length;
    }

    @Override
    public int count() {
        return places.length;
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public long sizeAt(int place) {
        return columns.sizeAt(places[place]);
    }

    @Override
    public void guidAt(int place, byte[] into, int at) {
        columns.guidAt(places[place], into, at);
    }
}
