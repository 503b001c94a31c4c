package org.mmsys.wire.pop3;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A command as a client said it, checked for form and nothing else.
 *
 * <p>Numbers are 0 when they cannot be the number of any message. Folder names are Unicode, not yet checked against the
 * grammar of folders.
 */
public sealed interface Pop3Command {
    <R> R match(Cases<R> on);

    /** Says who logs in; the octets as they came. */
    record User(String name) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.user(this);
        }
    }

    /** The password: the rest of the line, spaces included, octets as they came. */
    record Pass(String octets) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.pass(this);
        }

        @Override
        public String toString() {
            return "Pass[***]";
        }
    }

    /** Begins a SASL exchange; the initial response is still base64. */
    record Auth(String mechanism, Optional<String> initial) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.auth(this);
        }

        @Override
        public String toString() {
            return "Auth[" + mechanism + " ***]";
        }
    }

    /** AUTH alone: asks for the mechanisms. */
    record AuthList() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.authList(this);
        }
    }

    /** Asks for TLS. */
    record Stls() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.stls(this);
        }
    }

    /** Says that the client reads UTF-8 headers. */
    record Utf8() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.utf8(this);
        }
    }

    /** A node tells for whom it speaks; the words as they came. */
    record XPeer(String words) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xPeer(this);
        }
    }

    /** Asks what the server can do. */
    record Capa() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.capa(this);
        }
    }

    /** Ends the session; in TRANSACTION the changes are made. */
    record Quit() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.quit(this);
        }
    }

    /** Asks for the number of messages and their octets. */
    record Stat() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.stat(this);
        }
    }

    /** LIST: asks for the size of one message or of all. */
    record Sizes(OptionalInt number) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.sizes(this);
        }
    }

    /** Asks for the unique id of one message or of all. */
    record Uidl(OptionalInt number) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.uidl(this);
        }
    }

    /** Fetches a message. */
    record Retr(int number) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.retr(this);
        }
    }

    /** Fetches the header and the first lines of a message. */
    record Top(int number, int lines) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.top(this);
        }
    }

    /** Marks a message as deleted. */
    record Dele(int number) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.dele(this);
        }
    }

    /** Takes all marks back. */
    record Rset() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.rset(this);
        }
    }

    /** Does nothing. */
    record Noop() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.noop(this);
        }
    }

    /** Asks for all folders. */
    record XfList() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xfList(this);
        }
    }

    /** Makes a folder. */
    record XfMake(String folder) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xfMake(this);
        }
    }

    /** Renames a folder. */
    record XfRename(String from, String to) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xfRename(this);
        }
    }

    /** Drops an empty folder. */
    record XfDrop(String folder) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xfDrop(this);
        }
    }

    /** Opens a folder in place of the one that is open. */
    record XfOpen(String folder) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xfOpen(this);
        }
    }

    /** Marks a message to be moved. */
    record XMove(int number, String folder) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xMove(this);
        }
    }

    /** Marks flags to be set or cleared; with neither, asks for them. */
    record XFlag(int number, String set, String clear) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xFlag(this);
        }
    }

    /** Makes the changes now and stays. */
    record XCommit() implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xCommit(this);
        }
    }

    /** Announces a message for the open folder. */
    record XAppend(long octets) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.xAppend(this);
        }
    }

    /** A known verb with arguments it cannot have. */
    record Malformed(Pop3Verb of) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.malformed(this);
        }
    }

    /** No verb of ours. */
    record Unknown(String keyword) implements Pop3Command {
        @Override
        public <R> R match(Cases<R> on) {
            return on.unknown(this);
        }
    }

    /** A case for every command; a forgotten one does not compile. */
    interface Cases<R> {
        R user(User command);

        R pass(Pass command);

        R auth(Auth command);

        R authList(AuthList command);

        R stls(Stls command);

        R utf8(Utf8 command);

        R xPeer(XPeer command);

        R capa(Capa command);

        R quit(Quit command);

        R stat(Stat command);

        R sizes(Sizes command);

        R uidl(Uidl command);

        R retr(Retr command);

        R top(Top command);

        R dele(Dele command);

        R rset(Rset command);

        R noop(Noop command);

        R xfList(XfList command);

        R xfMake(XfMake command);

        R xfRename(XfRename command);

        R xfDrop(XfDrop command);

        R xfOpen(XfOpen command);

        R xMove(XMove command);

        R xFlag(XFlag command);

        R xCommit(XCommit command);

        R xAppend(XAppend command);

        R malformed(Malformed command);

        R unknown(Unknown command);
    }
}
