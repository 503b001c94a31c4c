package org.mmsys.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
}
