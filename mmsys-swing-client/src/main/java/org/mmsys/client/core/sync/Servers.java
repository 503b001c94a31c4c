package org.mmsys.client.core.sync;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.mmsys.client.core.Asks;
import org.mmsys.client.core.Asks.Trust;
import org.mmsys.client.core.Events.Notice;
import org.mmsys.client.core.Hub;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.Running;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.ConnectionState.Service;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.net.Failover;
import org.mmsys.client.core.net.Greeter;
import org.mmsys.client.core.net.Line;
import org.mmsys.client.core.net.Pop3Session;
import org.mmsys.client.core.net.SmtpSession;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.Secrets;
import org.mmsys.wire.sasl.Secret;

/**
 * The way from one account to its servers: primary or backup, password, certificates. Its sessions are opened by one thread for each
 * service; the rest is thread-safe.
 */
public final class Servers {
    private static final int PASSWORDS_MAX = 3;
    private static final int CERTIFICATES_MAX = 3;

    private final Account account;
    private final Line line;
    private final Secrets secrets;
    private final Asks asks;
    private final Link link;
    private final Route pop3;
    private final Route smtp;
    private volatile boolean sendingByBackup;

    private Servers(Account account, Line line, Secrets secrets, Asks asks, Link link, InstantSource clock) {
        this.account = account;
        this.line = line;
        this.secrets = secrets;
        this.asks = asks;
        this.link = link;
        this.pop3 = new Route(Service.POP3, account.pop3(), clock);
        this.smtp = new Route(Service.SMTP, account.smtp(), clock);
    }

    /** The servers of an account that was not connected yet. */
    public static Servers of(Account account, Line line, Secrets secrets, Asks asks, Hub hub, InstantSource clock) {
        return new Servers(account, line, secrets, asks, new Link(account.id(), clock, hub), clock);
    }

    /** A service with its breaker. */
    private static final class Route {
        private final Service service;
        private final Endpoints endpoints;
        private final Failover failover;

        Route(Service service, Endpoints endpoints, InstantSource clock) {
            this.service = service;
            this.endpoints = endpoints;
            this.failover = new Failover(endpoints, clock);
        }
    }

    /** Opens a session with one server. */
    private interface Opening<S> {
        S at(Endpoint server, Line line, Secret password) throws Trouble;
    }

    public ConnectionState state() {
        return link.state();
    }

    /** A POP3 session with whichever server answers. */
    Pop3Session pop3(Running running) throws Trouble, IOException {
        Pop3Session session = open(
                pop3, running, (server, with, password) -> Pop3Session.open(server, with, account.user(), password));
        List<String> capabilities = session.features().tags().entrySet().stream()
                .map(tag -> (tag.getKey() + " " + String.join(" ", tag.getValue())).strip())
                .sorted()
                .toList();
        boolean primary = session.server().equals(account.pop3().primary());
        link.working(session.server(), session.encrypted(), primary, capabilities);
        return session;
    }

    /** An SMTP session with whichever server answers. */
    SmtpSession smtp(Running running) throws Trouble, IOException {
        SmtpSession session = open(
                smtp,
                running,
                (server, with, password) -> SmtpSession.open(
                        server, with, Optional.of(new SmtpSession.Credentials(account.user(), password))));
        boolean backup = !session.server().equals(account.smtp().primary());
        if (backup != sendingByBackup) {
            sendingByBackup = backup;
            link.notice(
                    backup ? Notice.Kind.ON_BACKUP : Notice.Kind.BACK_ON_PRIMARY,
                    (backup ? "Sending with the backup " : "Sending with the primary again, ") + session.server() + ".",
                    Optional.empty());
        }
        return session;
    }

    /** A session broke: the server that had it does not respond. */
    void broke(Service service, Endpoint server, Problem why) {
        Route route = service == Service.POP3 ? pop3 : smtp;
        synchronized (route) {
            route.failover.failed(server);
            note(route, server, why);
            Endpoint next = route.failover.order().get(0);
            if (service == Service.POP3 && !next.equals(server)) {
                link.checking(next, why);
            }
        }
    }

    private <S> S open(Route route, Running running, Opening<S> opening) throws Trouble, IOException {
        Optional<Problem> refused = Optional.empty();
        for (int tries = 0; ; tries++) {
            Secret password = password(running, refused);
            try {
                return atAny(route, running, opening, password);
            } catch (CancellationException stopped) {
                link.stopped();
                throw stopped;
            } catch (Trouble trouble) {
                running.check();
                if (trouble.problem().cause() != Cause.AUTHENTICATION || tries + 1 >= PASSWORDS_MAX) {
                    settle(route, trouble.problem());
                    throw trouble;
                }
                secrets.wrong(account.id());
                link.needsUser(trouble.problem());
                refused = Optional.of(trouble.problem());
            }
        }
    }

