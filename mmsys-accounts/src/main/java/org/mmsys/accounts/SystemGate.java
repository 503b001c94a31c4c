package org.mmsys.accounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mmsys.accounts.Arbiter.Ruling;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.wire.accounts.AccountReply;
import org.mmsys.wire.accounts.ClientTurn.Answered;
import org.mmsys.wire.accounts.PeerCommand;
import org.mmsys.wire.address.AccountName;

/**
 * Has names reserved by their arbiters, and pushes to all servers which names are at home here (rules 16, 22).
 *
 * <p>A reservation is used for less time than the arbiter keeps it. While one is outstanding beyond its time, this server
 * does not say which names it has: so no arbiter frees a name of which an account may still be committed.
 */
final class SystemGate implements NameGate {
    static final Duration LENGTH = Duration.ofMinutes(2);
    static final Duration MARGIN = Duration.ofSeconds(30);
    static final Duration PATIENCE = Duration.ofSeconds(5);
    /** The longest a worker waits, should even the clock of the patience stand still. */
    private static final int WAIT_SECONDS = 15;

    private static final int WAITING_A_PEER = 16;
    private static final int PUSH_WAIT_MILLIS = 1_000;

    private final String self;
    private final Arbiter arbiter;
    private final Map<String, PeerCaller> callers;
    private final Map<String, Semaphore> places = new ConcurrentHashMap<>();
    private final Semaphore searches = new Semaphore(WAITING_A_PEER);
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final IntConsumer standIns;
    /** By token, when each reservation that is being used may not be used any more. */
    private final Map<String, Long> outstanding = new ConcurrentHashMap<>();

    SystemGate(
            String self,
            Arbiter arbiter,
            Map<String, PeerCaller> callers,
            LongSupplier nanoTime,
            RandomGenerator random,
            IntConsumer standIns) {
        this.self = self;
        this.arbiter = arbiter;
        this.callers = callers;
        this.nanoTime = nanoTime;
        this.random = random;
        this.standIns = standIns;
        callers.keySet().forEach(server -> places.put(server, new Semaphore(WAITING_A_PEER)));
    }

    @Override
    public Passage enter(AccountName name, boolean overGrave) throws InterruptedException {
        String server = arbiter.of(name);
        byte[] octets = new byte[12];
        random.nextBytes(octets);
        String token = HexFormat.of().formatHex(octets);
        outstanding.put(token, nanoTime.getAsLong() + LENGTH.minus(MARGIN).toNanos());
        Result result = Result.TRY_LATER;
        try {
            result = server.equals(self)
                    ? await(arbiter.reserve(name, self, token, LENGTH, overGrave))
                            .map(SystemGate::result)
                            .orElse(Result.TRY_LATER)
                    : reserveThere(server, new PeerCommand.Reserve(name, token, (int) LENGTH.toSeconds(), overGrave));
        } finally {
            if (result != Result.OK) {
                settled(new Passage(result, name, server, token), false);
            }
        }
        return new Passage(result, name, server, token);
    }

    private static Result result(Ruling ruling) {
        return switch (ruling) {
            case GRANTED -> Result.OK;
            case TAKEN -> Result.TAKEN;
            case LATER, NOT_ARBITER -> Result.TRY_LATER;
        };
    }

    private Result reserveThere(String server, PeerCommand.Reserve command) throws InterruptedException {
        return ask(server, command).map(SystemGate::result).orElse(Result.TRY_LATER);
    }

    static Result result(Answered answer) {
        if (answer.status().ok()) {
            return Result.OK;
        }
        return answer.status().code().equals(Optional.of(AccountReply.Code.TAKEN)) ? Result.TAKEN : Result.TRY_LATER;
    }

    private Optional<Answered> ask(String server, PeerCommand command) throws InterruptedException {
        PeerCaller caller = callers.get(server);
        return caller == null ? Optional.empty() : waitFor(server, () -> caller.ask(command, PATIENCE));
    }

    /** Something to be asked of a peer. */
    interface Question<T> {
        CompletableFuture<Optional<T>> ask();
    }

    /** Waits for the answer of a peer: 16 workers a peer may do so, others stand in for them. Worker thread. */
    <T> Optional<T> waitFor(String server, Question<T> question) throws InterruptedException {
        Semaphore place = places.get(server);
        if (place == null || !place.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return await(question.ask()).flatMap(answer -> answer);
        } finally {
            place.release();
        }
    }

    /** Waits for a search among several peers, under a limit of its own. Worker thread. */
    <T> Optional<T> search(CompletableFuture<T> found) throws InterruptedException {
        if (!searches.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return await(found);
        } finally {
            searches.release();
        }
    }

    private <T> Optional<T> await(CompletableFuture<T> future) throws InterruptedException {
        standIns.accept(1);
        try {
            return Optional.of(future.get(WAIT_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException | ExecutionException noAnswer) {
            return Optional.empty();
        } finally {
            standIns.accept(-1);
        }
    }

    @Override
    public boolean stillValid(Passage passage) {
        @Nullable Long end = outstanding.get(passage.token());
        return end != null && nanoTime.getAsLong() - end < 0;
    }

    @Override
    public Optional<Operation> together(Passage passage) {
        return passage.arbiter().equals(self)
                ? Optional.of(new Operation.Confirm(passage.name(), self, true))
                : Optional.empty();
    }

    /** What cannot be told now the arbiter finds out when it next compares names with us. */
    @Override
    public void settled(Passage passage, boolean made) {
        outstanding.remove(passage.token());
        if (made || passage.result() == Result.TAKEN) {
            return;
        }
        if (passage.arbiter().equals(self)) {
            CompletableFuture<?> unused = arbiter.release(passage.name(), self, passage.token());
            return;
        }
        PeerCaller caller = callers.get(passage.arbiter());
        if (caller != null) {
            CompletableFuture<?> unused =
                    caller.ask(new PeerCommand.Release(passage.name(), passage.token()), PATIENCE);
        }
    }

    @Override
    public void tell(List<AccountName> made, List<AccountName> gone) throws InterruptedException {
        List<CompletableFuture<Optional<Answered>>> told = new ArrayList<>();
        for (Map.Entry<String, PeerCaller> each : callers.entrySet()) {
            for (AccountName name : made) {
                PeerCommand news = arbiter.of(name).equals(each.getKey())
                        ? new PeerCommand.Confirm(name)
                        : new PeerCommand.Homed(name);
                told.add(each.getValue().ask(news, PATIENCE));
            }
            for (AccountName name : gone) {
                told.add(each.getValue().ask(new PeerCommand.Gone(name), PATIENCE));
            }
        }
        standIns.accept(1);
        try {
            CompletableFuture.allOf(told.toArray(new CompletableFuture<?>[0]))
                    .get(PUSH_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException slow) {
            // they learn it when they next compare names with us
        } finally {
            standIns.accept(-1);
        }
    }

    /** Whether an account may still be made under this token. */
    boolean inUse(String token) {
        return outstanding.containsKey(token);
    }

    /** Whether an account may still be committed on a reservation that has run out: then our names are not to be told. */
    boolean overdue() {
        long now = nanoTime.getAsLong();
        return outstanding.values().stream().anyMatch(end -> now - end >= 0);
    }
}
