package org.mmsys.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
 */
public final class Seeding {
    private static final Logger LOG = LoggerFactory.getLogger(Seeding.class);
    private static final int BATCH = 16;
    private static final int TRIES = 10;

    private final AccountStore store;
    private final AccountLedger ledger;
    private final PasswordHash hash;

    Seeding(AccountStore store, AccountLedger ledger, PasswordHash hash) {
        this.store = store;
        this.ledger = ledger;
        this.hash = hash;
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
        if (pending.isEmpty()) {
            return 0;
        }
        ExecutorService hashers = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "seed-hash");
            thread.setDaemon(true);
            return thread;
        });
        int made = 0;
        try {
            for (int from = 0; from < pending.size(); from += BATCH) {
                made += applyBatch(pending.subList(from, Math.min(pending.size(), from + BATCH)), hashers);
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

    private int applyBatch(List<Seed> batch, ExecutorService hashers) throws InterruptedException {
        List<Future<ScramVerifier>> verifiers = new ArrayList<>();
        for (Seed seed : batch) {
            verifiers.add(hashers.submit(() -> hash.derive(seed.password())));
        }
        int made = 0;
        for (int i = 0; i < batch.size(); i++) {
            Seed seed = batch.get(i);
            Result result = Result.TRY_LATER;
            for (int tried = 0; tried < TRIES && result == Result.TRY_LATER; tried++) {
                result = apply(seed, derived(verifiers.get(i)));
            }
            if (result == Result.OK) {
                made++;
            } else if (result == Result.TRY_LATER) {
                LOG.atWarn().addKeyValue("account", seed.account()).log("seed put off until the next start");
            }
        }
        return made;
    }

    private Result apply(Seed seed, ScramVerifier verifier) throws InterruptedException {
        Creation creation = new Creation(seed.account(), "", Optional.of(seed.mark()), false);
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
