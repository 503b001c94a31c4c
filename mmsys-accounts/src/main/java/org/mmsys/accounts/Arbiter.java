package org.mmsys.accounts;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.mmsys.accounts.Reservations.Reservation;
import org.mmsys.core.journal.NameKey;
import org.mmsys.core.journal.Operation;
import org.mmsys.wire.address.AccountName;

/**
 * Serialises who may make an account of a name, for those names whose arbiter this server is (rules 22).
 *
 * <p>Any thread; nothing waits. Of one name one decision is made at a time, and it counts when it is committed.
 */
final class Arbiter {
    private static final int WAITING_MAX = 2_000;

    private final AccountStore store;
    private final HomeMap homes;
    private final Reservations reservations;
    private final List<String> others;
    private final String self;
    private final Rendezvous rendezvous;
    private final Commits commits;
    private final InstantSource clock;
    private final Map<AccountName, CompletableFuture<Boolean>> deciding = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** What the arbiter says about a name. */
    enum Ruling {
        GRANTED,
        TAKEN,
        /** Not now: it does not know all servers yet, or the journal refused. */
        LATER,
        NOT_ARBITER
    }

    Arbiter(AccountStore store, Neighbours neighbours, Commits commits, InstantSource clock) {
        this.store = store;
        this.homes = neighbours.homes();
        this.reservations = neighbours.reservations();
        this.others = neighbours.others();
        this.self = neighbours.self();
        this.rendezvous = new Rendezvous(neighbours.members().servers());
        this.commits = commits;
        this.clock = clock;
    }

    /** Who decides about the name. */
    String of(AccountName name) {
        return rendezvous.of(name);
    }

    /** What {@link #reserve} would say now, to a server that holds no reservation. */
    Ruling look(AccountName name) {
        return judge(name, "", false);
    }

    /** Keeps the name for the server, or says why not; a server that holds it already holds it longer. */
    CompletableFuture<Ruling> reserve(
            AccountName name, String server, String token, Duration length, boolean overGrave) {
        return decide(name, () -> {
                    Ruling ruling = judge(name, server, overGrave);
                    if (ruling != Ruling.GRANTED) {
                        return CompletableFuture.completedFuture(ruling);
                    }
                    return commits.append(new Operation.Reserve(clock.instant(), name, server, token, length))
                            .thenApply(committed -> committed ? Ruling.GRANTED : Ruling.LATER);
                })
                .thenApply(ruling -> ruling.orElse(Ruling.LATER));
    }

    private Ruling judge(AccountName name, String server, boolean overGrave) {
        if (!of(name).equals(self)) {
            return Ruling.NOT_ARBITER;
        }
        NameKey key = NameKey.of(name);
        boolean gone = !overGrave && (store.taken(name) || homes.resting(key));
        Optional<Reservation> kept = reservations.find(name);
        boolean keptForOther = kept.isPresent() && !kept.get().server().equals(server);
        if (store.exists(name) || !homes.claims(key).isEmpty() || gone || keptForOther) {
            return Ruling.TAKEN;
        }
        boolean full = kept.isEmpty() && reservations.size() >= Reservations.MAX;
        return full || !others.stream().allMatch(homes::complete) ? Ruling.LATER : Ruling.GRANTED;
    }

    /** Ends the reservation made under this token; another one of the same server stays. Says whether it is over. */
    CompletableFuture<Boolean> release(AccountName name, String server, String token) {
        return settle(name, kept -> kept.server().equals(server) && kept.token().equals(token), false);
    }

    /** The server has made the account: from now on the map says so. */
    CompletableFuture<Boolean> confirm(AccountName name, String server) {
        return decide(
                        name,
                        () -> commits.append(
                                new Operation.Confirm(name, server, true),
                                new Operation.Homes(server, List.of(NameKey.of(name)), List.of(), false)))
                .thenApply(done -> done.orElse(false));
    }

    /**
     * Ends reservations of which a look at all names of their server has shown what became of them.
     *
     * @param lookBeganNanos what ran out before that and was not seen will not be made any more
     */
    void reconciled(String server, long lookBeganNanos) {
        reservations.of(server).forEach((name, seen) -> {
            if (homes.claims(NameKey.of(name)).contains(server)) {
                CompletableFuture<Boolean> unused = settle(name, seen::equals, true);
            } else if (seen.ranOutBefore(lookBeganNanos)) {
                CompletableFuture<Boolean> unused = settle(name, seen::equals, false);
            }
        });
    }

    /**
     * Ends reservations of this server itself that a crash has left behind.
     *
     * @param inUse whether an account may still be made under that token
     */
    void tidy(long nowNanos, Predicate<String> inUse) {
        if (reservations.size() == 0) {
            return;
        }
        reservations.of(self).forEach((name, seen) -> {
            if (seen.ranOutBefore(nowNanos) && !inUse.test(seen.token())) {
                CompletableFuture<Boolean> unused = settle(name, seen::equals, store.exists(name));
            }
        });
    }

    private CompletableFuture<Boolean> settle(AccountName name, Predicate<Reservation> ours, boolean made) {
        return decide(name, () -> {
                    Optional<Reservation> kept = reservations.find(name).filter(ours);
                    return kept.isEmpty()
                            ? CompletableFuture.completedFuture(true)
                            : commits.append(
                                    new Operation.Confirm(name, kept.get().server(), made));
                })
                .thenApply(done -> done.orElse(false));
    }

    private interface Decision<T> {
        CompletableFuture<T> make();
    }

    /** Makes a decision about a name after those that are being made; empty when too many wait. */
    private <T> CompletableFuture<Optional<T>> decide(AccountName name, Decision<T> decision) {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> before = deciding.putIfAbsent(name, mine);
        if (before != null) {
            if (waiting.incrementAndGet() > WAITING_MAX) {
                waiting.decrementAndGet();
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return before.thenCompose(over -> {
                waiting.decrementAndGet();
                return decide(name, decision);
            });
        }
        return made(decision).handle((made, bug) -> {
            deciding.remove(name, mine);
            mine.complete(true);
            if (bug != null) {
                throw new IllegalStateException(bug);
            }
            return Optional.of(made);
        });
    }

    private static <T> CompletableFuture<T> made(Decision<T> decision) {
        try {
            return decision.make();
        } catch (IllegalStateException | IllegalArgumentException bug) {
            return CompletableFuture.failedFuture(bug); // else the name would stay undecided for ever
        }
    }
}
