package org.mmsys.core.journal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Applies committed entries to all states; what a state could not take is owed to it and tried again in order.
 *
 * <p>Owned by the committer thread (by the opening thread during recovery); {@link #owed} is for any.
 */
final class AppliedStates {
    private static final Logger log = LoggerFactory.getLogger(AppliedStates.class);

    private final List<Line> lines = new ArrayList<>();
    private final long owedMax;
    private final long retryFirst;
    private final long retryMax;
    private final AtomicInteger owed = new AtomicInteger();
    private long owedOctets;

    AppliedStates(List<AppliedState> states, JournalOptions options) {
        this.owedMax = options.owedOctets();
        this.retryFirst = options.retryFirst().toNanos();
        this.retryMax = options.retryMax().toNanos();
        for (AppliedState state : states) {
            if (lines.stream().anyMatch(line -> line.state.name().equals(state.name()))) {
                throw new IllegalArgumentException("two states called " + state.name());
            }
            lines.add(new Line(state));
        }
    }

    /** A state and what it is owed. */
    private static final class Line {
        private final AppliedState state;
        private final Deque<Owed> owed = new ArrayDeque<>();
        private long retryAt;
        private long wait;

        Line(AppliedState state) {
            this.state = state;
        }
    }

    private record Owed(long sequence, JournalEntry entry, int octets) {}

    /** How many times an entry waits for a state. Any thread. */
    int owed() {
        return owed.get();
    }

    /** Whether so much is owed that nothing more may be committed. */
    boolean full() {
        return owedOctets >= owedMax;
    }

    List<AppliedState> all() {
        return lines.stream().map(line -> line.state).toList();
    }

    /** Applies an entry, or owes it. */
    void apply(long sequence, JournalEntry entry, int octets) {
        for (Line line : lines) {
            if (!line.owed.isEmpty()) {
                applyAhead(line.state, sequence, entry);
            }
            if (!line.owed.isEmpty() || !applied(line, sequence, entry)) {
                line.owed.add(new Owed(sequence, entry, octets));
                owedOctets += octets;
                owed.incrementAndGet();
            }
        }
    }

    /**
     * Deletions do not wait behind entries that lack the space which they would free: what was deleted is gone at once, and
     * so is queued mail that is done, whatever else its entry holds: it must not be sent again meanwhile.
     *
     * <p>They come again in their turn, which changes nothing, or takes out what one of the waiting entries brings.
     */
    private static void applyAhead(AppliedState state, long sequence, JournalEntry entry) {
        boolean deletes = entry.operations().stream()
                .allMatch(op -> op instanceof Operation.Expunge || op instanceof Operation.Flag);
        List<Operation> ahead = deletes
                ? entry.operations()
                : entry.operations().stream()
                        .filter(op -> op instanceof Operation.Done)
                        .toList();
        if (ahead.isEmpty()) {
            return;
        }
        try {
            state.apply(sequence, deletes ? entry : new JournalEntry(ahead));
        } catch (IOException | RuntimeException later) {
            log.atDebug().addKeyValue("seq", sequence).setCause(later).log("deletion waits as well");
        }
    }

    private boolean applied(Line line, long sequence, JournalEntry entry) {
        try {
            line.state.apply(sequence, entry);
            line.wait = 0;
            return true;
        } catch (IOException | RuntimeException failed) {
            boolean first = line.wait == 0;
            line.wait = first ? retryFirst : Math.min(retryMax, line.wait * 2);
            line.retryAt = System.nanoTime() + line.wait;
            log.atLevel(first ? Level.ERROR : Level.WARN)
                    .addKeyValue("state", line.state.name())
                    .addKeyValue("seq", sequence)
                    .addKeyValue("waiting", line.owed.size())
                    .setCause(failed)
                    .log("committed entry cannot be applied, will be tried again");
            return false;
        }
    }

    /** Tries again what is due. */
    void retry() {
        if (owed.get() == 0) {
            return;
        }
        for (Line line : lines) {
            while (!line.owed.isEmpty() && System.nanoTime() - line.retryAt >= 0) {
                Owed next = line.owed.element();
                if (!applied(line, next.sequence, next.entry)) {
                    break;
                }
                line.owed.remove();
                owedOctets -= next.octets;
                if (owed.decrementAndGet() == 0) {
                    log.atWarn().log("all committed entries are applied again");
                }
            }
        }
    }

    /** How long until the next retry, at most {@code most}. */
    long nanosToRetry(long most) {
        long least = most;
        for (Line line : lines) {
            if (!line.owed.isEmpty()) {
                least = Math.min(least, line.retryAt - System.nanoTime());
            }
        }
        return Math.max(1, least);
    }

    /** What each state has to write into a snapshot that is made after entry {@code sequence}. */
    List<Snapshot.Section> capture(long sequence) throws IOException {
        List<Snapshot.Section> sections = new ArrayList<>();
        for (Line line : lines) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            line.state.write(new DataOutputStream(octets));
            long through = line.owed.isEmpty() ? sequence : line.owed.element().sequence - 1;
            sections.add(new Snapshot.Section(line.state.name(), through, octets.toByteArray()));
        }
        return sections;
    }
}
