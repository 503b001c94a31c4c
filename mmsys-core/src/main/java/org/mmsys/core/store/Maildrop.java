package org.mmsys.core.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Journal.CommitListener;

/**
 * A maildrop that one session has locked: the messages as they were when the folder was opened (RFC 1939 §4).
 *
 * <p>The lock is on the account and ends with {@link #close}. Methods that take a {@link CommitListener} never wait; the
 * listener is called on the committer thread. One thread at a time.
 */
public interface Maildrop extends AutoCloseable {
    /** The folder that is open. */
    FolderName folder();

    /** The messages in order; numbers are positions in this list plus one. Does not change until a folder is opened again. */
    List<MessageRef> messages();

    /** Whether the octets of this message can be had without waiting for the disk, as far as one can know. */
    boolean readsFast(MessageRef message);

    /**
     * The octets of a message.
     *
     * @throws IOException when its file is missing or damaged; it is reported and set aside
     */
    BodySource read(MessageRef message) throws IOException;

    /** Makes all these changes at once or not at all (RFC 1939 §6): one journal entry. */
    void update(Update changes, CommitListener listener);

    /** All folders, the inbox first. Worker thread. */
    List<FolderInfo> folders() throws IOException;

    /** Opens another folder, or the same again to see what is new; the lock stays. Worker thread. False: there is none. */
    boolean openFolder(FolderName folder) throws IOException;

    /** Asks for a new folder. Worker thread for the check; the change itself is committed like any other. */
    FolderChange makeFolder(FolderName folder) throws IOException;

    FolderChange renameFolder(FolderName from, FolderName to) throws IOException;

    FolderChange dropFolder(FolderName folder) throws IOException;

    /** A writer for {@link #append}. */
    BodyWriter newBody();

    /** Stores a message into the open folder. The guid is told by the listener's caller; it shows up when the folder is opened again. */
    void append(Body body, Flags flags, MailStore.DeliveryListener listener);

    /** Gives the lock back. Any thread, any number of times. */
    @Override
    void close();

    /** What a session wants changed in the open folder. */
    record Update(List<MessageRef> deleted, List<Moved> moved, List<Flagged> flagged) {
        public Update {
            deleted = List.copyOf(deleted);
            moved = List.copyOf(moved);
            flagged = List.copyOf(flagged);
        }

        public boolean isEmpty() {
            return deleted.isEmpty() && moved.isEmpty() && flagged.isEmpty();
        }
    }

    /** One message to another folder, which must exist. */
    record Moved(MessageRef message, FolderName to) {}

    /** Flags of one message. */
    record Flagged(MessageRef message, String set, String clear) {}

    /** Whether a change of folders may be made. */
    sealed interface FolderChange {
        /** It may; append it. */
        record Allowed(MailStore.Append append) implements FolderChange {}

        /** It may not. */
        record Forbidden(Why why) implements FolderChange {}

        /** The code a client gets. */
        enum Why {
            /** [X-EXISTS] */
            EXISTS,
            /** [X-CANNOT] */
            CANNOT,
            /** [X-NOTEMPTY] */
            NOT_EMPTY,
            /** No such folder. */
            MISSING
        }
    }

    /** The folder of that name in this account, if there is one; for the target of a move. Worker thread. */
    Optional<FolderName> existing(FolderName folder) throws IOException;
}
