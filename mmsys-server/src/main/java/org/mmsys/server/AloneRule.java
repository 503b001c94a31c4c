package org.mmsys.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mmsys.replica.node.PairNode;
import org.mmsys.replica.node.PairStatus;
import org.mmsys.replica.pair.CasToken;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.InSync;
import org.mmsys.replica.pair.PairRecord;
import org.mmsys.replica.pair.PairRecordText;
import org.mmsys.replica.registry.Versioned;
import org.mmsys.replica.registry.lone.Freedom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a half of a pair may go on alone though the other one may do so, too: {@code pair.mode = available}.
 *
 * <p>It was in sync by the newest record it knows, the other half has not been heard for a while, and one of the reference
 * addresses answers, if there are any. Thread-safe; {@link #claim} and {@link #permits} wait for the network.
 */
final class AloneRule implements Freedom {
    /** Reasons of records by which a half went on alone of its own accord begin with this. */
    static final String ALONE = "alone: ";

    private static final Logger log = LoggerFactory.getLogger(AloneRule.class);
    private static final Duration SILENCE = Duration.ofMillis(1200);
    /** Two machines that are switched on together must not miss each other. */
    private static final Duration AFTER_START = Duration.ofSeconds(5);

    private static final Duration BELIEVED = Duration.ofSeconds(1);
    private static final int CONNECT_MILLIS = 700;
    private static final int EPOCHS_SKIPPED = 1000;

    private final Half self;
    private final List<InetSocketAddress> references;
    private final RandomGenerator random;
    private final long openedAt = System.nanoTime();
    private volatile Optional<PairNode> node = Optional.empty();
    private Optional<Long> silentSince = Optional.empty();
    private Optional<Long> reachedAt = Optional.empty();

    /** @param references one of them has to answer; none: whoever does not hear the other half goes on */
    AloneRule(Half self, List<InetSocketAddress> references, RandomGenerator random) {
        this.self = self;
        this.references = List.copyOf(references);
        this.random = random;
    }

    /** From now on this is the half's driver. */
    void node(PairNode driver) {
        node = Optional.of(driver);
    }

    synchronized void heard() {
        silentSince = Optional.empty();
    }

    synchronized void unheard() {
        if (silentSince.isEmpty()) {
            silentSince = Optional.of(System.nanoTime());
        }
    }

    private synchronized boolean silentFor(Duration time) {
        return silentSince
                .filter(since -> System.nanoTime() - since >= time.toNanos())
                .isPresent();
    }

    private boolean lost() {
        boolean young =
                System.nanoTime() - openedAt < AFTER_START.multipliedBy(2).toNanos();
        boolean began = node.map(PairNode::copies).orElse(0) > 0;
        return silentFor(young && !began ? AFTER_START : SILENCE);
    }

    @Override
    public Optional<byte[]> claim(String key, Versioned known) {
        Optional<PairNode> driver = node;
        if (driver.isEmpty() || !lost()) {
            return Optional.empty();
        }
        PairStatus status = driver.get().status();
        PairRecord record = PairRecordText.read(known.value());
        boolean inSync = record.inSync().contains(self)
                && record.knows(self, driver.get().store());
        boolean apart = status.linkUpSince().isEmpty() || status.held().isPresent();
        if (!inSync || !apart || !referenceAnswers()) {
            return Optional.empty();
        }
        return Optional.of(PairRecordText.write(new PairRecord(
                Math.max(record.epoch(), status.promise()) + EPOCHS_SKIPPED,
                self,
                InSync.only(self),
                record.storeOfA(),
                record.storeOfB(),
                new CasToken(random.nextLong(), 0),
                ALONE + "the other half is not heard, and may go on, too")));
    }

    @Override
    public boolean permits(String key, Optional<Versioned> known, byte[] value) {
        PairRecord next = PairRecordText.read(value);
        boolean both = known.map(found -> PairRecordText.read(found.value()))
                .filter(record -> record.inSync() == InSync.BOTH)
                .isPresent();
        boolean goesAlone = both && next.inSync() != InSync.BOTH && next.primary() == self;
        return !goesAlone || !away() || referenceAnswers();
    }

    @Override
    public long epoch(byte[] value) {
        return PairRecordText.read(value).epoch();
    }

    @Override
    public byte[] above(byte[] value, long epoch) {
        PairRecord record = PairRecordText.read(value);
        return PairRecordText.write(new PairRecord(
                epoch + 1,
                record.primary(),
                record.inSync(),
                record.storeOfA(),
                record.storeOfB(),
                new CasToken(random.nextLong(), 0),
                ALONE + "the other half went on, too, and follows this one now"));
    }

    /** Nothing is heard of the other half just now. */
    private boolean away() {
        return silentFor(Duration.ZERO)
                || node.filter(it -> it.status().linkUpSince().isPresent()).isEmpty();
    }

    /** Whether one of them takes a connection; believed for a moment. */
    private boolean referenceAnswers() {
        synchronized (this) {
            if (reachedAt
                    .filter(at -> System.nanoTime() - at < BELIEVED.toNanos())
                    .isPresent()) {
                return true;
            }
        }
        for (InetSocketAddress address : references) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
                synchronized (this) {
                    reachedAt = Optional.of(System.nanoTime());
                }
                return true;
            } catch (IOException away) {
                log.atDebug().addKeyValue("address", address).setCause(away).log("reference address does not answer");
            }
        }
        return references.isEmpty();
    }
}
