package org.mmsys.smtp.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.queue.Transport.Errand;
import org.mmsys.core.queue.Verdict;
import org.mmsys.smtp.transport.MailHosts.Host;
import org.mmsys.smtp.transport.RelayKeys.SmartHostTls;
import org.mmsys.smtp.transport.RelaySettings.SmartHost;
import org.mmsys.wire.smtp.SmtpClientMachine;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpClientPlan.StartTls;
import org.mmsys.wire.smtp.SmtpClientTimes;
import org.mmsys.wire.smtp.SmtpOutcome;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.smtp.SmtpOutcome.Fate;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One errand on its way through the hosts that may take it. Thread-safe; nothing waits.
 *
 * <p>A host that cannot be reached, or that says something else than mail, is followed by the next; whatever was said about the
 * message itself counts. Where TLS fails that need not be, the same host is tried once more without it (RFC 7435).
 */
final class OutsideDelivery {
    private static final Logger log = LoggerFactory.getLogger(OutsideDelivery.class);
    private static final int LINE_LIMIT = 2048;
    private static final int NONCE_OCTETS = 18;

    private final Connector connector;
    private final RelaySettings settings;
    private final RandomGenerator random;
    private final Errand errand;
    private final Consumer<List<Verdict>> done;
    private final Deque<Host> hosts;
    private final Deque<ClientJob> jobs;

    /** The host that speaks; one at a time does. */
    private volatile String speaker = "";

    /** What is said of a piece that no host has judged. */
    private volatile Verdict lastTrouble =
            new Verdict.Deferred("4.4.1", "no host could be reached", Optional.empty(), true);

    OutsideDelivery(
            Connector connector,
            RelaySettings settings,
            RandomGenerator random,
            Errand errand,
            List<Host> hosts,
            Consumer<List<Verdict>> done) {
        this.connector = connector;
        this.settings = settings;
        this.random = random;
        this.errand = errand;
        this.done = done;
        this.hosts = new ArrayDeque<>(hosts);
        this.jobs = new ArrayDeque<>();
    }

    void begin() {
        jobs.addAll(MailPieces.of(errand, this::verdicts, done));
        if (!jobs.isEmpty()) {
            next();
        }
    }

    private void next() {
        Host host = pollHost();
        if (host == null) {
            endAll();
        } else {
            dial(host, true);
        }
    }

    private synchronized @Nullable Host pollHost() {
        return hosts.poll();
    }

    /** Nobody is left to be asked. */
    private void endAll() {
        SmtpOutcome nobody = new SmtpOutcome.Failed(new Failure(Trouble.CLOSED, "4.4.1", "no host left", true));
        Optional<ClientJob> job = pollJob();
        while (job.isPresent()) {
            job.get().ended(nobody);
            job = pollJob();
        }
    }

    private synchronized Optional<ClientJob> pollJob() {
        return Optional.ofNullable(jobs.poll());
    }

    private synchronized void putBack(ClientJob job) {
        jobs.addFirst(job);
    }

    private synchronized boolean jobsLeft() {
        return !jobs.isEmpty();
    }

    private void dial(Host host, boolean withTls) {
        Optional<SmartHost> smart = settings.smartHost();
        int port = smart.map(SmartHost::port).orElse(settings.port());
        boolean proved =
                smart.filter(s -> s.tls() != SmartHostTls.OPPORTUNISTIC).isPresent();
        Dial.Security security = proved
                ? new Dial.Security.Verified(smart.get().host())
                : new Dial.Security.Opportunistic(Optional.of(host.name()));
        Dial dial = new Dial(
                MailExchangers.socketAddress(host, port), "relay", settings.connectTime(), LINE_LIMIT, security);
        StartTls startTls = withTls ? smart.map(OutsideDelivery::startTls).orElse(StartTls.IF_OFFERED) : StartTls.NEVER;
        SmtpClientPlan plan = new SmtpClientPlan(
                settings.hostname(),
                startTls,
                Optional.empty(),
                smart.flatMap(SmartHost::credentials)
                        .map(login -> new SmtpClientPlan.Login(login.user(), login.password(), nonce())),
                false,
                SmtpClientTimes.OUTSIDE);
        Connection connection = new Connection(host, startTls);
        connector.connect(
                dial,
                new Dialogue<>(new SmtpClientMachine(plan), new ClientPerformer(connection)),
                connection::unreachable);
    }

