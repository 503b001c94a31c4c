package org.mmsys.server;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.mmsys.replica.pair.CasToken;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.InSync;
import org.mmsys.replica.pair.PairRecord;
import org.mmsys.replica.pair.PairRecordText;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a record for a pair because an administrator says so (rules 33): what the other half alone has may be lost by it.
 *
 * <p>The node itself learns of it as of any other change, and takes the office by the rules from there on. Any thread; waits.
 */
final class RecordOrder {
    private static final Logger log = LoggerFactory.getLogger(RecordOrder.class);
    private static final int WAIT_SECONDS = 10;
    private static final int EPOCHS_SKIPPED = 1000;

    private final Registry registry;
    private final String key;
    private final Half self;
    private final RandomGenerator random;
    private final Optional<Emergency> emergency;

    /** A record that can be written though nobody else can be asked: that of a pair without a witness. */
    interface Emergency {
        /** The newest version that is known here. */
        Optional<Versioned> known(String key);

        /** Writes what is newer than anything the other half can have. */
        void force(String key, byte[] value) throws IOException;
    }

    RecordOrder(Registry registry, String key, Half self, RandomGenerator random, Optional<Emergency> emergency) {
        this.registry = registry;
        this.key = key;
        this.self = self;
        this.random = random;
        this.emergency = emergency;
    }

    /**
     * Names this half as primary, alone in sync.
     *
     * @param office false: only if the record names it already
     * @param store of this half
     * @param promise the highest epoch this half has promised
     */
    String write(boolean office, UUID store, long promise, String reason) throws IOException, InterruptedException {
        Reading reading = await(registry.read(key));
        if (!(reading instanceof Reading.Found found)) {
            Optional<Versioned> known = emergency.flatMap(vote -> vote.known(key));
            if (known.isPresent()) {
                return writeAlone(office, known.get(), store, promise, reason);
            }
            throw new IOException(
                    reading instanceof Reading.Absent
                            ? "there is no record of this pair"
                            : "the registry does not answer: without a majority of its voters nothing can be forced");
        }
        Versioned before = found.record();
        PairRecord record = record(before);
        check(office, record);
        long epoch = office ? Math.max(record.epoch(), promise) + 1 : record.epoch();
        PairRecord ordered = ordered(record, epoch, store, reason);
        Change change = await(registry.cas(key, before.version(), PairRecordText.write(ordered)));
        log.atWarn()
                .addKeyValue("event", "forced")
                .addKeyValue("epoch", epoch)
                .addKeyValue("before", record.primary() + " in sync " + record.inSync())
                .addKeyValue("reason", reason)
                .addKeyValue("outcome", change)
                .log("record of the pair forced");
        if (change instanceof Change.Applied) {
            return "the record names this half alone, in epoch " + epoch;
        }
        throw new IOException(
                change instanceof Change.Conflict
                        ? "somebody else changed the record just now: look at the status, then decide again"
                        : "it is not known whether the record was changed: look at the status");
    }

    private void check(boolean office, PairRecord record) throws IOException {
        if (!office && record.primary() != self) {
            throw new IOException("the record names the other half as primary: force-primary takes the office");
        }
    }

    private PairRecord ordered(PairRecord record, long epoch, UUID store, String reason) {
        return new PairRecord(
                epoch,
                self,
                InSync.only(self),
                self == Half.A ? Optional.of(store) : record.storeOfA(),
                self == Half.B ? Optional.of(store) : record.storeOfB(),
                new CasToken(random.nextLong(), 0),
                PairRecord.ORDERED + reason);
    }

    /** Nobody answers: the epoch skips all that the other half may have had, which nobody can know here. */
    private String writeAlone(boolean office, Versioned known, UUID store, long promise, String reason)
            throws IOException {
        PairRecord record = record(known);
        check(office, record);
        long epoch = Math.max(record.epoch(), promise) + EPOCHS_SKIPPED;
        emergency.orElseThrow().force(key, PairRecordText.write(ordered(record, epoch, store, reason)));
        log.atWarn()
                .addKeyValue("event", "forced")
                .addKeyValue("epoch", epoch)
                .addKeyValue("before", record.primary() + " in sync " + record.inSync())
                .addKeyValue("reason", reason)
                .log("record of the pair forced, without the other half");
        return "the record names this half alone, in epoch " + epoch
                + "; the other half must stay off until both reach each other";
    }

    private static PairRecord record(Versioned versioned) throws IOException {
        try {
            return PairRecordText.read(versioned.value());
        } catch (IllegalArgumentException unreadable) {
            throw new IOException("the record of this pair cannot be read here", unreadable);
        }
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException none) {
            throw new IOException("the registry does not answer", none);
        }
    }
}
