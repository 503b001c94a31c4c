package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.accounts.AccountKeys.PlaintextPolicy;
import org.mmsys.accounts.AccountKeys.Registration;
import org.mmsys.accounts.AccountLedger.Creation;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Client;

class RegistrationDeskTests {
    private static final Client HERE = AccountsFixture.loopback();
    private static final String GOOD = "correct horse";
    private static final String ID = "request-0001";
    private final AccountsFixture house = new AccountsFixture();
    private final AccountRegistry desk = house.module.registry();
    private final AccountLedger ledger = new AccountLedger(house.store, house.journal, house.clock);

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ann, OK",
        "Ann@HERE.test, OK",
        "ann@also.test, OK",
        "ann@other.test, BAD_NAME",
        "postmaster, BAD_NAME",
        "Root, BAD_NAME",
        "no-reply, BAD_NAME",
        "abuse@also.test, BAD_NAME",
        "an n, BAD_NAME",
        ".ann, BAD_NAME",
        "a..b, BAD_NAME",
        "ann+x, BAD_NAME",
        "../../etc, BAD_NAME",
        "'', BAD_NAME",
        "\u00e4nn, BAD_NAME",
        "taken, TAKEN"
    })
    void saysWhichNamesAreFree(String name, Result result) throws InterruptedException {
        house.account("taken", "x");

        assertThat(desk.available(name, HERE)).isEqualTo(result);
        assertThat(desk.create(name, GOOD, ID, HERE)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({"short, WEAK_PASSWORD", "password1, WEAK_PASSWORD", "'', WEAK_PASSWORD", "long enough, OK"})
    void refusesWeakPasswords(String password, Result result) throws InterruptedException {
        assertThat(desk.create("ann", password, ID, HERE)).isEqualTo(result);
    }

    @Test
    void createdAccountsCanLogIn() throws InterruptedException {
        desk.create("ann", GOOD, ID, HERE);

        assertThat(house.module.authenticator().password("ann", GOOD, HERE))
                .isEqualTo(new AuthOutcome.Granted(AccountsFixture.name("ann")));
        assertThat(desk.home(AccountsFixture.name("ann"))).isEqualTo("s1");
    }

    @Test
    void closedRegistrationTellsNothing() throws InterruptedException {
        try (AccountsFixture closed = new AccountsFixture(PlaintextPolicy.LOOPBACK, Registration.CLOSED)) {
            closed.account("taken", "x");

            assertThat(closed.module.registry().available("taken", HERE)).isEqualTo(Result.CLOSED);
            assertThat(closed.module.registry().create("ann", GOOD, ID, HERE)).isEqualTo(Result.CLOSED);
            assertThat(closed.store.size()).isEqualTo(1);
        }
    }

    @Test
    void aRepeatedRequestGetsTheSameAnswer() throws InterruptedException {
        assertThat(desk.create("ann", GOOD, ID, HERE)).isEqualTo(Result.OK);

        assertThat(desk.create("ann", GOOD, ID, HERE)).isEqualTo(Result.OK);
        assertThat(desk.create("ann", "another pass", ID, HERE)).isEqualTo(Result.TAKEN);
        assertThat(desk.create("ann", GOOD, "request-0002", HERE)).isEqualTo(Result.TAKEN);
        assertThat(house.journal.entries()).hasSize(1);
    }

    @Test
    void aRepeatedRequestDoesNotBringADeletedAccountBack() throws InterruptedException {
        desk.create("ann", GOOD, ID, HERE);
        desk.delete(AccountsFixture.name("ann"), GOOD, HERE);

        assertThat(desk.create("ann", GOOD, ID, HERE)).isEqualTo(Result.TAKEN);
    }

    @Test
    void strangersCreateFewAccounts() throws InterruptedException {
        Client remote = AccountsFixture.remoteTls("192.0.2.1", "");
        for (int i = 0; i < RegistrationDesk.CREATE_BURST; i++) {
            assertThat(desk.create("user" + i, GOOD, ID, remote)).isEqualTo(Result.OK);
        }

        assertThat(desk.create("another", GOOD, ID, remote)).isEqualTo(Result.RATE);
        house.clock.advance(RegistrationDesk.CREATE_INTERVAL);
        assertThat(desk.create("another", GOOD, ID, remote)).isEqualTo(Result.OK);
    }

    @Test
    void strangersAskForFewNames() {
        Client remote = AccountsFixture.remote("192.0.2.1");
        for (int i = 0; i < RegistrationDesk.ASK_BURST; i++) {
            assertThat(desk.available("user" + i, remote)).isEqualTo(Result.OK);
        }

        assertThat(desk.available("ann", remote)).isEqualTo(Result.RATE);
        assertThat(desk.available("ann", AccountsFixture.remote("192.0.2.2"))).isEqualTo(Result.OK);
    }

    @Test
    void passwordChangesAskForThePresentOne() throws InterruptedException {
        AccountName ann = house.account("ann", GOOD);

        assertThat(desk.changePassword(ann, "wrong", "battery staple", HERE)).isEqualTo(Result.DENIED);
        assertThat(desk.changePassword(ann, GOOD, "short", HERE)).isEqualTo(Result.WEAK_PASSWORD);
        assertThat(desk.changePassword(ann, GOOD, "battery staple", HERE)).isEqualTo(Result.OK);
        assertThat(desk.changePassword(ann, GOOD, "battery staple", HERE)).isEqualTo(Result.DENIED);
        assertThat(house.module.authenticator().password("ann", "battery staple", HERE))
                .isEqualTo(new AuthOutcome.Granted(ann));
    }

    @Test
    void deletionAsksForThePresentPasswordAndKeepsTheName() throws InterruptedException {
        AccountName ann = house.account("ann", GOOD);

        assertThat(desk.delete(ann, "wrong", HERE)).isEqualTo(Result.DENIED);
        assertThat(desk.delete(ann, GOOD, HERE)).isEqualTo(Result.OK);
        assertThat(desk.delete(ann, GOOD, HERE)).isEqualTo(Result.DENIED);
        assertThat(desk.available("ann", HERE)).isEqualTo(Result.TAKEN);
    }

    @Test
    void guessesAtPresentPasswordsAreThrottled() throws InterruptedException {
        AccountName ann = house.account("ann", GOOD);
        for (int i = 0; i < LoginGuard.ACCOUNT_BURST; i++) {
            desk.delete(ann, "guess " + i, HERE);
        }

        assertThat(desk.delete(ann, GOOD, HERE)).isEqualTo(Result.TRY_LATER);
    }

    @Test
    void aRefusedEntryLeavesTheNameFree() throws InterruptedException {
        house.journal.refuse(Optional.of(Refusal.NO_SPACE));
        assertThat(desk.create("ann", GOOD, ID, HERE)).isEqualTo(Result.TRY_LATER);

        house.journal.refuse(Optional.empty());
        assertThat(desk.create("ann", GOOD, ID, HERE)).isEqualTo(Result.OK);
    }

    @Test
    void ofAHundredWhoWantOneNameExactlyOneGetsIt() throws InterruptedException, ExecutionException {
        List<Result> results = race(100, i -> {
            ScramVerifier verifier = ScramVerifier.derive(Secret.of("p" + i), new byte[16], 4096);
            return ledger.create(
                    new Creation(AccountsFixture.name("ann"), "request-" + i, Optional.empty(), false),
                    () -> Optional.of(verifier));
        });

        assertThat(Collections.frequency(results, Result.OK)).isEqualTo(1);
        assertThat(Collections.frequency(results, Result.TAKEN)).isEqualTo(99);
        assertThat(house.journal.entries()).hasSize(1);
    }

    @Test
    void ofManyClientsAtTheDeskExactlyOneGetsTheName() throws InterruptedException, ExecutionException {
        List<Result> results = race(40, i -> desk.create("ann", "password of " + i, "request-" + (1000 + i), HERE));

        assertThat(Collections.frequency(results, Result.OK)).isEqualTo(1);
        assertThat(Collections.frequency(results, Result.TAKEN)).isEqualTo(39);
    }

    @Test
    void oneRequestSentManyTimesAtOnceIsOneAccountAndAllAreToldYes() throws InterruptedException, ExecutionException {
        List<Result> results = race(20, i -> desk.create("ann", GOOD, ID, HERE));

        assertThat(results).containsOnly(Result.OK);
        assertThat(house.journal.entries()).hasSize(1);
    }

    @Test
    void administratorsMayDoWhatOthersMayNot() throws InterruptedException {
        AccountAdministration administration = house.module.administration();

        assertThat(administration.create("postmaster", Secret.of("x"), false)).isEqualTo(Result.OK);
        assertThat(administration.create("postmaster", Secret.of("x"), true)).isEqualTo(Result.TAKEN);
        assertThat(administration.create("a b", Secret.of("x"), false)).isEqualTo(Result.BAD_NAME);
        assertThat(administration.create("ann", Secret.of(""), false)).isEqualTo(Result.WEAK_PASSWORD);
        assertThat(administration.changePassword("nobody", Secret.of("x"))).isEqualTo(Result.BAD_NAME);
        assertThat(administration.delete("postmaster")).isEqualTo(Result.OK);
        assertThat(administration.delete("postmaster")).isEqualTo(Result.BAD_NAME);
        assertThat(administration.create("postmaster", Secret.of("x"), false)).isEqualTo(Result.TAKEN);
        assertThat(administration.create("postmaster", Secret.of("x"), true)).isEqualTo(Result.OK);
        assertThat(administration.list()).containsExactly(AccountsFixture.name("postmaster"));
    }

    private interface Racer {
        Result run(int number) throws InterruptedException;
    }

    private static List<Result> race(int racers, Racer racer) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<Result>> running = new ArrayList<>();
            for (int i = 0; i < racers; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    start.await();
                    return racer.run(number);
                }));
            }
            start.countDown();
            List<Result> results = new ArrayList<>();
            for (Future<Result> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
