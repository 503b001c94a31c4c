package org.mmsys.client.core;

import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;

/** Hears what changes in the engine. Called on engine threads, one event after the other; must return soon and never throw. */
public interface Events {
    /** Accounts were added, removed or changed. */
    default void accountsChanged() {}

    /** The folders of an account, or their counts, are now these. */
    default void foldersChanged(String account, List<Folder> folders) {}

    /** Rows of one folder changed. */
    default void rowsChanged(RowsChanged change) {}

    /** The way to the servers of an account changed. */
    default void connectionChanged(ConnectionState state) {}

    /** What waits to be sent is now this. */
    default void outboxChanged(List<OutboxEntry> entries) {}

    /** A call goes on. At most about ten a second for each. */
    default void progress(Progress progress) {}

    /** Something to tell that belongs to no call. */
    default void notice(Notice notice) {}

    /** What can be undone and redone is now this. */
    default void undoChanged(Optional<String> undo, Optional<String> redo) {}

    /**
     * What changed in one folder: as little as possible.
     *
     * @param added new rows, in arrival order
     * @param changed rows that replace those with the same key
     * @param removed keys that are gone
     * @param fetched how many of the added have just come from the server, unseen: for "3 new messages"
     */
    record RowsChanged(
            Folder.Id folder,
            List<MessageRow> added,
            List<MessageRow> changed,
            List<MessageRow.Key> removed,
            int fetched) {
        public RowsChanged {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
        }
    }

    /**
     * How far a call is.
     *
     * @param account whose; empty if nobody's
     * @param done of {@code total} units
     * @param total 0 if it is not known
     */
    record Progress(long call, Optional<String> account, Stage stage, long done, long total) {
        /** What it is doing. */
        public enum Stage {
            CONNECTING,
            LOGGING_IN,
            LISTING,
            /** Units are messages. */
            RECEIVING,
            /** Units are octets. */
            SENDING,
            /** Units are octets. */
            SAVING,
            SEARCHING,
            WORKING
        }
    }

    /**
     * Something that happened by itself.
     *
     * @param account whose; empty if nobody's
     */
    record Notice(Kind kind, Optional<String> account, String text, Optional<Problem> problem) {
        /** What it is about. */
        public enum Kind {
            NEW_MAIL,
            ON_BACKUP,
            BACK_ON_PRIMARY,
            SENT,
            /** A message in the outbox needs the user. */
            SEND_FAILED,
            /** Something the server cannot do, so the client does less. */
            LESS,
            TROUBLE
        }
    }
}
