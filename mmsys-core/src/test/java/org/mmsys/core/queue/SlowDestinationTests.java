package org.mmsys.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Operation;

/** What slow, silent and returning destinations do to the queue. */
@Timeout(60)
final class SlowDestinationTests {
    @TempDir
    Path data;

    private QueueHouse house;

    @BeforeEach
    void open() throws IOException {
        house = new QueueHouse(data);
    }

    @Test
    void nothingIsKeptOfWhatIsOverWhileAnotherAttemptHangs() {
        house.server("s2").silent();
        house.enqueue("bob@s2.test");
        house.settle();
        house.server("s3");
        for (int i = 0; i < 500; i++) {
            house.enqueue("eve@s3.test");
        }
        house.settle();

        assertThat(house.queue.size()).isEqualTo(1);
        assertThat(house.scheduler.remembered()).isEqualTo(1);
    }

    @Test
    void mailThatWasDeliveredAfterAllIsNotSentForEver() {
        QueueHouse.FakeTransport out = house.domain("out.test");
        out.silent();
        house.enqueue("a@out.test", "b@out.test");
        house.pass(Duration.ofMinutes(10));
        assertThat(out.attempts).hasSize(1);
        assertThat(house.queue.size()).isEqualTo(1);
        out.attempts.get(0).answer(List.of(QueueHouse.ok(), QueueHouse.refused("5.2.2", "full")));
        house.settle();

        assertThat(out.attempts).hasSize(2);
        assertThat(out.attempts.get(1).errand.recipients())
                .as("the refusal is asked for again")
                .containsExactly(1);
        assertThat(house.ops(Operation.Done.class)).hasSize(1);
        out.attempts.get(1).all(QueueHouse.refused("5.2.2", "full"));
        house.settle();
        assertThat(house.queue.size()).isZero();
        assertThat(house.reports()).hasSize(1);
    }

    @Test
    void transferThatAlwaysTakesTooLongEndsOnceItIsThere() {
        QueueHouse.FakeTransport s2 = house.server("s2");
        s2.silent();
        house.enqueue("bob@s2.test");
        house.pass(Duration.ofMinutes(12));
        assertThat(s2.attempts).hasSize(2);
        s2.attempts.get(0).all(QueueHouse.ok());
        house.pass(Duration.ofMinutes(15));

        assertThat(s2.attempts).hasSize(2);
        assertThat(house.queue.size()).isZero();
        assertThat(house.reports()).isEmpty();
    }

    @Test
    void whileTheNodeGoesDownNothingBeginsAndWhatHasBegunEnds() {
        QueueHouse.FakeTransport out = house.domain("out.test");
        out.silent();
        house.enqueue("a@out.test");
        house.settle();
        house.scheduler.drain();
        house.enqueue("b@out.test");
        house.settle();
        assertThat(out.attempts).hasSize(1);
        assertThat(house.ops(Operation.Claim.class)).hasSize(1);
        out.attempts.get(0).all(QueueHouse.ok());
        house.settle();
        assertThat(house.queue.size()).isEqualTo(1);
    }

    @Test
    void wokenWhileAProbeHangsIsProbedAgainAtOnceAfterIt() {
        QueueHouse.FakeTransport s2 = house.server("s2");
        s2.down();
        house.enqueue("bob@s2.test");
        house.pass(Duration.ofHours(3));
        s2.silent();
        house.pass(Duration.ofMinutes(7));
        int tried = s2.attempts.size();
        assertThat(s2.running).isEqualTo(1);
        house.scheduler.woken(new Destination.Server("s2"));
        house.pass(Duration.ofSeconds(1));
        s2.up();
        s2.attempts.get(tried - 1).all(new Verdict.Deferred("4.4.1", "no answer in time", Optional.empty(), true));
        house.pass(Duration.ofSeconds(2));

        assertThat(s2.attempts).hasSize(tried + 1);
        assertThat(house.queue.size()).isZero();
    }
}
