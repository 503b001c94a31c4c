package org.mmsys.server.metrics;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.mmsys.core.journal.BodyTap;
import org.mmsys.core.journal.Guids;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.observe.Metrics;

/** A journal that counts what passes: how long a commit takes, messages taken over, refusals. Thread-safe. */
public final class MeasuredJournal implements Journal {
    private static final String STORED = "Messages accepted, by the number of disks they were on then.";

    private final Journal journal;
    private final Metrics.Timer commits;
    private final Metrics.Counter accepted;
    private final Metrics.Counter queued;
    private final Metrics.Counter onOne;
    private final Metrics.Counter onBoth;
    private final IntSupplier copies;
    private final Map<Refusal, Metrics.Counter> refusals = new EnumMap<>(Refusal.class);

    /** @param copies on how many disks is what is committed now */
    public MeasuredJournal(Journal journal, Metrics metrics, IntSupplier copies) {
        this.journal = journal;
        this.copies = copies;
        onOne = metrics.counter("messages.stored", STORED, new Metrics.Label("copies", "1"));
        onBoth = metrics.counter("messages.stored", STORED, new Metrics.Label("copies", "2"));
        commits = metrics.timer("commit", "From handing an entry to the journal until it is durable and applied.");
        accepted = metrics.counter("messages.accepted", "Messages this server took responsibility for.");
        queued = metrics.counter("messages.queued", "Messages accepted that have to go on to another server.");
        for (Refusal why : Refusal.values()) {
            refusals.put(
                    why,
                    metrics.counter(
                            "commit.refused",
                            "Entries the journal did not take.",
                            new Metrics.Label("reason", why.name().toLowerCase(Locale.ROOT))));
        }
    }

    @Override
    public void append(JournalEntry entry, CommitListener listener) {
        long begun = System.nanoTime();
        journal.append(entry, new CommitListener() {
            @Override
            public void committed(long sequence) {
                commits.record(System.nanoTime() - begun);
                count(entry);
                listener.committed(sequence);
            }

            @Override
            public void refused(Refusal why) {
                Metrics.Counter counter = refusals.get(why);
                if (counter != null) {
                    counter.increment();
                }
                listener.refused(why);
            }
        });
    }

    @Override
    public boolean shortOfSpace() {
        return journal.shortOfSpace();
    }

    @Override
    public Optional<Refusal> closedToMail() {
        return journal.closedToMail();
    }

    @Override
    public Path bodies() {
        return journal.bodies();
    }

    @Override
    public BodyTap tap() {
        return journal.tap();
    }

    @Override
    public Guids guids() {
        return journal.guids();
    }

    private void count(JournalEntry entry) {
        boolean mail = false;
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Enqueue) {
                queued.increment();
                mail = true;
            }
            mail |= operation instanceof Operation.Deliver;
        }
        if (mail) {
            accepted.increment();
            (copies.getAsInt() > 1 ? onBoth : onOne).increment();
        }
    }
}
