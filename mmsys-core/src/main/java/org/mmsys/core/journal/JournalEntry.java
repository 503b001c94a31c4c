package org.mmsys.core.journal;

import java.util.List;

/** Operations that happen together or not at all. */
public record JournalEntry(List<Operation> operations) {
    public JournalEntry {
        operations = List.copyOf(operations);
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("an entry without operations");
        }
    }

    public static JournalEntry of(Operation... operations) {
        return new JournalEntry(List.of(operations));
    }
}
