package org.mmsys.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mmsys.accounts.TestSystem.Server;
import org.mmsys.accounts.protocol.TestDoors.Person;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.NameKey;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.CreateAccount;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.sasl.Secret;

/** Three servers that act as one. */
class AccountSystemTests {
    private static final String ID = "request-1";
    private final TestSystem system = new TestSystem("s1", "s2", "s3");
    private final Server s1 = system.server("s1");
    private final Server s2 = system.server("s2");
    private final Server s3 = system.server("s3");

    @BeforeEach
    void settle() {
        system.settle();
    }

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void whoIsMadeAtOneServerIsKnownAtAll() throws InterruptedException {
        AccountName ann = TestSystem.name("ann");
        assertThat(s2.create(ann, ID)).isEqualTo(Result.OK);

        assertThat(s2.find(ann)).isEqualTo(new Home.Here());
        assertThat(s1.find(ann)).isEqualTo(new Home.There("s2"));
        assertThat(s3.find(ann)).isEqualTo(new Home.There("s2"));
        assertThat(route(s1, "ann")).isEqualTo(new Route.Peer("s2", ann));
        assertThat(s3.create(ann, "request-2")).isEqualTo(Result.TAKEN);
        assertThat(s2.create(ann, "request-2")).isEqualTo(Result.TAKEN);
        assertThat(s1.reservations.size() + s2.reservations.size() + s3.reservations.size())
                .isZero();
    }

    @Test
    void whoIsDeletedIsGoneEverywhereAndTheNameRests() throws InterruptedException {
        AccountName ann = TestSystem.name("ann");
        s2.create(ann, ID);
        assertThat(s2.module.registry().delete(ann, "correct horse", AccountsFixture.loopback()))
                .isEqualTo(Result.OK);

        assertThat(s1.find(ann)).isEqualTo(new Home.Nobody());
        assertThat(s3.find(ann)).isEqualTo(new Home.Nobody());
        assertThat(s2.find(ann)).isEqualTo(new Home.Nobody());
        for (Server each : List.of(s1, s2, s3)) {
            assertThat(each.create(ann, "request-3")).isEqualTo(Result.TAKEN);
        }
        assertThat(s1.module.administration().create("ann", Secret.of("another one"), true))
                .isEqualTo(Result.OK);
        assertThat(s2.find(ann)).isEqualTo(new Home.There("s1"));
    }

    @Test
    void pushesThatAreLostAreMadeUpForByComparing() throws InterruptedException {
        system.filter((from, to, octets) -> !octets.startsWith("XHOMED") && !octets.startsWith("XCONFIRM"));
        AccountName ann = TestSystem.name("ann");
        s2.create(ann, ID);
        system.filter((from, to, octets) -> true);
        system.until(() -> s1.find(ann) instanceof Home.There && s3.find(ann) instanceof Home.There);
        system.until(() -> s1.reservations.size() + s2.reservations.size() + s3.reservations.size() == 0);
    }

    @Test
    void nobodyIsSureWhileAServerIsNotKnown() throws InterruptedException {
        AccountName nobody = TestSystem.name("nobody1");
        assertThat(route(s1, "nobody1")).isEqualTo(new Route.Unknown());
        system.isolate("s3");
        system.until(() -> !s1.module.known("s3"));

        assertThat(s1.find(nobody)).isEqualTo(new Home.Unsure());
        assertThat(route(s1, "nobody1")).isEqualTo(new Route.Unsure(nobody));
        assertThat(resolved(s1, nobody)).isEqualTo(new Home.Unsure());
        system.heal();
        system.settle();
        assertThat(s1.find(nobody)).isEqualTo(new Home.Nobody());
    }

    @Test
    void resolvingAsksWhomItDoesNotKnowAndBelievesAYes() throws Exception {
        AccountName ann = TestSystem.name("ann");
        AccountName nobody = TestSystem.name("nobody1");
        system.filter((from, to, octets) -> !octets.startsWith("X"));
        s2.create(system.nameOf("s2", "x"), ID);
        s2.store.apply(1_000, entry(ann));
        system.until(() -> !s1.module.known("s2") && !s1.module.known("s3"));

        assertThat(resolved(s1, ann)).isEqualTo(new Home.There("s2"));
        assertThat(resolved(s1, nobody)).isEqualTo(new Home.Nobody());
        assertThat(resolved(s1, nobody)).as("a no from memory alone").isEqualTo(new Home.Unsure());
        assertThat(s1.find(nobody)).isEqualTo(new Home.Unsure());
        system.until(() -> s1.find(ann).equals(new Home.There("s2")));
    }