    private <S> S atAny(Route route, Running running, Opening<S> opening, Secret password) throws Trouble, IOException {
        List<Endpoint> order;
        synchronized (route) {
            order = route.failover.order();
        }
        for (int i = 0; ; i++) {
            Endpoint server = order.get(i);
            try {
                S session = trusted(server, running, opening, password);
                synchronized (route) {
                    route.failover.worked(server);
                }
                return session;
            } catch (Trouble trouble) {
                running.check();
                if (!trouble.isUnanswered()) {
                    throw trouble;
                }
                synchronized (route) {
                    route.failover.failed(server);
                    note(route, server, trouble.problem());
                }
                if (i + 1 >= order.size()) {
                    synchronized (route) {
                        route.failover.attemptFailed();
                    }
                    throw trouble;
                }
                link.checking(order.get(i + 1), trouble.problem());
            }
        }
    }

    private <S> S trusted(Endpoint server, Running running, Opening<S> opening, Secret password)
            throws Trouble, IOException {
        for (int tries = 0; ; tries++) {
            try {
                return opening.at(server, line.stoppedBy(running.abort()), password);
            } catch (Trouble trouble) {
                Optional<CertificateQuestion> question = trouble.question();
                if (question.isEmpty() || tries + 1 >= CERTIFICATES_MAX) {
                    throw trouble;
                }
                link.needsUser(trouble.problem());
                if (!trusts(running, question.get())) {
                    throw trouble;
                }
            }
        }
    }

    private boolean trusts(Running running, CertificateQuestion question) throws IOException {
        Trust answer = running.answer(asks.certificate(question)).orElse(Trust.NO);
        switch (answer) {
            case NO -> {
                return false;
            }
            case ONCE -> line.trust().trustOnce(question.server(), question.fingerprint());
            case PIN -> line.trust().pin(question.server(), question.fingerprint());
        }
        return true;
    }

    private void note(Route route, Endpoint failed, Problem why) {
        Optional<Endpoint> other = route.endpoints.all().stream()
                .filter(server -> !server.equals(failed))
                .findFirst();
        link.switched(route.service, Optional.of(failed), other, why.text() + " " + why.detail());
    }

    private void settle(Route route, Problem problem) {
        Optional<Instant> next;
        synchronized (route) {
            next = route.failover.retryDue();
        }
        switch (problem.cause()) {
            case UNREACHABLE, TEMPORARY -> link.offline(problem, next);
            case AUTHENTICATION, CERTIFICATE, NO_TLS, NO_PASSWORD -> link.needsUser(problem);
            default -> link.troubled(problem, next);
        }
    }

    private Secret password(Running running, Optional<Problem> refused) throws Trouble, IOException {
        if (refused.isEmpty()) {
            if (secrets.needsPassphrase(account.id())) {
                Optional<Optional<Secret>> given = running.answer(asks.passphrase(false));
                if (given.isPresent() && given.get().isPresent()) {
                    secrets.unlock(given.get().get());
                }
            }
            Optional<Secret> known = secrets.find(account.id());
            if (known.isPresent()) {
                return known.get();
            }
        }
        Optional<Asks.Given> given =
                running.answer(asks.password(account, refused)).flatMap(answer -> answer);
        running.check();
        if (given.isEmpty()) {
            Problem problem = refused.orElseGet(
                    () -> Problem.of(Cause.NO_PASSWORD, "The password of " + account.address() + " is not known.")
                            .advising("Type it when you are asked, or give it by --password-file or MMSYS_PASSWORD."));
            link.needsUser(problem);
            throw Trouble.of(problem);
        }
        secrets.keep(account.id(), given.get().password(), given.get().keep());
        return given.get().password();
    }

    /** Forgets that a primary failed. */
    public void tryPrimaryNow() {
        for (Route route : List.of(pop3, smtp)) {
            synchronized (route) {
                route.failover.reset();
            }
        }
    }

    /** The next time something is to be done by itself: a probe of a primary, or another try. */
    public Optional<Instant> due() {
        return List.of(pop3, smtp).stream()
                .flatMap(route -> {
                    synchronized (route) {
                        return route.failover.probeDue().stream();
                    }
                })
                .min(Instant::compareTo);
    }

    /**
     * Probes the primaries that are down and due: connect, greeting, good-bye. Blocks.
     *
     * @return whether one of them is back: time for a session with it
     */
    public boolean probe(Running running, Instant now) {
        boolean back = false;
        for (Route route : List.of(pop3, smtp)) {
            boolean due;
            synchronized (route) {
                due = route.failover.probeDue().filter(at -> !at.isAfter(now)).isPresent();
            }
            if (due) {
                boolean good = Greeter.greets(route.endpoints.primary(), line.stoppedBy(running.abort()));
                synchronized (route) {
                    if (route.failover.probed(good)) {
                        back = true;
                        link.switched(
                                route.service,
                                route.endpoints.backup(),
                                Optional.of(route.endpoints.primary()),
                                "the primary answers again");
                    }
                }
            }
        }
        return back;
    }

    /** When the mailbox may be tried again after both failed. */
    public Optional<Instant> retryDue() {
        synchronized (pop3) {
            return pop3.failover.retryDue();
        }
    }

    Link link() {
        return link;
    }

    /** Tells, once for an account, what cannot be had from one of its servers. */
    void less(Ledger ledger, String text) throws IOException {
        link.less(ledger, text);
    }

    Account account() {
        return account;
    }
}
