package org.mmsys.accounts;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.mmsys.accounts.NameGate.Passage;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;

/**
 * Writes changes of accounts into the journal and waits until they are committed.
 *
 * <p>Worker threads only. Of any number of concurrent creations of one name exactly one succeeds: the name is reserved in
 * memory before the entry is appended, and the reservation ends when the journal has said what became of it.
 */
final class AccountLedger {
    /** The longest that a caller waits; the outcome of its entry is unknown then. */
    private static final int WAIT_SECONDS = 60;

    private final AccountStore store;
    private final Journal journal;
    private final InstantSource clock;
    private final NameGate gate;
    /** Names being created; the future says whether the name was given back. */
    private final Map<AccountName, CompletableFuture<Boolean>> reserved = new ConcurrentHashMap<>();

    /** Makes the verifier of a new account, once its name is reserved; empty when there is no room to hash now. */
    interface VerifierSource {
        Optional<ScramVerifier> derive() throws InterruptedException;
    }

    /**
     * An account that is to be made.
     *
     * @param requestId empty from an administrator or a seed
     * @param seed recorded in the same entry, so that it never happens again
     * @param overGrave whether the name of a deleted account may be used again
     * @param first whether it is made before any other server can have heard of us: nobody is asked
     */
    record Creation(AccountName name, String requestId, Optional<Sha256> seed, boolean overGrave, boolean first) {
        Creation(AccountName name, String requestId, Optional<Sha256> seed, boolean overGrave) {
            this(name, requestId, seed, overGrave, false);
        }
    }

    AccountLedger(AccountStore store, Journal journal, InstantSource clock) {
        this(store, journal, clock, NameGate.OPEN);
    }

    AccountLedger(AccountStore store, Journal journal, InstantSource clock, NameGate gate) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        this.gate = gate;
    }

    /** Creates an account: OK, TAKEN or TRY_LATER. */
    Result create(Creation creation, VerifierSource source) throws InterruptedException {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        Optional<Result> refused = reserve(creation, mine);
        if (refused.isPresent()) {
            return refused.get();
        }
        boolean handedOver = false;
        try {
            if (unavailable(creation)) {
                return Result.TAKEN; // the one before us committed between our two looks
            }
            NameGate door = creation.first() ? NameGate.OPEN : gate;
            Passage passage = door.enter(creation.name(), creation.overGrave());
            if (passage.result() != Result.OK) {
                return passage.result();
            }
            Result result = Result.TRY_LATER;
            try {
                Optional<ScramVerifier> verifier = source.derive();
                if (verifier.isEmpty() || !door.stillValid(passage)) {
                    return Result.TRY_LATER;
                }
                handedOver = true;
                result = commit(entry(creation, verifier.get(), door.together(passage)), committed -> {
                    door.settled(passage, committed);
                    release(creation.name(), mine, committed);
                });
            } finally {
                if (!handedOver) {
                    door.settled(passage, false);
                }
            }
            if (result == Result.OK) {
                door.tell(List.of(creation.name()), List.of());
            }
            return result;
        } finally {
            if (!handedOver) {
                reserved.remove(creation.name(), mine);
                mine.complete(true);
            }
        }
    }

    /** Reserves the name, after whoever has it reserved now; the result if that is not possible. */
    private Optional<Result> reserve(Creation creation, CompletableFuture<Boolean> mine) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!unavailable(creation)) {
            CompletableFuture<Boolean> other = reserved.putIfAbsent(creation.name(), mine);
            if (other == null) {
                return Optional.empty();
            }
            boolean givenBack = await(other, deadline - System.nanoTime()).orElse(false);
            if (!givenBack) {
                return Optional.of(Result.TRY_LATER);
            }
        }
        return Optional.of(Result.TAKEN);
    }

    private boolean unavailable(Creation creation) {
        return creation.overGrave() ? store.exists(creation.name()) : store.taken(creation.name());
    }

    /** A committed entry that could not be applied yet is owed: until the next start its name stays reserved. */
    private void release(AccountName name, CompletableFuture<Boolean> mine, boolean committed) {
        boolean owed = committed && !store.exists(name);
        if (!owed) {
            reserved.remove(name, mine);
        }
        mine.complete(!owed);
    }

    private JournalEntry entry(Creation creation, ScramVerifier verifier, Optional<Operation> together) {
        List<Operation> operations = new ArrayList<>(2);
        operations.add(
                new Operation.CreateAccount(clock.instant(), creation.name(), verifier.text(), creation.requestId()));
        creation.seed().ifPresent(seed -> operations.add(new Operation.Seeded(seed)));
        together.ifPresent(operations::add);
        return new JournalEntry(operations);
    }

    /** Sets another password: OK or TRY_LATER. An account that is gone meanwhile stays gone. */
    Result changePassword(AccountName name, ScramVerifier verifier) throws InterruptedException {
        Operation change = new Operation.ChangePassword(clock.instant(), name, verifier.text());
        return commit(JournalEntry.of(change), committed -> {});
    }

    /** Deletes the account: OK or TRY_LATER. */
    Result delete(AccountName name) throws InterruptedException {
        String grave = name.local() + "." + journal.guids().next().at(0);
        Result result =
                commit(JournalEntry.of(new Operation.DeleteAccount(clock.instant(), name, grave)), committed -> {});
        if (result == Result.OK) {
            gate.tell(List.of(), List.of(name));
        }
        return result;
    }

    /** Records that a seed needs no doing: OK or TRY_LATER. */
    Result markSeeded(Sha256 seed) throws InterruptedException {
        return commit(JournalEntry.of(new Operation.Seeded(seed)), committed -> {});
    }

    private Result commit(JournalEntry entry, Consumer<Boolean> whenKnown) throws InterruptedException {
        CompletableFuture<Result> outcome = new CompletableFuture<>();
        journal.append(entry, new CommitListener() {
            @Override
            public void committed(long sequence) {
                whenKnown.accept(true);
                outcome.complete(Result.OK);
            }

            @Override
            public void refused(Refusal why) {
                whenKnown.accept(false);
                outcome.complete(Result.TRY_LATER);
            }
        });
        return await(outcome, TimeUnit.SECONDS.toNanos(WAIT_SECONDS)).orElse(Result.TRY_LATER);
    }

    private static <T> Optional<T> await(CompletableFuture<T> future, long nanos) throws InterruptedException {
        try {
            return Optional.of(future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS));
        } catch (TimeoutException tooLong) {
            return Optional.empty();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never); // nobody completes these with an exception
        }
    }
}
