package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pair of processes under load from clients at both addresses, while machines die and come back: nothing that was
 * acknowledged is lost, doubled or back, and at the end both trees are equal, file by file.
 *
 * <p>{@code -Dmmsys.pair.rounds=N} for more of it, {@code -Dmmsys.pair.clients=N} for more of them, {@code -Dmmsys.pair.seed=S} to repeat one.
 */
@Timeout(900)
final class PairIT {
    private static final Logger progress = LoggerFactory.getLogger(PairIT.class);
    private static final Duration PROGRESS = Duration.ofSeconds(60);
    private final int rounds = Integer.getInteger("mmsys.pair.rounds", 5);
    private final int clients = Integer.getInteger("mmsys.pair.clients", 7);
    private final long seed = Long.getLong("mmsys.pair.seed", new Random().nextInt(1_000_000));

    @TempDir
    Path dir;

    private PairProcesses pair;
    private PairLoad load;

    @BeforeEach
    void start() throws Exception {
        pair = new PairProcesses(dir);
        load = new PairLoad("ta", List.of(pair.door(PairProcesses.PRIMARY), pair.door(PairProcesses.BACKUP)), seed);
        pair.start(PairProcesses.PRIMARY, PairProcesses.BACKUP, PairProcesses.WITNESS);
        pair.awaitDuo();
    }

    @AfterEach
    void stop() throws Exception {
        pair.close();
    }

    @Test
    void killsOfEitherHalfOrBothLoseNothing() throws Exception {
        Random random = new Random(seed);
        load.begin(clients - clients * 3 / 7, clients * 3 / 7);
        for (int round = 1; round <= rounds; round++) {
            String primary = pair.awaitDuo();
            goesOn("before round " + round);
            switch (round % 3) {
                case 1 -> killed(primary);
                case 2 -> killed(PairProcesses.other(primary));
                default -> {
                    pair.kill(PairProcesses.PRIMARY, PairProcesses.BACKUP);
                    pair.start(PairProcesses.PRIMARY, PairProcesses.BACKUP);
                }
            }
            progress.atInfo()
                    .addKeyValue("seed", seed)
                    .addKeyValue("round", round)
                    .addKeyValue("accepted", load.accepted())
                    .log("pair goes on");
            java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(500) * 1_000_000L);
        }
        settle();
    }

    @Test
    void rollingRestartsAndSwitchoversAreHardlyNoticed() throws Exception {
        load.begin(3, 2);
        goesOn("begin");
        for (String half : List.of(pair.awaitDuo(), PairProcesses.other(pair.awaitDuo()))) {
            assertThat(pair.stop(half)).isZero();
            goesOn("without " + half);
            pair.start(half);
            pair.awaitDuo();
        }
        pair.kill(PairProcesses.WITNESS);
        goesOn("without the witness");
        pair.start(PairProcesses.WITNESS);
        settle();
    }

    /** One half dies; the other serves, and it comes back. */
    private void killed(String half) throws Exception {
        pair.kill(half);
        goesOn("after the end of " + half);
        pair.start(half);
    }

    /** Mail is accepted and read. */
    private void goesOn(String when) throws Exception {
        long accepted = load.accepted();
        long logins = load.logins();
        HalfFixture.await(
                "mail goes on " + when + ", " + pair.pair(PairProcesses.PRIMARY) + pair.pair(PairProcesses.BACKUP),
                PROGRESS,
                () -> load.accepted() >= accepted + 5 && load.logins() >= logins + 2);
    }

    private void settle() throws Exception {
        String primary = pair.awaitDuo();
        load.end();
        load.audit(pair.door(PairProcesses.PRIMARY));
        load.audit(pair.door(PairProcesses.BACKUP));
        assertThat(load.history().violations()).as("seed " + seed).isEmpty();
        assertThat(load.surprises()).as("seed " + seed).isEmpty();
        assertThat(pair.alarms()).as("seed " + seed).isEmpty();
        HalfFixture.await("the trees are equal", PROGRESS, () -> equal());
        assertThat(pair.tree(PairProcesses.other(primary)))
                .isEqualTo(pair.tree(primary))
                .isNotEmpty();
    }

    private boolean equal() throws IOException {
        return pair.tree(PairProcesses.PRIMARY).equals(pair.tree(PairProcesses.BACKUP));
    }
}