    @Test
    void aDeniedHomeIsAskedForAgain() throws InterruptedException {
        AccountName ann = TestSystem.name("ann");
        s2.create(ann, ID);
        s1.module.directory().denied(ann, "s2");
        assertThat(s1.find(ann)).isEqualTo(new Home.Unsure());

        assertThat(resolved(s1, ann)).isEqualTo(new Home.There("s2"));
        system.until(() -> s1.find(ann).equals(new Home.There("s2")));
        s1.module.directory().denied(TestSystem.name("none"), "s2");
        assertThat(s1.find(TestSystem.name("none"))).isEqualTo(new Home.Nobody());
    }

    @Test
    void oneNameAtThreeServersAtOnceHasOneWinner() throws Exception {
        for (int race = 0; race < 100; race++) {
            AccountName name = TestSystem.name("race" + race);
            List<Result> results = race(name, List.of(s1, s2, s3));

            assertThat(Collections.frequency(results, Result.OK))
                    .as("race %d: %s", race, results)
                    .isEqualTo(1);
            assertThat(Collections.frequency(results, Result.TAKEN)).isEqualTo(2);
            assertThat(List.of(s1, s2, s3).stream()
                            .filter(each -> each.store.exists(name))
                            .count())
                    .isEqualTo(1);
        }
    }

