package org.mmsys.core.journal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A state that remembers every entry, in snapshots too; it can be told to fail. */
final class RecordingState implements AppliedState {
    private final String name;
    private final Map<Long, String> entries = new TreeMap<>();
    private final Set<String> applied = new HashSet<>();
    final AtomicInteger syncs = new AtomicInteger();
    final AtomicInteger applications = new AtomicInteger();
    volatile boolean recovered;
    volatile Failing failing = (sequence, entry) -> {};
    volatile Failing syncing = (sequence, entry) -> {};

    /** Throws when it wants to. */
    @FunctionalInterface
    interface Failing {
        void at(long sequence, String text) throws IOException;
    }

    RecordingState(String name) {
        this.name = name;
    }

    /** The texts in the order of the log, without epochs. */
    synchronized List<String> texts() {
        return entries.values().stream().filter(text -> !text.equals("epoch")).toList();
    }

    synchronized long epochs() {
        return entries.values().stream().filter(text -> text.equals("epoch")).count();
    }

    synchronized Map<Long, String> bySequence() {
        return Map.copyOf(entries);
    }

    /** Whether it was applied since the state was made. */
    synchronized boolean replayed(String text) {
        return applied.contains(text);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void apply(long sequence, JournalEntry entry) throws IOException {
        failing.at(sequence, Entries.text(entry));
        applications.incrementAndGet();
        synchronized (this) {
            applied.add(Entries.text(entry));
            String before = entries.put(sequence, Entries.text(entry));
            if (before != null && !before.equals(Entries.text(entry))) {
                throw new AssertionError("entry " + sequence + " was " + before + " and is " + Entries.text(entry));
            }
        }
    }

    @Override
    public synchronized void write(DataOutput snapshot) throws IOException {
        snapshot.writeInt(entries.size());
        for (Map.Entry<Long, String> entry : entries.entrySet()) {
            snapshot.writeLong(entry.getKey());
            snapshot.writeUTF(entry.getValue());
        }
    }

    @Override
    public synchronized void read(DataInput snapshot) throws IOException {
        int count = snapshot.readInt();
        for (int i = 0; i < count; i++) {
            entries.put(snapshot.readLong(), snapshot.readUTF());
        }
    }

    @Override
    public void sync() throws IOException {
        syncing.at(0, "");
        syncs.incrementAndGet();
    }

    @Override
    public void recovered() {
        recovered = true;
    }
}
