package org.mmsys.pop3;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.Maildrop.Flagged;
import org.mmsys.core.store.Maildrop.Moved;
import org.mmsys.core.store.Maildrop.Update;
import org.mmsys.core.store.MessageColumns;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.pop3.Pop3Reply;

/**
 * The open folder as one session sees it: messages under fixed numbers, and the marks it has set (RFC 1939 §5).
 *
 * <p>A message marked as deleted or moved keeps its number and is gone for every command but RSET. Owned by the machine;
 * nothing here is lasting before {@link #changes} were committed.
 */
final class MaildropView {
    private FolderName folder;
    private List<MessageRef> messages;
    private int left;
    private long octetsLeft;
    private final BitSet deleted = new BitSet();
    private final BitSet retrieved = new BitSet();
    private final Map<Integer, FolderName> moved = new TreeMap<>();
    private final Map<Integer, Flags> flagged = new TreeMap<>();
    private @Nullable BitSet gone;

    MaildropView(FolderName folder, List<MessageRef> messages) {
        this.folder = folder;
        this.messages = messages;
        count();
    }

    FolderName folder() {
        return folder;
    }

    List<MessageRef> messages() {
        return messages;
    }

    /** Messages not marked as deleted or moved. */
    int left() {
        return left;
    }

    long octetsLeft() {
        return octetsLeft;
    }

    /** Why a command on this number is refused, if it is. */
    Optional<Pop3Reply> trouble(int number) {
        if (number < 1 || number > messages.size()) {
            return Optional.of(Pop3Replies.ERR_NO_MESSAGE);
        }
        return isGone(number - 1) ? Optional.of(Pop3Replies.ERR_GONE) : Optional.empty();
    }

    MessageRef message(int number) {
        return messages.get(number - 1);
    }

    /** The places in {@link #messages} that listings leave out. The set given out is never changed afterwards. */
    BitSet gone() {
        BitSet known = gone;
        if (known == null) {
            known = (BitSet) deleted.clone();
            for (int place : moved.keySet()) {
                known.set(place);
            }
            gone = known;
        }
        return known;
    }

    void delete(int number) {
        deleted.set(number - 1);
        leave(number);
    }

    void move(int number, FolderName to) {
        moved.put(number - 1, to);
        leave(number);
    }

    /** All of it was sent: it will be marked as seen. */
    void sent(int number) {
        retrieved.set(number - 1);
        flagged.computeIfPresent(number - 1, (place, wanted) -> wanted.with("S", ""));
    }

    void flag(int number, String set, String clear) {
        flagged.put(number - 1, flags(number).with(set, clear));
        if (clear.indexOf('S') >= 0) {
            retrieved.clear(number - 1);
        }
    }

    /** The flags as they will be after the update. */
    Flags flags(int number) {
        Flags wanted = flagged.getOrDefault(number - 1, message(number).flags());
        return retrieved.get(number - 1) ? wanted.with("S", "") : wanted;
    }

    /** Takes back what the client marked. That a message was fetched stays true. */
    void reset() {
        deleted.clear();
        moved.clear();
        flagged.clear();
        gone = null;
        count();
    }

    /** Whether the client has set marks that an update would carry out. */
    boolean pending() {
        return !deleted.isEmpty() || !moved.isEmpty() || !flagged.isEmpty();
    }

    /** Whether a message is marked to go to this folder or to one below it. */
    boolean movesInto(FolderName target) {
        return moved.values().stream().anyMatch(to -> sameOrBelow(to, target));
    }

    /** Whether {@code one} is this folder or lies below it. */
    static boolean sameOrBelow(FolderName one, FolderName target) {
        return one.equals(target) || one.encoded().startsWith(target.encoded() + ".");
    }

    /** Everything marked, as one change. */
    Update changes() {
        List<MessageRef> toDelete = new ArrayList<>(deleted.cardinality());
        deleted.stream().forEach(place -> toDelete.add(messages.get(place)));
        List<Moved> toMove = new ArrayList<>(moved.size());
        moved.forEach((place, to) -> toMove.add(new Moved(messages.get(place), to)));
        BitSet touched = (BitSet) retrieved.clone();
        flagged.keySet().forEach(touched::set);
        touched.andNot(deleted);
        List<Flagged> toFlag = new ArrayList<>(touched.cardinality());
        touched.stream().forEach(place -> difference(place).ifPresent(toFlag::add));
        return new Update(toDelete, toMove, toFlag);
    }

    /** The changes are committed: the rest gets new numbers, without what may have arrived meanwhile. */
    void committed() {
        Map<Integer, Flags> flags = new TreeMap<>();
        BitSet touched = (BitSet) retrieved.clone();
        flagged.keySet().forEach(touched::set);
        touched.stream().forEach(place -> flags.put(place, flags(place + 1)));
        show(folder, RemainingMessages.of(messages, place -> !isGone(place), flags));
    }

    /** Another folder is open, or the same with what is new. */
    void show(FolderName opened, List<MessageRef> itsMessages) {
        folder = opened;
        messages = itsMessages;
        retrieved.clear();
        reset();
    }

    private boolean isGone(int place) {
        return deleted.get(place) || !moved.isEmpty() && moved.containsKey(place);
    }

    private void leave(int number) {
        left--;
        octetsLeft -= message(number).size();
        gone = null;
    }

    private void count() {
        left = messages.size();
        octetsLeft = MessageColumns.of(messages).octets();
    }

    private Optional<Flagged> difference(int place) {
        MessageRef message = messages.get(place);
        Flags now = message.flags();
        Flags wanted = flags(place + 1);
        if (wanted.equals(now)) {
            return Optional.empty();
        }
        return Optional.of(new Flagged(message, without(wanted, now), without(now, wanted)));
    }

    /** The letters of {@code some} that {@code others} has not. */
    private static String without(Flags some, Flags others) {
        return some.with("", others.letters()).letters();
    }
}
