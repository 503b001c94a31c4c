package org.mmsys.smtp.transport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.Transport;
import org.mmsys.core.queue.Verdict;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpClientTimes;
import org.mmsys.wire.smtp.SmtpOutcome;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.smtp.SmtpOutcome.Fate;

/**
 * Hands queued mail to the other servers of the system, on a few connections to each that are used again.
 *
 * <p>Each server has its own connections and its own waiting line: one that hangs holds up nobody's mail for others. The
 * queue id goes with the message, so that one sent twice is stored once. Thread-safe; never waits.
 */
public final class PeerSmtpTransport implements Transport, AutoCloseable {
    private static final Lanes.Limits LIMITS = new Lanes.Limits(4, 1000, Duration.ofSeconds(10));
    /** Replies by which a server of ours says that it did not understand us: no fault of the message. */
    private static final Set<Integer> MISUNDERSTANDINGS = Set.of(500, 501, 502, 503, 504, 530, 555);

    private final Peers peers;
    private final String hostname;
    private final ScheduledExecutorService timer;
    private final Map<String, Lanes> servers = new ConcurrentHashMap<>();

    /**
     * For the servers that {@code peers} can call.
     *
     * @param hostname how we call ourselves in EHLO
     * @param timer runs what is short and never waits
     */
    public PeerSmtpTransport(Peers peers, String hostname, ScheduledExecutorService timer) {
        this.peers = peers;
        this.hostname = hostname;
        this.timer = timer;
    }

    @Override
    public boolean serves(Destination destination) {
        return destination instanceof Destination.Server;
    }

    @Override
    public void send(Errand errand, Consumer<List<Verdict>> done) {
        if (!(errand.destination() instanceof Destination.Server server)) {
            throw new IllegalArgumentException("destination " + errand.destination());
        }
        Lanes lanes = servers.computeIfAbsent(server.name(), this::lanes);
        MailPieces.of(errand, (outcome, recipients) -> verdicts(server.name(), outcome, recipients), done)
                .forEach(lanes::submit);
    }

    private Lanes lanes(String server) {
        return new Lanes(
                server,
                peers,
                () -> SmtpClientPlan.peer(hostname, peers.introduction(Optional.empty()), SmtpClientTimes.PEERS),
                LIMITS,
                timer);
    }

    private static List<Verdict> verdicts(String server, SmtpOutcome outcome, int recipients) {
        Verdict otherwise = outcome instanceof SmtpOutcome.Failed failed
                ? down(failed.failure())
                : new Verdict.Deferred("4.5.0", "no outcome", Optional.of(server), false);
        boolean dsn = outcome instanceof SmtpOutcome.Mailed mailed && mailed.dsn();
        return MailPieces.each(outcome, recipients, fate -> verdict(server, fate, dsn), otherwise);
    }

    private static Verdict down(Failure failure) {
        return new Verdict.Deferred(transientStatus(failure.status()), failure.text(), Optional.empty(), true);
    }

    private static Verdict verdict(String server, Fate fate, boolean dsn) {
        if (fate instanceof Fate.Accepted accepted) {
            return new Verdict.Delivered(server, accepted.reply(), dsn);
        }
        if (fate instanceof Fate.Lost lost) {
            return new Verdict.Deferred("4.4.2", lost.text(), Optional.of(server), false);
        }
        Fate.Refused refused = (Fate.Refused) fate;
        if (refused.code() == 551) {
            return new Verdict.NotHere(server);
        }
        boolean forGood = refused.status().startsWith("5") && !MISUNDERSTANDINGS.contains(refused.code());
        return forGood
                ? new Verdict.Refused(refused.status(), refused.text(), Optional.of(server))
                : new Verdict.Deferred(transientStatus(refused.status()), refused.text(), Optional.of(server), false);
    }

    /** The same trouble, but not for good. */
    static String transientStatus(String status) {
        return "4" + status.substring(1);
    }

    /** Takes no more mail; what runs ends by itself. */
    @Override
    public void close() {
        servers.values().forEach(Lanes::close);
    }
}
