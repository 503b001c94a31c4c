package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.HistoryChecker;
import org.mmsys.testkit.HistoryChecker.Outcome;
import org.mmsys.testkit.ServerFixture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code kill -9} at random while clients send, fetch and delete: what was acknowledged survives, once and
 * unchanged, also when clients send again what got no answer.
 *
 * <p>{@code -Dmmsys.crash.rounds=200} and {@code -Dmmsys.crash.seed=N} as {@code ./dist/soak} sets them.
 */
final class CrashIT {
    private static final Logger progress = LoggerFactory.getLogger("progress");
    private static final int ROUNDS_BETWEEN_CHECKS = 10;

    private final int rounds = Integer.getInteger("mmsys.crash.rounds", 10);
    private final long seed = Long.getLong("mmsys.crash.seed", new Random().nextInt(1_000_000));

    @TempDir
    Path dir;

    @Test
    void whatWasAcknowledgedSurvivesEveryKill() throws IOException, InterruptedException {
        Random random = new Random(seed);
        CrashLoad load = new CrashLoad(new HistoryChecker(), seed);
        progress.atInfo()
                .addKeyValue("seed", seed)
                .addKeyValue("rounds", rounds)
                .log("kill -9 rounds begin");
        for (int round = 1; round <= rounds; round++) {
            try (ServerFixture node = SampleNode.start(dir)) {
                load.audit(node);
                load.begin(node);
                load.awaitSubmissions(1 + random.nextInt(150), Duration.ofSeconds(5));
                node.killHard();
                load.end();
            }
            if (round % ROUNDS_BETWEEN_CHECKS == 0) {
                check(load, round);
            }
        }
        try (ServerFixture node = SampleNode.start(dir)) {
            load.audit(node);
            assertThat(node.stop(Duration.ofSeconds(20))).isZero();
        }
        try (ServerFixture node = SampleNode.start(dir)) {
            load.audit(node);
        }
        check(load, rounds);
        assertThat(load.history().count(Outcome.OK)).as("accepted messages").isGreaterThan(rounds * 5L);
        assertThat(load.history().deletedForGood()).as("deleted messages").isPositive();
    }

    private void check(CrashLoad load, int round) {
        HistoryChecker history = load.history();
        progress.atInfo()
                .addKeyValue("round", round)
                .addKeyValue("accepted", history.count(Outcome.OK))
                .addKeyValue("unanswered", history.count(Outcome.UNKNOWN))
                .addKeyValue("refused", history.count(Outcome.FAIL))
                .addKeyValue("deleted", history.deletedForGood())
                .log("kill -9 rounds checked");
        assertThat(history.violations()).as("seed " + seed + ", round " + round).isEmpty();
        assertThat(load.surprises()).as("seed " + seed + ", round " + round).isEmpty();
    }
}
