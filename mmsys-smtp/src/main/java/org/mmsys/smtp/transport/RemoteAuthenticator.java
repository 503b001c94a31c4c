package org.mmsys.smtp.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.RemoteLogin;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpClientTimes;

/**
 * Lets the home server check a login: each exchange on a connection of its own, introduced as the client's.
 *
 * <p>Thread-safe; never waits.
 */
public final class RemoteAuthenticator implements RemoteLogin {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Peers peers;
    private final String hostname;
    private final ScheduledExecutorService timer;

    /** As {@link PeerSmtpTransport}. */
    public RemoteAuthenticator(Peers peers, String hostname, ScheduledExecutorService timer) {
        this.peers = peers;
        this.hostname = hostname;
        this.timer = timer;
    }

    @Override
    public Exchange start(
            String server, Client client, String mechanism, Optional<byte[]> initial, Consumer<Step> answer) {
        SmtpClientPlan plan = SmtpClientPlan.peer(
                hostname, peers.introduction(Optional.of(client)), SmtpClientTimes.PEERS.atMost(SILENCE));
        RelayedExchange exchange = new RelayedExchange(server, peers, plan, mechanism, initial, answer);
        exchange.begin(timer, TIME);
        return exchange;
    }
}
