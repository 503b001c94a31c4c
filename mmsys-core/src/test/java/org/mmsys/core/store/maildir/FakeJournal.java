package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.Guids;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;

/** A journal in memory that commits and applies at once, on the caller's thread, unless it is told to hold back. */
final class FakeJournal implements Journal {
    final List<JournalEntry> entries = new ArrayList<>();
    boolean full;
    boolean held;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Path bodies;
    private final List<AppliedState> states;
    private final Guids guids;

    FakeJournal(Path data, List<AppliedState> states, int epoch) throws IOException {
        this.bodies = Files.createDirectories(data.resolve("journal").resolve("bodies"));
        this.states = states;
        this.guids = new Guids(1, epoch, 0, 77);
    }

    /** All entries come again, as after a crash. */
    static void replay(List<JournalEntry> entries, List<AppliedState> states) throws IOException {
        for (int i = 0; i < entries.size(); i++) {
            for (AppliedState state : states) {
                state.apply(i + 1, entries.get(i));
            }
        }
    }

    @Override
    public synchronized void append(JournalEntry entry, CommitListener listener) {
        if (held) {
            waiting.add(() -> append(entry, listener));
            return;
        }
        if (full) {
            listener.refused(Refusal.NO_SPACE);
            return;
        }
        entries.add(entry);
        try {
            for (AppliedState state : states) {
                state.apply(entries.size(), entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener.committed(entries.size());
    }

    void release() {
        held = false;
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    @Override
    public boolean shortOfSpace() {
        return full;
    }

    @Override
    public Path bodies() {
        return bodies;
    }

    @Override
    public Guids guids() {
        return guids;
    }
}
