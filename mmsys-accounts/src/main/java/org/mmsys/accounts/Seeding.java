package org.mmsys.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.mmsys.accounts.AccountLedger.Creation;
import org.mmsys.accounts.SeedFile.Seed;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.wire.sasl.ScramVerifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out seeds: each once in the life of the data directory, and never again after its account was deleted.
 *
 * <p>Hashing is the cost. Few seeds are best done before the server says it is ready, many behind its back: the caller
 * chooses by {@link #pending}.
 *
 * <p>Among several servers the seeds of a data directory in which nothing ever happened are made without asking anybody: no
 * arbiter gives a name away before it has heard of all names here, and none hears of them while {@link #unfinished}. Later
 * seeds ask like everybody, and wait until they are answered: only {@link #first} may be carried out before the ports are
 * open.
 */
public final class Seeding {
    private static final Logger LOG = LoggerFactory.getLogger(Seeding.class);
    private static final int BATCH = 16;
    private static final int TRIES = 10;
    private static final int PAUSE_SECONDS = 2;

    private final AccountStore store;
    private final AccountLedger ledger;
    private final PasswordHash hash;
    private final Optional<HomeMap> homes;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean unfinished;

    /** @param homes of the other servers; empty when there is none */
    Seeding(AccountStore store, AccountLedger ledger, PasswordHash hash, Optional<HomeMap> homes) {
        this.store = store;
        this.ledger = ledger;
        this.hash = hash;
        this.homes = homes;
    }

    /** Whether nothing ever happened here, so that seeds need no arbiter. Ask before the ports are open. */
    public boolean first() {
        return homes.isEmpty() || store.blank() && homes.get().blank();
    }

    /** Says that {@link #apply} will follow: until it ends other servers are not told which names are here. */
    public void announce() {
        unfinished = first();
    }

    boolean unfinished() {
        return unfinished;
    }

    /** Lets {@link #apply} give up. Any thread. */
    public void stop() {
        stopped.countDown();
    }

    /** The seeds that have not been carried out yet. Any thread. */
    public List<Seed> pending(SeedFile file) {
        return file.seeds().stream().filter(seed -> !store.seeded(seed.mark())).toList();
    }

    /**
     * Carries out what is pending, in the order of the file; hashes on this many threads. Main or a thread of its own.
     *
     * @return how many accounts were made
     */
    public int apply(SeedFile file, int threads) throws InterruptedException {
        List<Seed> pending = pending(file);
        boolean asFirst = unfinished || first();
        unfinished = asFirst && homes.isPresent();
        try {
            return pending.isEmpty() ? 0 : apply(pending, threads, asFirst);
        } finally {
            unfinished = false;
        }
    }

    private int apply(List<Seed> pending, int threads, boolean asFirst) throws InterruptedException {
        ExecutorService hashers = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "seed-hash");
            thread.setDaemon(true);
            return thread;
        });
        int made = 0;
        try {
            for (int from = 0; from < pending.size(); from += BATCH) {
                made += applyBatch(pending.subList(from, Math.min(pending.size(), from + BATCH)), hashers, asFirst);
            }
        } finally {
            hashers.shutdownNow();
        }
        LOG.atInfo()
                .addKeyValue("made", made)
                .addKeyValue("asked", pending.size())
                .log("seeds carried out");
        return made;
    }

    private int applyBatch(List<Seed> batch, ExecutorService hashers, boolean asFirst) throws InterruptedException {
        List<Future<ScramVerifier>> verifiers = new ArrayList<>();
        for (Seed seed : batch) {
            verifiers.add(hashers.submit(() -> hash.derive(seed.password())));
        }
        int made = 0;
        for (int i = 0; i < batch.size(); i++) {
            Seed seed = batch.get(i);
            Result result = Result.TRY_LATER;
            ScramVerifier verifier = derived(verifiers.get(i));
            for (int tried = 0; result == Result.TRY_LATER && !givenUp(tried, asFirst); tried++) {
                result = apply(seed, verifier, asFirst);
            }
            if (result == Result.OK) {
                made++;
            } else if (result == Result.TRY_LATER) {
                LOG.atWarn().addKeyValue("account", seed.account()).log("seed put off until the next start");
            }
        }
        return made;
    }

    /** Whoever depends on other servers has patience. */
    private boolean givenUp(int tried, boolean asFirst) throws InterruptedException {
        if (tried == 0) {
            return false;
        }
        return asFirst ? tried >= TRIES : stopped.await(PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    private Result apply(Seed seed, ScramVerifier verifier, boolean asFirst) throws InterruptedException {
        Creation creation = new Creation(seed.account(), "", Optional.of(seed.mark()), false, asFirst);
        Result result = ledger.create(creation, () -> Optional.of(verifier));
        if (result != Result.TAKEN) {
            return result;
        }
        // it exists, or did: the seed has had its time
        return ledger.markSeeded(seed.mark()) == Result.OK ? Result.TAKEN : Result.TRY_LATER;
    }

    private static ScramVerifier derived(Future<ScramVerifier> verifier) throws InterruptedException {
        try {
            return verifier.get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a seed could not be hashed", bug.getCause());
        }
    }
}
