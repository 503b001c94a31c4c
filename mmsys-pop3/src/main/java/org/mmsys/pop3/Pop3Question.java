package org.mmsys.pop3;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.session.Input.Client;

/** What the machine of a session asks its performer. Data only: messages by their reference, never by file. */
public sealed interface Pop3Question {
    <R> R match(Cases<R> on);

    /**
     * Is this the owner's password, from the client as it is connected now? If so, opens and locks the inbox, or has the
     * account's home do so; {@code utf8} when the client reads UTF-8 headers.
     */
    record Login(String login, String password, Client client, boolean utf8) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.login(this);
        }

        @Override
        public String toString() {
            return "Login[***]";
        }
    }

    /** Begins a SASL exchange, with the initial response if there was one. */
    record SaslBegin(String mechanism, Optional<byte[]> initial, Client client, boolean utf8) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.saslBegin(this);
        }

        @Override
        public String toString() {
            return "SaslBegin[***]";
        }
    }

    /** Goes on with the SASL exchange. */
    record SaslRespond(byte[] response) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.saslRespond(this);
        }

        @Override
        public String toString() {
            return "SaslRespond[***]";
        }
    }

    /** Goes on here with the login that was put off until it was known where the account lives. */
    record GoOn() implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.goOn(this);
        }
    }

    /** The SASL exchange is over without a result: gives back what it holds. */
    record BreakOff() implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.breakOff(this);
        }
    }

    /** Prepares a message to be sent; {@code utf8} when the client reads UTF-8 headers. */
    record Retrieve(MessageRef message, boolean utf8) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.retrieve(this);
        }
    }

    /** Prepares the header and the first lines of a message. */
    record Top(MessageRef message, int lines, boolean utf8) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.top(this);
        }
    }

    /** Prepares a long answer to LIST or UIDL; {@code gone} holds numbers less one, and is not changed any more. */
    record Table(Column column, List<MessageRef> messages, BitSet gone) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.table(this);
        }
    }

    /** Makes all these changes or none; with {@code last} the lock is given back before the answer. */
    record Commit(Maildrop.Update changes, boolean last) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.commit(this);
        }
    }

    /** The client has gone and the connection stays: forgets everything about it, and serves this one next. */
    record Leave(Client next) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.leave(this);
        }
    }

    /** All folders, please. */
    record ListFolders() implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.listFolders(this);
        }
    }

    /** Is there such a folder? */
    record FindFolder(FolderName folder) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.findFolder(this);
        }
    }

    /** Opens another folder. */
    record OpenFolder(FolderName folder) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.openFolder(this);
        }
    }

    /** Makes a folder. */
    record MakeFolder(FolderName folder) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.makeFolder(this);
        }
    }

    /** Renames a folder. */
    record RenameFolder(FolderName from, FolderName to) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.renameFolder(this);
        }
    }

    /** Drops an empty folder. */
    record DropFolder(FolderName folder) implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.dropFolder(this);
        }
    }

    /** Stores the body that was collected into the open folder. */
    record Append() implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.append(this);
        }
    }

    /** Throws away the body that was collected. */
    record DropBody() implements Pop3Question {
        @Override
        public <R> R match(Cases<R> on) {
            return on.dropBody(this);
        }
    }

    /** What a long listing tells of each message. */
    enum Column {
        /** LIST (RFC 1939 §5). */
        SIZE,
        /** UIDL (RFC 1939 §7). */
        UID
    }

    /** A case for every question; a forgotten one does not compile. */
    interface Cases<R> {
        R login(Login question);

        R saslBegin(SaslBegin question);

        R saslRespond(SaslRespond question);

        R goOn(GoOn question);

        R breakOff(BreakOff question);

        R retrieve(Retrieve question);

        R top(Top question);

        R table(Table question);

        R commit(Commit question);

        R leave(Leave question);

        R listFolders(ListFolders question);

        R findFolder(FindFolder question);

        R openFolder(OpenFolder question);

        R makeFolder(MakeFolder question);

        R renameFolder(RenameFolder question);

        R dropFolder(DropFolder question);

        R append(Append question);

        R dropBody(DropBody question);
    }
}
