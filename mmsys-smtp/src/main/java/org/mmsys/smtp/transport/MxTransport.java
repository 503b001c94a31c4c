package org.mmsys.smtp.transport;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.Transport;
import org.mmsys.core.queue.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands queued mail to the world: to the smart host, or to the hosts that DNS names (RFC 5321 §5.1).
 *
 * <p>Hosts are tried in turn until one takes the message or judges it. Thread-safe; never waits.
 */
public final class MxTransport implements Transport {
    private static final Logger log = LoggerFactory.getLogger(MxTransport.class);
    private static final int AT_A_TIME = 200;

    private final Connector connector;
    private final RelaySettings settings;
    private final MailExchangers exchangers;
    private final RandomGenerator random;
    private final AtomicInteger running = new AtomicInteger();

    /**
     * As configured.
     *
     * @param ours whether an address is one of this system's, which mail must not be sent to
     * @param random secure: nonces are drawn from it
     */
    public MxTransport(
            Connector connector, RelaySettings settings, Predicate<InetAddress> ours, RandomGenerator random) {
        this.connector = connector;
        this.settings = settings;
        this.random = random;
        this.exchangers = new MailExchangers(
                settings.dnsServer(),
                settings.dnsTime(),
                settings.hostname(),
                new OutsideAddresses(settings.allowed(), ours),
                random);
    }

    @Override
    public boolean serves(Destination destination) {
        return destination instanceof Destination.Domain;
    }

    @Override
    public void send(Errand errand, Consumer<List<Verdict>> done) {
        if (!(errand.destination() instanceof Destination.Domain domain)) {
            throw new IllegalArgumentException("destination " + errand.destination());
        }
        int recipients = errand.recipients().size();
        if (running.incrementAndGet() > AT_A_TIME) {
            running.decrementAndGet();
            done.accept(Collections.nCopies(
                    recipients,
                    new Verdict.Deferred("4.3.2", "too much mail leaves at a time", Optional.empty(), false)));
            return;
        }
        AtomicBoolean told = new AtomicBoolean();
        Consumer<List<Verdict>> once = verdicts -> {
            if (told.compareAndSet(false, true)) {
                running.decrementAndGet();
                done.accept(verdicts);
            }
        };
        settings.smartHost()
                .map(host -> exchangers.forHost(host.host()))
                .orElseGet(() -> exchangers.forDomain(domain.name()))
                .thenAccept(found -> deliver(errand, found, once))
                .exceptionally(bug -> {
                    log.atError().setCause(bug).log("delivery to the world failed");
                    once.accept(Collections.nCopies(
                            recipients, new Verdict.Deferred("4.3.0", "internal error", Optional.empty(), false)));
                    return null;
                });
    }

    private void deliver(Errand errand, MailHosts found, Consumer<List<Verdict>> done) {
        if (found instanceof MailHosts.Found where) {
            new OutsideDelivery(connector, settings, random, errand, where.hosts(), done).begin();
        } else {
            done.accept(Collections.nCopies(errand.recipients().size(), ((MailHosts.None) found).verdict()));
        }
    }
}