    private static StartTls startTls(SmartHost smart) {
        return switch (smart.tls()) {
            case REQUIRED -> StartTls.REQUIRED;
            case IMPLICIT -> StartTls.IMPLICIT;
            case OPPORTUNISTIC -> StartTls.IF_OFFERED;
        };
    }

    private String nonce() {
        byte[] octets = new byte[NONCE_OCTETS];
        random.nextBytes(octets);
        return new String(Base64.getEncoder().encode(octets), StandardCharsets.US_ASCII);
    }

    private List<Verdict> verdicts(SmtpOutcome outcome, int recipients) {
        boolean dsn = outcome instanceof SmtpOutcome.Mailed mailed && mailed.dsn();
        return MailPieces.each(outcome, recipients, fate -> verdict(speaker, fate, dsn), lastTrouble);
    }

    private static Verdict verdict(String host, Fate fate, boolean dsn) {
        if (fate instanceof Fate.Accepted accepted) {
            return new Verdict.Delivered(host, accepted.reply(), dsn);
        }
        if (fate instanceof Fate.Lost lost) {
            return new Verdict.Deferred("4.4.2", lost.text(), Optional.of(host), false);
        }
        Fate.Refused refused = (Fate.Refused) fate;
        return refused.status().startsWith("5")
                ? new Verdict.Refused(refused.status(), refused.text(), Optional.of(host))
                : new Verdict.Deferred(refused.status(), refused.text(), Optional.of(host), false);
    }

    private void trouble(Host host, Failure failure) {
        lastTrouble = new Verdict.Deferred(
                PeerSmtpTransport.transientStatus(failure.status()), failure.text(), Optional.of(host.name()), true);
        boolean ourFault = failure.trouble() == Trouble.LOGIN_FAILED
                || failure.trouble() == Trouble.NO_TLS
                || failure.trouble() == Trouble.TLS_FAILED
                        && settings.smartHost().isPresent();
        log.atLevel(ourFault ? Level.WARN : Level.DEBUG)
                .addKeyValue("qid", errand.message().envelope().id())
                .addKeyValue("host", PrintableText.of(host.name()))
                .addKeyValue("trouble", failure.trouble())
                .addKeyValue("why", failure.text())
                .log("host of no use for a message");
    }

    /** Whether another host may be asked without the risk that this one has taken the message too. */
    private static Optional<Failure> passedOver(SmtpOutcome outcome) {
        if (outcome instanceof SmtpOutcome.Failed failed) {
            return Optional.of(failed.failure());
        }
        return outcome instanceof SmtpOutcome.Mailed mailed
                ? mailed.failure().filter(each -> each.untouched() && each.trouble() == Trouble.REFUSED)
                : Optional.empty();
    }

    /** One host being asked. It is followed by the next at most once. */
    private final class Connection implements ClientPerformer.Owner {
        private final Host host;
        private final StartTls startTls;
        private final AtomicBoolean followed = new AtomicBoolean();

        Connection(Host host, StartTls startTls) {
            this.host = host;
            this.startTls = startTls;
        }

        @Override
        public Attempt<Optional<ClientJob>> next(Consumer<Optional<ClientJob>> later) {
            return Attempt.now(followed.get() ? Optional.empty() : pollJob());
        }

        @Override
        public void ended(ClientJob job, SmtpOutcome outcome, int served) {
            speaker = host.name();
            Optional<Failure> failure = passedOver(outcome);
            if (failure.isPresent()) {
                putBack(job);
                trouble(host, failure.get());
                follow(false);
            } else {
                job.ended(outcome);
            }
        }

        @Override
        public void failed(Failure failure) {
            trouble(host, failure);
            follow(failure.trouble() == Trouble.TLS_FAILED && startTls == StartTls.IF_OFFERED);
        }

        void unreachable(String why) {
            trouble(host, new Failure(Trouble.CLOSED, "4.4.1", why, true));
            follow(false);
        }

        @Override
        public void closed() {
            if (jobsLeft()) {
                follow(false);
            }
        }

        private void follow(boolean sameHostInClear) {
            if (!followed.compareAndSet(false, true)) {
                return;
            }
            if (sameHostInClear) {
                dial(host, false);
            } else {
                OutsideDelivery.this.next();
            }
        }
    }
}
