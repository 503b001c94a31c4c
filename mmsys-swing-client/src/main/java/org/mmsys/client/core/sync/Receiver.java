package org.mmsys.client.core.sync;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.mmsys.client.core.Events.Progress.Stage;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.Running;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.model.ConnectionState.Service;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.net.Pop3Refusal;
import org.mmsys.client.core.net.Pop3Session;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.LocalStore.Incoming;

/**
 * One account's mailbox: looks for mail, tells the server what was changed here, fetches what is missing. Blocks; one at a time for an
 * account.
 *
 * <p>When a server breaks off in the middle the next one goes on where it was.
 */
public final class Receiver {
    private static final int SERVERS_MAX = 3;

    private final Ledger ledger;
    private final Servers servers;

    public Receiver(Ledger ledger, Servers servers) {
        this.ledger = ledger;
        this.servers = servers;
    }

    /** What is done with a session. */
    private interface Doing<T> {
        T with(Pop3Session session) throws Trouble, IOException;
    }

    /** Looks for mail; the number of new messages. */
    public int check(Running running, Optional<String> folder) throws Trouble, IOException {
        ledger.ensureFolders(servers.account().id());
        int[] fetched = {0};
        session(running, session -> {
            if (session.hasFolders()) {
                ServerFolders folders = new ServerFolders(ledger, servers.link(), servers.account(), session, running);
                try {
                    folders.bringUpToDate(folder);
                } finally {
                    fetched[0] += folders.fetched();
                }
                quit(session);
                return true;
            }
            PlainMailbox mailbox = new PlainMailbox(ledger, servers.link(), servers.account(), session, running);
            try {
                mailbox.bringUpToDate();
            } finally {
                fetched[0] += mailbox.fetched();
            }
            quit(session);
            mailbox.quitAnswered();
            return true;
        });
        return fetched[0];
    }

    /** Tells the server what was changed here; what it did not want of that. */
    public List<Problem> push(Running running) throws Trouble, IOException {
        if (ledger.index().pending(servers.account().id()).isEmpty()
                || !ledger.foldersOnServer(servers.account().id())) {
            return List.of();
        }
        return session(running, session -> {
            List<Problem> refused = session.hasFolders()
                    ? new ServerFolders(ledger, servers.link(), servers.account(), session, running).push()
                    : List.of();
            quit(session);
            return refused;
        });
    }

    /** Fetches all of a message of which only the header is here. */
    public MessageRow complete(Running running, MessageRow.Key key) throws Trouble, IOException {
        return session(running, session -> {
            try {
                running.progress(Stage.RECEIVING, 0, 1);
                MessageRow row = fetch(session, key);
                quit(session);
                return row;
            } catch (Pop3Refusal refusal) {
                throw refusal.fatal();
            }
        });
    }

    private MessageRow fetch(Pop3Session session, MessageRow.Key key) throws Trouble, Pop3Refusal, IOException {
        if (session.hasFolders()) {
            session.say("XFOPEN " + key.folder());
        }
        Map<Integer, String> ids = session.ids();
        OptionalInt number = Pop3Session.numberOf(ids, key.id());
        Optional<MessageRow> before = ledger.index().row(key);
        if (number.isEmpty() || before.isEmpty()) {
            throw Trouble.of(Problem.of(Cause.GONE, "The message is not on the server any more."));
        }
        try (Incoming incoming = ledger.store().begin()) {
            if (session.hasFolders()) {
                session.top(number.getAsInt(), Replay.wholeMessage(), incoming::write);
            } else {
                session.retrieve(number.getAsInt(), incoming::write);
            }
            Headers headers = Headers.of(incoming.file());
            int marks = before.get().marks() & ~Mark.HEADER_ONLY.bit();
            MessageRow row =
                    headers.row(key, incoming.size(), marks, before.get().date());
            incoming.keep(key);
            MessageRow placed = ledger.index().change(change -> change.put(row));
            ledger.tell(key.folderId(), List.of(), List.of(placed), List.of(), 0);
            return placed;
        }
    }

    private void quit(Pop3Session session) throws Trouble {
        try {
            session.quit();
        } catch (Pop3Refusal notDone) {
            throw notDone.fatal();
        }
    }

    private <T> T session(Running running, Doing<T> doing) throws Trouble, IOException {
        for (int tries = 1; ; tries++) {
            running.progress(Stage.CONNECTING, 0, 0);
            Pop3Session session = servers.pop3(running);
            try (session) {
                return doing.with(session);
            } catch (Trouble trouble) {
                running.check();
                if (!trouble.isUnanswered() || tries >= SERVERS_MAX) {
                    throw trouble;
                }
                servers.broke(Service.POP3, session.server(), trouble.problem());
            }
        }
    }
}
