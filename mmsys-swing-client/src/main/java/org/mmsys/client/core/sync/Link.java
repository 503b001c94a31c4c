package org.mmsys.client.core.sync;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Events.Notice;
import org.mmsys.client.core.Hub;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.ConnectionState.Service;
import org.mmsys.client.core.model.ConnectionState.Status;
import org.mmsys.client.core.model.ConnectionState.Switch;
import org.mmsys.client.core.model.Endpoint;

/** How an account stands with its servers, as everybody is told. Thread-safe. */
final class Link {
    private final String account;
    private final InstantSource clock;
    private final Hub hub;
    private ConnectionState state;
    /** What it was before another server was asked. */
    private ConnectionState before;

    Link(String account, InstantSource clock, Hub hub) {
        this.account = account;
        this.clock = clock;
        this.hub = hub;
        this.state = new ConnectionState(
                account,
                Status.NEW,
                Optional.empty(),
                false,
                clock.instant(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of());
        this.before = state;
    }

    synchronized ConnectionState state() {
        return state;
    }

    /** A session is under way, or was. */
    synchronized void working(Endpoint server, boolean encrypted, boolean primary, List<String> capabilities) {
        Status before = state.status();
        Status now = primary ? Status.CONNECTED : Status.ON_BACKUP;
        set(
                now,
                Optional.of(server),
                encrypted,
                Optional.empty(),
                primary ? Optional.empty() : state.problem(),
                capabilities);
        if (primary && (before == Status.ON_BACKUP || before == Status.OFFLINE)) {
            notice(Notice.Kind.BACK_ON_PRIMARY, "Primary " + server + " is back.", Optional.empty());
        } else if (!primary && before != Status.ON_BACKUP) {
            notice(Notice.Kind.ON_BACKUP, "Working with the backup " + server + ".", state.problem());
        }
    }

    synchronized void checking(Endpoint next, Problem why) {
        before = state.status() == Status.CHECKING ? before : state;
        set(Status.CHECKING, Optional.of(next), false, Optional.empty(), Optional.of(why), state.capabilities());
    }

    /** The user stopped it: what was known before is what is known. */
    synchronized void stopped() {
        if (state.status() == Status.CHECKING) {
            set(
                    before.status(),
                    before.server(),
                    before.encrypted(),
                    before.nextTry(),
                    before.problem(),
                    before.capabilities());
        }
    }

    synchronized void offline(Problem why, Optional<Instant> nextTry) {
        set(Status.OFFLINE, state.server(), false, nextTry, Optional.of(why), state.capabilities());
    }

    synchronized void needsUser(Problem why) {
        set(Status.NEEDS_YOU, state.server(), false, Optional.empty(), Optional.of(why), state.capabilities());
    }

    /** A problem that says nothing about the connection: a busy mailbox. */
    synchronized void troubled(Problem why, Optional<Instant> nextTry) {
        set(state.status(), state.server(), state.encrypted(), nextTry, Optional.of(why), state.capabilities());
    }

    synchronized void foldersOnServer(boolean there) {
        state = new ConnectionState(
                account,
                state.status(),
                state.server(),
                state.encrypted(),
                state.since(),
                state.nextTry(),
                state.problem(),
                state.capabilities(),
                Optional.of(there),
                state.history());
        tell();
    }

    synchronized void switched(Service service, Optional<Endpoint> from, Optional<Endpoint> to, String why) {
        List<Switch> history = new ArrayList<>(state.history());
        history.add(0, new Switch(clock.instant(), service, from, to, why));
        state = new ConnectionState(
                account,
                state.status(),
                state.server(),
                state.encrypted(),
                state.since(),
                state.nextTry(),
                state.problem(),
                state.capabilities(),
                state.foldersOnServer(),
                history.subList(0, Math.min(history.size(), ConnectionState.HISTORY_MAX)));
        tell();
    }

    private void set(
            Status status,
            Optional<Endpoint> server,
            boolean encrypted,
            Optional<Instant> nextTry,
            Optional<Problem> problem,
            List<String> capabilities) {
        Instant since = status == state.status() ? state.since() : clock.instant();
        state = new ConnectionState(
                account,
                status,
                server,
                encrypted,
                since,
                nextTry,
                problem,
                capabilities,
                state.foldersOnServer(),
                state.history());
        tell();
    }

    private void tell() {
        ConnectionState now = state;
        hub.tell(listener -> listener.connectionChanged(now));
    }

    /** Tells once, ever, what a server cannot do. */
    void less(Ledger ledger, String text) throws IOException {
        String fact = "less/" + account + "/" + text.hashCode();
        if (ledger.index().fact(fact).isEmpty()) {
            notice(Notice.Kind.LESS, text, Optional.empty());
            ledger.index().edit(change -> {
                change.fact(fact, "told");
            });
        }
    }

    void notice(Notice.Kind kind, String text, Optional<Problem> problem) {
        Notice notice = new Notice(kind, Optional.of(account), text, problem);
        hub.tell(listener -> listener.notice(notice));
    }
}