    private List<Result> race(AccountName name, List<Server> at) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Result>> running = new ArrayList<>();
        for (Server each : at) {
            running.add(system.threads.submit(() -> {
                start.await();
                return each.create(name, "request-" + each.name);
            }));
        }
        start.countDown();
        List<Result> results = new ArrayList<>();
        for (Future<Result> each : running) {
            results.add(each.get(30, TimeUnit.SECONDS));
        }
        return results;
    }

    @Test
    void withoutItsArbiterNoNameIsGivenAway() throws InterruptedException {
        AccountName name = system.nameOf("s3", "far");
        system.isolate("s3");

        assertThat(s1.create(name, ID)).isEqualTo(Result.TRY_LATER);
        assertThat(available(s1, name)).isEqualTo(Result.TRY_LATER);
        assertThat(s1.create(system.nameOf("s2", "near"), ID)).isEqualTo(Result.OK);
        system.heal();
        system.settle();
        assertThat(available(s1, name)).isEqualTo(Result.OK);
        assertThat(s1.create(name, ID)).isEqualTo(Result.OK);
        assertThat(available(s2, name)).isEqualTo(Result.TAKEN);
    }

    @Test
    void aReservationWhoseServerIsGoneIsKeptUntilItIsSeenThatNothingCame() throws InterruptedException {
        AccountName name = system.nameOf("s3", "lost");
        AtomicBoolean releaseLost = new AtomicBoolean();
        system.filter((from, to, octets) -> {
            boolean release = octets.startsWith("XRELEASE");
            releaseLost.compareAndSet(false, release);
            return !release && !(from.equals("s3") && octets.startsWith("+OK reserved"));
        });
        CompletableFuture<Result> result = later(() -> s1.create(name, ID));
        system.until(() -> s3.reservations.size() == 1);
        system.until(result::isDone);
        assertThat(result.join()).isEqualTo(Result.TRY_LATER);
        system.until(releaseLost::get);
        system.filter((from, to, octets) -> true);

        assertThat(s2.create(name, "request-2")).isEqualTo(Result.TAKEN);
        system.isolate("s1");
        system.pass(SystemGate.LENGTH.multipliedBy(2));
        system.until(() -> s3.module.known("s2"));
        assertThat(s2.create(name, "request-2"))
                .as("run out, but s1 was not seen")
                .isEqualTo(Result.TAKEN);
        system.heal();
        system.settle();
        system.until(() -> s3.reservations.size() == 0);
        assertThat(s2.create(name, "request-2")).isEqualTo(Result.OK);
    }

    @Test
    void noNamesAreToldWhileAnAccountMayStillComeOnAReservationThatRanOut() throws InterruptedException {
        AccountName name = system.nameOf("s3", "slow");
        s1.journal.hold(true);
        CompletableFuture<Result> result = later(() -> s1.create(name, ID));
        system.until(() -> s3.reservations.size() == 1 && s1.journal.held() > 0);
        system.pass(SystemGate.LENGTH.multipliedBy(2));
        system.until(() -> !s3.module.known("s1"));

        assertThat(s3.reservations.size()).isEqualTo(1);
        assertThat(s2.create(name, "request-2")).isEqualTo(Result.TAKEN);
        s1.journal.hold(false);
        system.until(result::isDone);
        assertThat(result.join()).isEqualTo(Result.OK);
        system.until(() -> s3.reservations.size() == 0);
        assertThat(s3.find(name)).isEqualTo(new Home.There("s1"));
    }

    @Test
    void whatACrashOfTheArbiterItselfLeftReservedIsFreeAgainInTime() throws InterruptedException {
        AccountName name = system.nameOf("s3", "own");
        s3.journal.append(
                JournalEntry.of(new Operation.Reserve(Instant.EPOCH, name, "s3", "token", SystemGate.LENGTH)),
                FakeJournal.NOBODY);
        system.until(() -> s3.reservations.size() == 1);
        s3.restart();
        system.settle();
        assertThat(s2.create(name, ID)).isEqualTo(Result.TAKEN);
        system.pass(SystemGate.LENGTH);
        system.settle();
        system.until(() -> s3.reservations.size() == 0);
        assertThat(s2.create(name, ID)).isEqualTo(Result.OK);
    }

    @Test
    void restartsForgetNothing() throws InterruptedException {
        AccountName ann = TestSystem.name("ann");
        s2.create(ann, ID);
        s1.restart();
        assertThat(s1.find(ann)).isEqualTo(new Home.There("s2"));
        assertThat(s1.find(TestSystem.name("bob")))
                .as("not known since the start")
                .isEqualTo(new Home.Unsure());
        system.settle();
        s2.restart();
        s3.restart();
        system.settle();

        assertThat(s3.find(ann)).isEqualTo(new Home.There("s2"));
        assertThat(s1.create(ann, "request-2")).isEqualTo(Result.TAKEN);
        assertThat(s2.create(ann, ID)).as("the same request").isEqualTo(Result.OK);
    }

    @Test
    void aRequestRepeatedElsewhereIsAnsweredAlike() throws InterruptedException {
        AccountName ann = TestSystem.name("ann");
        s2.create(ann, ID);

        assertThat(s1.create(ann, ID)).isEqualTo(Result.OK);
        assertThat(s3.create(ann, "request-2")).isEqualTo(Result.TAKEN);
        assertThat(s1.module.registry().create("ann", "battery staple", ID, AccountsFixture.loopback()))
                .isEqualTo(Result.TAKEN);
        assertThat(s1.store.size() + s3.store.size()).isZero();
    }

    @Test
    void aDoubledNameIsReportedAndGoesToTheFirstThatStillClaimsIt() throws InterruptedException {
        AccountName ann = TestSystem.name("ann");
        s1.journal.append(entry(ann), FakeJournal.NOBODY);
        s2.journal.append(entry(ann), FakeJournal.NOBODY);
        system.until(() -> List.of(s1, s2, s3).stream()
                .allMatch(each -> each.module.doubled().equals(Map.of(ann, List.of("s1", "s2")))));

        assertThat(s1.find(ann)).isEqualTo(new Home.Here());
        assertThat(s2.find(ann)).isEqualTo(new Home.There("s1"));
        assertThat(s3.find(ann)).isEqualTo(new Home.There("s1"));
        assertThat(s3.create(ann, ID)).isEqualTo(Result.TAKEN);
        s1.module.administration().delete("ann");
        system.until(() ->
                s3.find(ann).equals(new Home.There("s2")) && s3.module.doubled().isEmpty());
        assertThat(s2.find(ann)).isEqualTo(new Home.Here());
    }

    @Test
    void seedsOfAFreshServerNeedNobodyAndLaterOnesAskTheArbiter() throws Exception {
        AccountName far = system.nameOf("s3", "seed");
        s1.wipe();
        system.isolate("s1");
        List<String> all = List.of("s1", "s2", "s3");
        SeedFile first = SeedFile.parse(List.of(far + ":CIS505:s1", "other:CIS505:s2"), "seeds", s1.settings, all);
        assertThat(s1.module.seeding().first()).isTrue();
        assertThat(s1.module.seeding().apply(first, 1)).isEqualTo(1);
        assertThat(s1.module.seeding().first()).isFalse();

        AccountName later = system.nameOf("s3", "more");
        SeedFile more = SeedFile.parse(List.of(later + ":CIS505:s1"), "seeds", s1.settings, all);
        CompletableFuture<Integer> made = new CompletableFuture<>();
        Future<?> seeding =
                system.threads.submit(() -> made.complete(s1.module.seeding().apply(more, 1)));
        system.heal();
        system.until(made::isDone);
        assertThat(made.join()).isEqualTo(1);
        seeding.get();
        system.until(() -> s3.find(far).equals(new Home.There("s1")));
        assertThat(s3.create(later, ID)).isEqualTo(Result.TAKEN);
        assertThat(s3.create(far, ID)).isEqualTo(Result.TAKEN);
    }

    @Test
    void namesAreNotToldBeforeTheFirstSeedsAreMade() throws Exception {
        s1.wipe();
        s1.module.seeding().announce();
        system.until(() -> !s2.module.known("s1"));
        AccountName name = system.nameOf("s2", "seed");
        s1.module.seeding().apply(SeedFile.parse(List.of(name + ":CIS505"), "seeds", s1.settings), 1);
        system.settle();
        assertThat(s2.find(name)).isEqualTo(new Home.There("s1"));
    }

    @Test
    void aSeedWithoutServerBelongsToTheArbiterOfItsName() {
        List<String> all = List.of("s1", "s2", "s3");
        AccountName name = system.nameOf("s2", "seed");
        List<String> lines = List.of(name + ":CIS505");

        assertThat(SeedFile.parse(lines, "seeds", s1.settings, all).seeds()).isEmpty();
        assertThat(SeedFile.parse(lines, "seeds", s2.settings, all).seeds()).hasSize(1);
        assertThat(SeedFile.parse(lines, "seeds", s3.settings, all).seeds()).isEmpty();
    }

    @Test
    void onlyOtherServersOfTheSystemAreHeard() {
        SystemRegistry registry = (SystemRegistry) s1.module.registry();
        assertThat(registry.peer("s2/primary")).contains("s2");
        assertThat(registry.peer("s2/backup")).contains("s2");
        assertThat(registry.peer("s1/backup")).isEmpty();
        assertThat(registry.peer("s9/primary")).isEmpty();
        assertThat(registry.peer("s2/witness")).isEmpty();
        assertThat(registry.peer("whoever")).isEmpty();
    }

    @Test
    void aServerThatGoesDownKeepsNoConnectionItDoesNotNeed() throws InterruptedException {
        assertThat(system.callsOf("s1")).isEqualTo(2);
        s1.module.drain();
        system.until(() -> system.callsOf("s1") == 0);
        system.pass(PeerReconciler.INTERVAL.multipliedBy(2));
        assertThat(system.callsOf("s1")).as("compares no more").isZero();
        AccountName name = system.nameOf("s2", "late");
        assertThat(s1.create(name, ID)).as("who is served still gets an answer").isEqualTo(Result.OK);
        system.until(() -> system.callsOf("s1") == 0);
    }

    @Test
    void aServerThatComesBackIsHeardOf() {
        List<String> heard = new CopyOnWriteArrayList<>();
        s1.module.onServerAnswers(heard::add);
        s3.stop();
        system.until(() -> !s1.module.known("s3"));
        assertThat(heard).isEmpty();
        s3.start(s3.journal.entries());
        system.until(() -> heard.contains("s3"));
    }

    @Test
    void peopleLogInAtAnyServerAndChangeTheirAccountAtHome() throws InterruptedException {
        AccountName ann = TestSystem.name("ann");
        s2.create(ann, ID);
        Person person = s1.person();

        assertThat(person.say("AUTH PLAIN " + base64("\0ann\0wrong horse"))).startsWith("-ERR [AUTH]");
        assertThat(person.say("AUTH PLAIN " + base64("\0ann\0correct horse"))).isEqualTo("+OK ann@here.test logged in");
        assertThat(person.say("WHERE")).isEqualTo("+OK s2");
        assertThat(person.say("PASSWD", base64("correct horse") + " " + base64("battery staple")))
                .isEqualTo("+OK password changed");
        Person again = s3.person();
        assertThat(again.say("AUTH LOGIN", base64("ANN"), base64("battery staple")))
                .isEqualTo("+OK ann@here.test logged in");
        assertThat(again.say("DELETE", base64("battery staple"))).isEqualTo("+OK account deleted");
        assertThat(s1.find(ann)).isEqualTo(new Home.Nobody());
    }

    @Test
    void withoutTheHomeALoginSaysNothingAboutThePassword() throws InterruptedException {
        s2.create(TestSystem.name("ann"), ID);
        system.isolate("s2");

        assertThat(s1.person().say("AUTH PLAIN " + base64("\0ann\0correct horse")))
                .startsWith("-ERR [SYS/TEMP]");
        assertThat(s3.person().say("AUTH LOGIN", base64("ann"))).startsWith("-ERR [SYS/TEMP]");
    }

    @Test
    void aWrongIdeaOfTheHomeCostsOneTryMore() throws InterruptedException {
        AccountName ann = TestSystem.name("ann");
        s2.create(ann, ID);
        s1.journal.append(
                JournalEntry.of(new Operation.Homes("s2", List.of(), List.of(NameKey.of(ann)), false)),
                FakeJournal.NOBODY);
        s1.journal.append(
                JournalEntry.of(new Operation.Homes("s3", List.of(NameKey.of(ann)), List.of(), false)),
                FakeJournal.NOBODY);
        Person person = s1.person();

        assertThat(person.say("AUTH PLAIN " + base64("\0ann\0correct horse"))).isEqualTo("+OK ann@here.test logged in");
        assertThat(person.say("WHERE")).isEqualTo("+OK s2");
    }

    @Test
    void strangersHearNothingOfWhatServersSay() throws InterruptedException {
        Person person = s1.person();
        for (String line : List.of(
                "XPEER v=1 hop=1 client=- tls=- sid=- binding=-",
                "XDIGEST",
                "XBUCKETS",
                "XBUCKET 00",
                "XHOMED a@b",
                "XRESERVE",
                "XGONE x@here.test")) {
            assertThat(person.say(line)).as(line).isEqualTo("-ERR unknown command");
        }
    }

    @Test
    void mailForRolesFindsThePostmasterOnAnyServer() throws InterruptedException {
        assertThat(route(s1, "postmaster")).isEqualTo(new Route.Unknown());
        s3.create(TestSystem.name("boss"), ID);
        assertThat(route(s1, "postmaster")).isEqualTo(new Route.Peer("s3", TestSystem.name("boss")));
        assertThat(route(s3, "abuse")).isEqualTo(new Route.Local(TestSystem.name("boss")));
    }

    @Test
    void manyNamesAreComparedQuickly() throws Exception {
        ScramVerifier verifier = ScramVerifier.derive(Secret.of("x"), new byte[16], 4096);
        s3.stop();
        for (int i = 0; i < 100_000; i++) {
            s2.store.apply(i + 1_000_000L, entry(TestSystem.name("many" + i), verifier));
        }
        long began = System.nanoTime();
        system.until(() -> s1.homes.size() >= 100_000);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(s1.homes.digest("s2")).isEqualTo(s2.store.localNames().digest());
        assertThat(s1.find(TestSystem.name("many99999"))).isEqualTo(new Home.There("s2"));
    }

    private static JournalEntry entry(AccountName name) {
        return entry(name, ScramVerifier.derive(Secret.of("x"), new byte[16], 4096));
    }

    private static JournalEntry entry(AccountName name, ScramVerifier verifier) {
        return JournalEntry.of(new CreateAccount(Instant.EPOCH, name, verifier.text(), ""));
    }

    private static Route route(Server at, String local) {
        return at.module.router().route(EmailAddress.of(local, "here.test").orElseThrow());
    }

    private Home resolved(Server at, AccountName name) {
        CompletableFuture<Home> found = new CompletableFuture<>();
        at.module.directory().resolve(name, found::complete);
        system.until(found::isDone);
        return found.join();
    }

    private Result available(Server at, AccountName name) {
        CompletableFuture<Result> found = new CompletableFuture<>();
        ((SystemRegistry) at.module.registry()).available(name.toString(), AccountsFixture.loopback(), found::complete);
        system.until(found::isDone);
        return found.join();
    }

    private interface Work {
        Result run() throws InterruptedException;
    }

    private CompletableFuture<Result> later(Work work) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        system.threads.execute(() -> {
            try {
                result.complete(work.run());
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
