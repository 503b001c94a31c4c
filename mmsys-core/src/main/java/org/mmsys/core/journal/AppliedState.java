package org.mmsys.core.journal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * State that is the journal applied: the Maildir, the accounts, the in-doubt set.
 *
 * <p>All methods are called on the committer thread, or on the main thread during recovery; never two at a time.
 */
public interface AppliedState {
    /** The name of its section in the checkpoint; never changes. */
    String name();

    /**
     * Applies an entry, ignoring operations that are not its own.
     *
     * <p>Idempotent: after a crash entries come again, also ones whose effects later entries have undone.
     *
     * @throws IOException when it cannot be applied now; the entry is owed and comes again
     */
    void apply(long sequence, JournalEntry entry) throws IOException;

    /** Writes what a checkpoint must hold of it. */
    void write(DataOutput snapshot) throws IOException;

    /** Takes over what {@link #write} wrote; called before any {@link #apply}, and not at all on a fresh store. */
    void read(DataInput snapshot) throws IOException;

    /** Makes everything applied so far durable outside the journal (the tree, indexes); the checkpoint follows it. */
    void sync() throws IOException;

    /** Recovery is over: all entries have been applied. Verifies what they touched. */
    void recovered() throws IOException;
}
