package org.mmsys.core.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The entries of a paired log that are not applied yet, decoded, as far as they fit into 32 MiB: the earlier ones are read from
 * the segments when their turn comes. Owned by the committer thread (by the opening thread during recovery).
 */
final class Unapplied {
    static final long OCTETS_MAX = 32L * 1024 * 1024;

    private final LogReader reader;
    /** The last entries of the log: behind a first part, they are without gap. */
    private final Deque<Waiting> decoded = new ArrayDeque<>();

    private long octets;
    private long applied;

    Unapplied(LogReader reader, long applied) {
        this.reader = reader;
        this.applied = applied;
    }

    /** Takes entries when they are committed. */
    interface Target {
        /** Whether it can take one more. */
        boolean takes() throws IOException;

        void apply(Waiting entry);
    }

    /** The last entry that was applied. */
    long applied() {
        return applied;
    }

    /** The last entry of all. */
    long last() {
        return decoded.isEmpty() ? applied : decoded.getLast().sequence();
    }

    /** Octets that are held in memory. */
    long octets() {
        return octets;
    }

    /** Whether someone waits for one of them. */
    boolean hasOwn() {
        return decoded.stream().anyMatch(entry -> entry.own() != null);
    }

    /** What is up to that entry counts as applied. */
    void skipTo(long sequence) {
        applied = Math.max(applied, sequence);
        while (!decoded.isEmpty() && decoded.element().sequence() <= applied) {
            octets -= decoded.remove().octets();
        }
    }

    /** The log has grown by this entry. */
    void add(Waiting entry) {
        decoded.add(entry);
        octets += entry.octets();
        while (octets > OCTETS_MAX && decoded.size() > 1 && decoded.element().own() == null) {
            octets -= decoded.remove().octets();
        }
    }

    /** Nobody waits here any more. */
    void forgetOwners() {
        List<Waiting> all = decoded.stream().map(Waiting::forgotten).toList();
        decoded.clear();
        decoded.addAll(all);
    }

    /** The log was cut; gives those that are in memory and were cut off. */
    List<Waiting> cut(long last) {
        Deque<Waiting> cut = new ArrayDeque<>();
        while (!decoded.isEmpty() && decoded.getLast().sequence() > last) {
            cut.addFirst(decoded.removeLast());
            octets -= cut.getFirst().octets();
        }
        return new ArrayList<>(cut);
    }

    /** Applies what is committed, as far as the target takes it. */
    void apply(long upTo, Target target) throws IOException {
        while (applied < upTo && target.takes()) {
            Waiting next = decoded.peek();
            if (next != null && next.sequence() == applied + 1) {
                decoded.remove();
                octets -= next.octets();
                target.apply(next);
                applied++;
            } else {
                applyFromLog(next == null ? upTo : Math.min(upTo, next.sequence() - 1), target);
            }
        }
    }

    private void applyFromLog(long upTo, Target target) throws IOException {
        reader.walk(applied + 1, upTo, (record, place) -> {
            target.apply(of(record));
            applied++;
            return target.takes();
        });
    }

    /** Decodes a record of this log. */
    static Waiting of(LogRecord record) throws IOException {
        try {
            JournalEntry entry = EntryCodec.decode(
                    record.fields().duplicate(), record.bodies().duplicate());
            return new Waiting(record.sequence(), entry, record.length(), null);
        } catch (CorruptEntryException unknown) { // not damage, its checksum is right
            throw new DirectoryRefusedException(
                    "entry " + record.sequence() + " was written by another version: " + unknown.getMessage(), unknown);
        }
    }
}
