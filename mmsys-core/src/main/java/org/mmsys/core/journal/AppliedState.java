package org.mmsys.core.journal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * State that is the journal applied: the Maildir, the accounts, the in-doubt set.
 *
 * <p>All methods but {@link #sync} are called on the committer thread, or on the opening thread during recovery; never two at
 * a time. {@link #sync} is called on the checkpoint thread while {@link #apply} goes on.
 */
public interface AppliedState {
    /** The name of its section in the checkpoint; never changes. */
    String name();

    /**
     * Applies an entry, ignoring operations that are not its own.
     *
     * <p>Idempotent: after a crash entries come again, also ones that are in what {@link #read} took over, and ones whose
     * effects later entries have undone: everything since the last but one checkpoint. The file of a spooled body is there
     * as long as its entry may come again, unless the state took it away itself.
     *
     * @throws IOException when it cannot be applied now; the entry is owed and comes again
     */
    void apply(long sequence, JournalEntry entry) throws IOException;

    /** Writes what a checkpoint must hold of it, into memory: the committer is held meanwhile. */
    void write(DataOutput snapshot) throws IOException;

    /** Takes over what {@link #write} wrote; called before any {@link #apply}, and not at all on a fresh store. */
    void read(DataInput snapshot) throws IOException;

    /**
     * Makes everything that was applied before the call durable outside the journal (the tree, indexes).
     *
     * <p>Called on the checkpoint thread, after {@link #write} and before the checkpoint counts; may take its time, since
     * entries are applied meanwhile.
     *
     * @throws IOException a full disk or a {@link java.nio.file.FileSystemException} that may mend fails the checkpoint only
     *     and is tried again; any other, a failed force above all, ends the process
     */
    void sync() throws IOException;

    /** Recovery is over: all entries have been applied. Verifies what they touched. */
    void recovered() throws IOException;
}
