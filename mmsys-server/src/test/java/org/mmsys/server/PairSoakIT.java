package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.LogMonitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pair and its witness under load from many clients, while any of the three machines, or two, are killed at any moment: also
 * while one takes over, catches up or has just started.
 *
 * <p>For {@code ./dist/soak}, which sets {@code -Dmmsys.soak.rounds=N}, {@code -Dmmsys.soak.seed=S} and
 * {@code -Dmmsys.soak.clients=C} (20); not part of the suite. A round takes about half a minute where two cores are busy.
 */
@EnabledIfSystemProperty(named = PairSoakIT.ROUNDS, matches = "[0-9]+")
@SuppressWarnings("NullAway.Init")
final class PairSoakIT {
    static final String ROUNDS = "mmsys.soak.rounds";
    private static final Logger progress = LoggerFactory.getLogger("progress");
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int ROUNDS_BETWEEN_CHECKS = 10;
    /** Of how many kills one comes when the pair is not yet whole again. */
    private static final int ONE_IN_HASTE = 3;

    private static final int PAUSE_MAX_MS = 3_000;

    private final int rounds = Integer.getInteger(ROUNDS, 0);
    private final int clients = Integer.getInteger("mmsys.soak.clients", 20);
    private final long seed = Long.getLong("mmsys.soak.seed", new Random().nextInt(1_000_000));
    private final Random random = new Random(seed);
    private final List<PairLoad> loads = new ArrayList<>();

    @TempDir
    Path dir;

    private PairProcesses pair;

    /** Who dies in a round. */
    private enum Victims {
        PRIMARY,
        BACKUP,
        BOTH,
        WITNESS,
        PRIMARY_AND_WITNESS,
        BACKUP_AND_WITNESS;

        List<String> nodes(String primary) {
            String backup = PairProcesses.other(primary);
            return switch (this) {
                case PRIMARY -> List.of(primary);
                case BACKUP -> List.of(backup);
                case BOTH -> PairProcesses.HALVES;
                case WITNESS -> List.of(PairProcesses.WITNESS);
                case PRIMARY_AND_WITNESS -> List.of(primary, PairProcesses.WITNESS);
                case BACKUP_AND_WITNESS -> List.of(backup, PairProcesses.WITNESS);
            };
        }

        /** Whether the rest, if both halves were in sync, serves without them. */
        boolean spared() {
            return this == PRIMARY || this == BACKUP || this == WITNESS;
        }
    }

    @BeforeEach
    void start() throws Exception {
        pair = new PairProcesses(dir);
        for (String account : SampleNode.ACCOUNTS) {
            loads.add(new PairLoad(
                    account,
                    List.of(pair.door(PairProcesses.PRIMARY), pair.door(PairProcesses.BACKUP)),
                    random.nextLong()));
        }
        pair.start(PairProcesses.PRIMARY, PairProcesses.BACKUP, PairProcesses.WITNESS);
    }

    @AfterEach
    void stop() throws Exception {
        pair.close();
    }

    @Test
    void whateverDiesNothingAcknowledgedIsLostDoubledOrBack() throws Exception {
        progress.atInfo()
                .addKeyValue("seed", seed)
                .addKeyValue("rounds", rounds)
                .addKeyValue("clients", clients)
                .log("kills of a pair begin");
        begin();
        for (int round = 1; round <= rounds; round++) {
            boolean whole = random.nextInt(ONE_IN_HASTE) > 0;
            String primary = whole ? pair.awaitDuo() : pair.awaitPrimary();
            pause();
            Victims victims = Victims.values()[random.nextInt(Victims.values().length)];
            progress.atInfo()
                    .addKeyValue("round", round)
                    .addKeyValue("whole", whole)
                    .addKeyValue("primary", primary)
                    .addKeyValue("dies", victims)
                    .log("kill");
            String[] dead = victims.nodes(primary).toArray(String[]::new);
            pair.kill(dead);
            if (whole && victims.spared()) {
                goesOn("round " + round + " without " + victims);
            } else {
                pause();
            }
            pair.start(dead);
            goesOn("after round " + round + ", " + victims);
            if (round % ROUNDS_BETWEEN_CHECKS == 0 || round == rounds) {
                check(round);
            }
        }
        judgeLogs();
    }

    private void begin() {
        int each = Math.max(2, clients / loads.size());
        int readers = Math.max(1, each / 3);
        loads.forEach(load -> load.begin(each - readers, readers));
    }

    /** For a time that the seed says. */
    private void pause() {
        long end = System.nanoTime() + random.nextInt(PAUSE_MAX_MS) * 1_000_000L;
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** Mail is accepted and read, for each account. */
    private void goesOn(String when) throws Exception {
        for (PairLoad load : loads) {
            long accepted = load.accepted();
            long logins = load.logins();
            HalfFixture.await(
                    "seed " + seed + ": mail goes on, " + when,
                    LIMIT,
                    () -> load.accepted() > accepted && load.logins() > logins);
        }
    }

    private void check(int round) throws Exception {
        String judged = "seed " + seed + ", round " + round;
        pair.awaitDuo();
        for (PairLoad load : loads) {
            load.end();
        }
        for (PairLoad load : loads) {
            load.audit(pair.door(PairProcesses.PRIMARY));
            load.audit(pair.door(PairProcesses.BACKUP));
            assertThat(load.history().violations()).as(judged).isEmpty();
            assertThat(load.surprises()).as(judged).isEmpty();
        }
        HalfFixture.await(
                judged + ": the trees are equal",
                LIMIT,
                () -> pair.tree(PairProcesses.PRIMARY).equals(pair.tree(PairProcesses.BACKUP)));
        progress.atInfo()
                .addKeyValue("round", round)
                .addKeyValue(
                        "accepted", loads.stream().mapToLong(PairLoad::accepted).sum())
                .addKeyValue(
                        "logins", loads.stream().mapToLong(PairLoad::logins).sum())
                .log("kills of a pair checked");
        if (round < rounds) {
            begin();
        }
    }

    /** What the killed have not brought to the disk is missing: less to judge, nothing wrong. */
    private void judgeLogs() throws Exception {
        LogMonitor monitor = new LogMonitor();
        for (String half : PairProcesses.HALVES) {
            assertThat(pair.stop(half)).isZero();
            Path log = pair.data(half).resolve("log/server.log");
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            monitor.read(half, lines);
        }
        assertThat(pair.alarms()) // the clients would not notice: the other half has it
                .as("seed " + seed)
                .isEmpty();
        assertThat(monitor.violations()).as("seed " + seed).isEmpty();
        assertThat(monitor.compared())
                .as("acknowledgements before a later epoch")
                .isPositive();
    }
}
