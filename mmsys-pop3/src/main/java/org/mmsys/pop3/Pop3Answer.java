package org.mmsys.pop3;

import java.util.List;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.store.FolderInfo;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.Maildrop.FolderChange;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.address.AccountName;

/** What a performer answers its machine. Which answers a question may get is said at each. */
public sealed interface Pop3Answer {
    <R> R match(Cases<R> on);

    /** To a login: the inbox is open and locked; its messages do not change. */
    record LoggedIn(AccountName account, List<MessageRef> messages) implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.loggedIn(this);
        }
    }

    /** To a login: name or password wrong. */
    record Denied() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.denied(this);
        }
    }

    /** To anything: cannot be done now, says nothing about the password. */
    record TryLater() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.tryLater(this);
        }
    }

    /** To a login: right, but another session has the maildrop. */
    record InUse() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.inUse(this);
        }
    }

    /**
     * To a login: the account's home has let the client in and the connection to it is there to be spliced.
     *
     * @param welcome what the home said behind its {@code +OK}
     */
    record Elsewhere(String welcome) implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.elsewhere(this);
        }
    }

    /** To a login through a peer: the account is not at home here. */
    record NotHere() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.notHere(this);
        }
    }

    /** To a login: it turned out to be ours to check; {@link Pop3Question.GoOn} does. */
    record Located() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.located(this);
        }
    }

    /** To {@link Pop3Question.BreakOff}. */
    record BrokenOff() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.brokenOff(this);
        }
    }

    /** To {@link Pop3Question.SaslBegin}: no such mechanism for this client now. */
    record NotOffered() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.notOffered(this);
        }
    }

    /** To a SASL question: the client is to answer this. */
    record Challenge(byte[] octets) implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.challenge(this);
        }
    }

    /** To {@link Pop3Question.Retrieve}, Top and Table: the source is prepared. */
    record Ready() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.ready(this);
        }
    }

    /** To Retrieve and Top: the message is missing or damaged. */
    record Unreadable() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.unreadable(this);
        }
    }

    /** To Retrieve and Top: its header is in UTF-8 and the client did not say that it reads that. */
    record NeedsUtf8() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.needsUtf8(this);
        }
    }

    /** The change is committed, or the thing thrown away. */
    record Done() implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.done(this);
        }
    }

    /** To a change: provably not made. */
    record Refused(Refusal why) implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.refused(this);
        }
    }

    /** To {@link Pop3Question.ListFolders}. */
    record Folders(List<FolderInfo> folders) implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.folders(this);
        }
    }

    /** To {@link Pop3Question.FindFolder}: there is. */
    record Found(FolderName folder) implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.found(this);
        }
    }

    /** To {@link Pop3Question.OpenFolder}: its messages. */
    record FolderOpened(List<MessageRef> messages) implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.folderOpened(this);
        }
    }

    /** To a question about a folder: it may not be. */
    record Forbidden(FolderChange.Why why) implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.forbidden(this);
        }
    }

    /** To {@link Pop3Question.Append}: committed under this id. */
    record Appended(Guid guid) implements Pop3Answer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.appended(this);
        }
    }

    /** A case for every answer; a forgotten one does not compile. */
    interface Cases<R> {
        R loggedIn(LoggedIn answer);

        R denied(Denied answer);

        R tryLater(TryLater answer);

        R inUse(InUse answer);

        R elsewhere(Elsewhere answer);

        R notHere(NotHere answer);

        R located(Located answer);

        R brokenOff(BrokenOff answer);

        R notOffered(NotOffered answer);

        R challenge(Challenge answer);

        R ready(Ready answer);

        R unreadable(Unreadable answer);

        R needsUtf8(NeedsUtf8 answer);

        R done(Done answer);

        R refused(Refused answer);

        R folders(Folders answer);

        R found(Found answer);

        R folderOpened(FolderOpened answer);

        R forbidden(Forbidden answer);

        R appended(Appended answer);
    }
}
