package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkerPoolTests {
    private final WorkerPool pool = new WorkerPool(1, 10);

    @Test
    void aStandInWorksWhileAWorkerIsKept() throws InterruptedException {
        CountDownLatch kept = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch after = new CountDownLatch(1);
        pool.execute(() -> {
            kept.countDown();
            await(goOn);
        });
        assertThat(kept.await(10, TimeUnit.SECONDS)).isTrue();
        pool.execute(done::countDown);
        assertThat(pool.waiting()).isEqualTo(1);

        pool.standIns(1);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();

        pool.standIns(-1);
        ChatProtocol.await(() -> pool.busy() == 1, "the stand-in is idle");
        pool.execute(after::countDown);
        assertThat(pool.waiting()).as("one worker again, and it is kept").isEqualTo(1);
        goOn.countDown();
        assertThat(after.await(10, TimeUnit.SECONDS)).isTrue();
        pool.close();
    }

    @Test
    void anExecutorRefusesWhatWillNeverRun() throws InterruptedException {
        CountDownLatch kept = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Executor executor = pool.executor();
        executor.execute(() -> {
            kept.countDown();
            await(goOn);
        });
        assertThat(kept.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 10; i++) {
            executor.execute(() -> {});
        }

        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        goOn.countDown();
        pool.close();
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
