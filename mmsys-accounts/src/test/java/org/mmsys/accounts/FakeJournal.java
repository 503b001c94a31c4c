package org.mmsys.accounts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.Guids;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;

/** A journal without a disk: one committer thread that applies each entry and tells its listener. */
final class FakeJournal implements Journal, AutoCloseable {
    /** A listener that does not care. */
    static final CommitListener NOBODY = new CommitListener() {
        @Override
        public void committed(long sequence) {}

        @Override
        public void refused(Refusal why) {}
    };

    private final AppliedState state;
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final List<JournalEntry> entries = new CopyOnWriteArrayList<>();
    private final Guids guids = new Guids(1, 1, 0, 42);
    private final Thread committer = new Thread(this::run, "fake-committer");
    private volatile Optional<Refusal> refusal = Optional.empty();
    private volatile boolean open = true;
    private volatile boolean held;
    private final AtomicInteger waiting = new AtomicInteger();
    private long sequence;

    FakeJournal(AppliedState state) {
        this(state, List.of());
    }

    /** One that comes back after a crash with what was committed before it. */
    FakeJournal(AppliedState state, List<JournalEntry> history) {
        this.state = state;
        for (JournalEntry entry : history) {
            sequence++;
            entries.add(entry);
            apply(entry);
        }
        committer.setDaemon(true);
        committer.start();
    }

    /** From now on every entry is refused, or none. */
    void refuse(Optional<Refusal> why) {
        refusal = why;
    }

    /** From now on entries wait, or go on. */
    void hold(boolean still) {
        held = still;
    }

    int held() {
        return waiting.get();
    }

    List<JournalEntry> entries() {
        return new ArrayList<>(entries);
    }

    @Override
    public void append(JournalEntry entry, CommitListener listener) {
        waiting.incrementAndGet();
        work.add(() -> commit(entry, listener));
    }

    private void commit(JournalEntry entry, CommitListener listener) {
        Optional<Refusal> refused = refusal;
        if (refused.isPresent()) {
            listener.refused(refused.get());
            return;
        }
        sequence++;
        entries.add(entry);
        apply(entry);
        listener.committed(sequence);
    }

    private void apply(JournalEntry entry) {
        try {
            state.apply(sequence, entry);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void run() {
        try {
            while (open) {
                Runnable next = work.poll(20, TimeUnit.MILLISECONDS);
                while (held && open) {
                    LockSupport.parkNanos(1_000_000);
                }
                if (next != null) {
                    next.run();
                    waiting.decrementAndGet();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean shortOfSpace() {
        return false;
    }

    @Override
    public Path bodies() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Guids guids() {
        return guids;
    }

    @Override
    public void close() {
        open = false;
        committer.interrupt();
    }
}
