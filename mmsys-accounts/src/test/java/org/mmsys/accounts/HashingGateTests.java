package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mmsys.core.route.AuthOutcome;

class HashingGateTests {
    private static final int AT_ONCE = 2;
    private static final int WAITING = 4;
    private final HashingGate gate = new HashingGate(AT_ONCE, WAITING, more -> {});

    @Test
    void letsFewInAFewWaitAndTurnsTheRestAway() throws InterruptedException, ExecutionException {
        CountDownLatch inside = new CountDownLatch(AT_ONCE);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            List<Future<Optional<Integer>>> outcomes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                outcomes.add(callers.submit(() -> gate.pass(() -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    inside.countDown();
                    await(goOn);
                    return now.decrementAndGet();
                })));
            }
            int turnedAway = 0;
            while (turnedAway < 50 - AT_ONCE - WAITING) { // those come back while the others hold their places
                turnedAway = (int) outcomes.stream().filter(Future::isDone).count();
                Thread.onSpinWait();
            }
            assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();
            int passed = 0;
            for (Future<Optional<Integer>> outcome : outcomes) {
                passed += outcome.get().isPresent() ? 1 : 0;
            }
            assertThat(passed).isEqualTo(AT_ONCE + WAITING);
            assertThat(most.get()).isLessThanOrEqualTo(AT_ONCE);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void placesComeBackAfterAFailure() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> gate.pass(() -> {
                        throw new IllegalStateException("a bug");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }

        assertThat(gate.pass(() -> "in")).contains("in");
    }

    @Test
    void whoHashesOrWaitsHasAStandInMeanwhile() throws InterruptedException {
        AtomicInteger standIns = new AtomicInteger();
        HashingGate one = new HashingGate(1, 0, standIns::addAndGet);

        assertThat(one.pass(standIns::get)).contains(1);
        assertThat(one.pass(() -> again(one, standIns))).contains(1);
        assertThat(standIns).hasValue(0);
    }

    /** Is turned away, since the caller holds the only place. */
    private static int again(HashingGate one, AtomicInteger standIns) {
        try {
            assertThat(one.pass(standIns::get)).isEmpty();
            return standIns.get();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLoginThatFindsNoPlaceIsPutOffAndNotCounted() throws InterruptedException {
        try (AccountsFixture house = new AccountsFixture()) {
            house.account("ann", "correct horse");
            HashingGate full = new HashingGate(1, 0, more -> {});
            Random random = new Random(1);
            PasswordCheck check = new PasswordCheck(
                    house.settings,
                    house.store,
                    new PasswordHash(4096, random),
                    full,
                    new LoginGuard(house.clock),
                    new PasswordCache(10, house.clock, random),
                    new FamiliarAddresses(10, house.clock));

            for (int i = 0; i < 2 * LoginGuard.ACCOUNT_BURST; i++) {
                assertThat(full.pass(() -> login(check))).contains(new AuthOutcome.TryLater("too many logins at once"));
            }
            assertThat(login(check)).isEqualTo(new AuthOutcome.Granted(AccountsFixture.name("ann")));
        }
    }

    private static AuthOutcome login(PasswordCheck check) {
        try {
            return check.check("ann", "correct horse", "password", AccountsFixture.loopback());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
