package org.mmsys.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.AccountName;

@Timeout(60)
final class DeliverySchedulerTests {
    @TempDir
    Path data;

    private QueueHouse house;

    @BeforeEach
    void open() throws IOException {
        house = new QueueHouse(data);
    }

    @Test
    void handsOverAtOnceAndIsDone() throws IOException {
        QueueHouse.FakeTransport s2 = house.server("s2");
        s2.behaviour = attempt -> {
            try {
                assertThat(QueueHouse.read(attempt.errand.message()))
                        .isEqualTo("Subject: x\r\nMessage-ID: <1@here.test>\r\n\r\ntext\r\n");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            attempt.all(QueueHouse.ok());
        };
        house.enqueue("bob@s2.test");
        assertThat(house.files()).hasSize(1);
        house.settle();

        assertThat(s2.attempts).hasSize(1);
        assertThat(house.queue.size()).isZero();
        assertThat(house.ops(Operation.Done.class)).hasSize(1);
        assertThat(house.files()).isEmpty();
        assertThat(house.ops(Operation.Claim.class))
                .as("no claim inside the system")
                .isEmpty();
        assertThat(house.reports()).isEmpty();
    }

    @Test
    void recipientsOfOneMessageGoTheirWays() {
        house.server("s2");
        house.server("s3");
        house.domain("out.test");
        house.enqueue("a@s2.test", "b@s3.test", "c@s2.test", "d@out.test");
        house.settle();

        assertThat(house.server("s2").attempts.get(0).errand.recipients()).containsExactly(0, 2);
        assertThat(house.server("s3").attempts.get(0).errand.recipients()).containsExactly(1);
        assertThat(house.domain("out.test").attempts.get(0).errand.recipients()).containsExactly(3);
        assertThat(house.ops(Operation.Claim.class)).hasSize(1);
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void tenThousandForADeadServerArriveInOrderWhenItReturns() {
        QueueHouse.FakeTransport s2 = house.server("s2");
        s2.down();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(house.enqueue("bob@s2.test").id().text());
        }
        house.pass(Duration.ofSeconds(50));
        int tried = s2.attempts.size();
        assertThat(tried).as("one probe at a time").isLessThan(60);
        assertThat(s2.most).isLessThanOrEqualTo(4);

        List<QueueHouse.Attempt> held = new ArrayList<>();
        s2.attempts.clear();
        s2.most = 0;
        s2.behaviour = held::add;
        long back = house.nanos;
        house.pass(Duration.ofSeconds(2));
        assertThat(held).as("probed within 2 s of its return").hasSize(1);
        assertThat(held.get(0).nanos - back).isLessThan(Duration.ofSeconds(2).toNanos());
        while (!held.isEmpty()) {
            held.remove(0).all(QueueHouse.ok());
            house.settle();
        }

        assertThat(s2.most).isEqualTo(4);
        assertThat(s2.ids()).isEqualTo(ids);
        assertThat(house.queue.size()).isZero();
        assertThat(house.nanos - back).isLessThanOrEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void wokenDestinationGetsItsMailAtOnce() {
        QueueHouse.FakeTransport s2 = house.server("s2");
        s2.down();
        for (int i = 0; i < 20; i++) {
            house.enqueue("bob@s2.test");
        }
        house.pass(Duration.ofHours(2));
        s2.up();
        house.scheduler.woken(new Destination.Server("s2"));
        house.settle();

        assertThat(house.queue.size()).isZero();
        assertThat(s2.most).isLessThanOrEqualTo(4);
    }

    @Test
    void deadServerDoesNotHoldUpOthers() {
        house.server("s2").silent();
        for (int i = 0; i < 100; i++) {
            house.enqueue("bob@s2.test");
        }
        house.server("s3");
        house.enqueue("eve@s3.test");
        house.settle();

        assertThat(house.server("s3").attempts).hasSize(1);
        assertThat(house.server("s2").running).isEqualTo(4);
    }

    @Test
    void allDestinationsTogetherHaveALimitAndTakeTurns() throws IOException {
        house = new QueueHouse(
                data,
                List.of(),
                new QueueSettings(Duration.ofDays(5), Duration.ofHours(4), 4, 5, 6, Duration.ofMinutes(10)));
        for (int i = 0; i < 50; i++) {
            house.enqueue("a@one.test");
        }
        house.enqueue("b@two.test");
        house.domain("one.test").silent();
        house.domain("two.test").silent();
        house.settle();

        assertThat(house.domain("one.test").running).isEqualTo(5);
        assertThat(house.domain("two.test").running).isEqualTo(1);
        house.domain("three.test").silent();
        house.enqueue("c@three.test");
        house.settle();
        assertThat(house.domain("three.test").running).isZero();
        house.domain("one.test").attempts.get(0).all(QueueHouse.ok());
        house.settle();
        assertThat(house.domain("three.test").running).isEqualTo(1);
    }

    @Test
    void messageThatIsPutOffComesAgainByThePolicy() {
        QueueHouse.FakeTransport out = house.domain("out.test");
        out.behaviour = attempt -> attempt.all(new Verdict.Deferred("4.2.0", "greylisted", Optional.of("mx"), false));
        house.enqueue("a@out.test");
        house.pass(Duration.ofSeconds(40));
        assertThat(out.attempts).hasSize(1);
        house.pass(Duration.ofSeconds(40));
        assertThat(out.attempts).hasSize(2);
        house.pass(Duration.ofHours(6));
        assertThat(out.attempts.size()).isBetween(8, 13);
        assertThat(house.ops(Operation.Claim.class)).as("claimed once").hasSize(1);
    }

    @Test
    void transportThatNeverAnswersIsGivenUpAndItsLateAnswerIgnored() {
        QueueHouse.FakeTransport out = house.domain("out.test");
        out.silent();
        house.enqueue("a@out.test");
        house.pass(Duration.ofMinutes(9));
        assertThat(out.attempts).hasSize(1);
        house.pass(Duration.ofMinutes(3));
        assertThat(out.attempts).hasSize(2);
        out.attempts.get(0).all(QueueHouse.ok());
        out.attempts.get(0).all(QueueHouse.ok());
        house.settle();
        assertThat(house.queue.size()).isEqualTo(1);

        out.attempts.get(1).all(QueueHouse.ok());
        house.settle();
        assertThat(house.queue.size()).isZero();
        assertThat(house.ops(Operation.Done.class)).hasSize(1);
    }

    @Test
    void survivesTransportsThatThrowOrAnswerNonsense() {
        QueueHouse.FakeTransport out = house.domain("out.test");
        out.behaviour = attempt -> {
            throw new IllegalStateException("bug");
        };
        house.enqueue("a@out.test");
        house.settle();
        out.behaviour = attempt -> attempt.answer(List.of());
        house.pass(Duration.ofMinutes(2));
        out.behaviour = attempt -> attempt.answer(List.of(QueueHouse.ok(), QueueHouse.ok()));
        house.pass(Duration.ofMinutes(4));
        out.up();
        house.pass(Duration.ofMinutes(8));

        assertThat(out.attempts).hasSize(4);
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void wrongHomeIsAskedForAndTriedOnceMoreAtOnce() {
        house.router.resolved.put("bob@s2.test", new Route.Peer("s3", new AccountName("bob", "here.test")));
        house.server("s2").behaviour = attempt -> attempt.all(new Verdict.NotHere("s2"));
        house.server("s3");
        house.enqueue("bob@s2.test");
        house.settle();

        assertThat(house.server("s2").attempts).hasSize(1);
        assertThat(house.server("s3").attempts).hasSize(1);
        assertThat(house.denied).containsExactly("bob@here.test s2");
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void twoWrongHomesAreTriedLater() {
        house.server("s2").behaviour = attempt -> attempt.all(new Verdict.NotHere("s2"));
        house.enqueue("bob@s2.test");
        house.settle();
        assertThat(house.server("s2").attempts).hasSize(2);
        assertThat(house.queue.size()).isEqualTo(1);
        assertThat(house.reports()).isEmpty();
        house.server("s2").up();
        house.pass(Duration.ofSeconds(10));
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void accountThatMovedHereIsDeliveredHereInOneEntry() {
        house.router.routes.put("bob@s2.test", new Route.Local(new AccountName("bob", "here.test")));
        Operation.Enqueue op = house.enqueue("bob@s2.test");
        house.settle();

        assertThat(house.queue.size()).isZero();
        List<Operation> last = house.entries.get(house.entries.size() - 1).operations();
        assertThat(last).hasSize(2);
        assertThat(last.get(0)).isInstanceOf(Operation.Done.class);
        Operation.Deliver deliver = (Operation.Deliver) last.get(1);
        assertThat(house.text(deliver.body())).isEqualTo(house.text(op.body()));
        assertThat(deliver.copies().get(0).account().local()).isEqualTo("bob");
    }

    @Test
    void unsureHomesAreAskedAgainUntilTheyAreKnown() {
        house.router.routes.put("bob@s2.test", new Route.Unsure(new AccountName("bob", "here.test")));
        house.server("s2");
        house.enqueue("bob@s2.test");
        house.pass(Duration.ofSeconds(20));
        assertThat(house.router.asked).isBetween(3, 7);
        house.router.routes.remove("bob@s2.test");
        house.pass(Duration.ofSeconds(40));
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void unknownRecipientGoesBackToTheSender() {
        house.router.routes.put("bob@s2.test", new Route.Unknown());
        house.enqueue("bob@s2.test");
        house.settle();
        assertThat(house.queue.size()).isZero();
        assertThat(house.reports()).hasSize(1);
        assertThat(house.reports().get(0)).contains("Status: 5.1.1", "Final-Recipient: rfc822;bob@s2.test");
    }

    @Test
    void doneIsWrittenLaterWhenTheJournalIsBusyAndTheMailIsNotSentTwice() {
        QueueHouse.FakeTransport s2 = house.server("s2");
        house.enqueue("bob@s2.test");
        house.journal.busy = true;
        house.pass(Duration.ofSeconds(30));
        assertThat(s2.attempts).hasSize(1);
        house.journal.busy = false;
        house.pass(Duration.ofSeconds(5));
        assertThat(s2.attempts).hasSize(1);
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void bounceWaitsForSpaceAndIsNotLost() {
        house.server("s2").behaviour = attempt -> attempt.all(QueueHouse.refused("5.2.2", "full"));
        house.enqueue("bob@s2.test");
        house.journal.full = true;
        house.pass(Duration.ofMinutes(3));
        assertThat(house.queue.size()).isEqualTo(1);
        assertThat(house.server("s2").attempts).hasSize(1);
        house.journal.full = false;
        house.pass(Duration.ofMinutes(3));
        assertThat(house.queue.size()).isZero();
        assertThat(house.reports()).hasSize(1);
    }

    @Test
    void claimedIsTriedAgainAfterACrash() throws IOException {
        QueueHouse.FakeTransport out = house.domain("out.test");
        out.silent();
        house.enqueue("a@out.test");
        house.settle();
        assertThat(house.ops(Operation.Claim.class)).hasSize(1);
        house = house.crash();
        house.domain("out.test").up();
        house.settle();
        assertThat(out.attempts).hasSize(2);
        assertThat(house.queue.size()).isZero();
        assertThat(house.ops(Operation.Claim.class)).hasSize(1);
    }

    @Test
    void whatTheOtherHalfClaimedIsLeftAloneUntilItsTimeIsOver() throws IOException {
        QueueHouse.FakeTransport out = house.domain("out.test");
        out.silent();
        house.enqueue("a@out.test");
        house.settle();
        house = house.crash();
        house.domain("out.test").up();
        house.scheduler.respectClaims(Duration.ofSeconds(60));
        house.enqueue("b@out.test");
        house.pass(Duration.ofSeconds(59));
        assertThat(out.attempts).as("only what nobody had claimed").hasSize(2);
        assertThat(house.queue.size()).isEqualTo(1);
        house.pass(Duration.ofSeconds(2));
        assertThat(out.attempts).hasSize(3);
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void doneIsNotRevivedByReplay() throws IOException {
        house.server("s2");
        house.enqueue("bob@s2.test");
        house.settle();
        house.enqueue("eve@s2.test", "joe@s2.test");
        Guid second = house.ops(Operation.Enqueue.class).get(1).id();
        house.commit(new Operation.Done(house.wall.instant(), second, List.of(0), "ok"));

        QueueHouse again = house.crash();
        assertThat(again.queue.size()).isEqualTo(1);
        QueueHouse both = house.restart(house.entries.size());
        assertThat(both.queue.size()).isEqualTo(1);
        both.settle();
        assertThat(both.server("s2").attempts.get(1).errand.recipients()).containsExactly(1);
        assertThat(both.files()).isEmpty();
    }

    @Test
    void doneBeforeItsEnqueueInReplayKeepsItAway() throws IOException {
        Operation.Enqueue op = house.enqueue("bob@s2.test");
        Operation done = new Operation.Done(house.wall.instant(), op.id(), List.of(0), "ok");
        QueueHouse odd = new QueueHouse(
                data,
                List.of(org.mmsys.core.journal.JournalEntry.of(done), org.mmsys.core.journal.JournalEntry.of(op)),
                QueueSettings.standard());
        assertThat(odd.queue.size()).isZero();
        assertThat(odd.files()).isEmpty();
    }

    @Test
    void stateComesBackFromACheckpoint() throws Exception {
        house.server("s2").down();
        Operation.Enqueue held = house.enqueue("bob@s2.test");
        Operation.Enqueue free = house.enqueue("eve@s2.test", "joe@s2.test");
        assertThat(house.administration.hold(held.id())).isTrue();
        house.commit(new Operation.Done(house.wall.instant(), free.id(), List.of(1), "ok"));
        house.pass(Duration.ofHours(3));
        QueueHouse next = house.restart(0);
        assertThat(next.queue.size()).isEqualTo(2);
        QueueAdministration.Entry entry = next.administration.find(held.id()).orElseThrow();
        assertThat(entry.held()).isTrue();
        assertThat(entry.age()).isEqualTo(Duration.ofHours(3));
        next.server("s2").up();
        next.pass(Duration.ofSeconds(1));
        assertThat(next.queue.size()).isEqualTo(1);
        assertThat(next.administration.release(held.id())).isTrue();
        next.settle();
        assertThat(next.queue.size()).isZero();
        assertThat(new HashSet<>(next.server("s2").ids())).hasSize(2);
    }

    @Test
    void missingOrDamagedBodyComesBackWithoutItself() throws IOException {
        house.server("s2").down();
        Operation.Enqueue gone = house.enqueue("bob@s2.test");
        Operation.Enqueue changed = house.enqueue("bob@s2.test");
        house.settle();
        java.nio.file.Files.delete(data.resolve("queue").resolve(gone.id().text()));
        java.nio.file.Files.writeString(
                data.resolve("queue").resolve(changed.id().text()),
                house.text(changed.body()).replace("text", "tEXt"));
        house.server("s2").behaviour = attempt -> {
            try {
                QueueHouse.read(attempt.errand.message());
                attempt.all(QueueHouse.ok());
            } catch (IOException unreadable) {
                attempt.all(new Verdict.Deferred("4.3.0", "cannot read", Optional.empty(), false));
            }
        };
        house.pass(Duration.ofSeconds(5));
        assertThat(house.queue.size()).isZero();
        assertThat(house.reports()).hasSize(2);
        assertThat(house.reports().get(0))
                .contains("Status: 5.3.0", "damaged on our disk", "lost here")
                .doesNotContain("message/rfc822");
    }
}
