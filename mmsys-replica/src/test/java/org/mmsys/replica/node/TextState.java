package org.mmsys.replica.node;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;

/** A state of a real journal that remembers the folders that were made, in order. Thread-safe. */
final class TextState implements AppliedState {
    private final Map<Long, String> made = new TreeMap<>();

    synchronized List<String> folders() {
        return new ArrayList<>(made.values());
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public synchronized void apply(long sequence, JournalEntry entry) {
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.MakeFolder folder) {
                made.put(sequence, folder.folder());
            }
        }
    }

    @Override
    public synchronized void write(DataOutput snapshot) throws IOException {
        snapshot.writeInt(made.size());
        for (Map.Entry<Long, String> each : made.entrySet()) {
            snapshot.writeLong(each.getKey());
            snapshot.writeUTF(each.getValue());
        }
    }

    @Override
    public synchronized void read(DataInput snapshot) throws IOException {
        for (int left = snapshot.readInt(); left > 0; left--) {
            made.put(snapshot.readLong(), snapshot.readUTF());
        }
    }

    @Override
    public void sync() {
        // nothing outside the journal
    }

    @Override
    public void recovered() {
        // nothing outside the journal
    }
}
