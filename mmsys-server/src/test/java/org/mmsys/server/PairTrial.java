package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.mmsys.testkit.LogMonitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pair under load to which things are done, and what must be true of it meanwhile and afterwards. */
final class PairTrial {
    private static final Logger log = LoggerFactory.getLogger("progress");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    final PairProcesses pair;
    final PairLoad load;
    final Random random;
    private final long seed;
    private final long began = System.nanoTime();

    PairTrial(PairProcesses pair, PairLoad load, long seed) {
        this.pair = pair;
        this.load = load;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Something that is done to a pair whose halves are in sync. */
    interface Fault {
        void strike(String primary) throws Exception;
    }

    /** Lets it happen to a pair in sync, after which mail must go on. */
    void strike(String name, Fault fault) throws Exception {
        long accepted = load.accepted();
        String primary = pair.awaitDuo();
        long start = System.nanoTime();
        fault.strike(primary);
        goesOn("after " + name);
        log.atInfo()
                .addKeyValue("fault", name)
                .addKeyValue("seed", seed)
                .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                .addKeyValue("at", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                .addKeyValue("accepted", load.accepted() - accepted)
                .log("pair goes on");
    }

    /** Mail is accepted and read. */
    void goesOn(String when) throws Exception {
        long accepted = load.accepted();
        long logins = load.logins();
        HalfFixture.await(
                "mail goes on " + when + ", seed " + seed + ", " + pair.pair(PairProcesses.PRIMARY)
                        + pair.pair(PairProcesses.BACKUP),
                PATIENCE,
                () -> load.accepted() >= accepted + 3 && load.logins() >= logins + 1);
    }

    /** For those who read the output. */
    void tells(String what, long millis) {
        log.atInfo().addKeyValue("what", what).addKeyValue("ms", millis).log("measured");
    }

    /** Lets time pass. */
    static void pass(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis * 1_000_000; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** At the end: both in sync, the history clean, the trees equal. */
    void settle() throws Exception {
        pair.awaitDuo();
        load.end();
        pair.awaitDuo();
        load.audit(pair.door(PairProcesses.PRIMARY));
        load.audit(pair.door(PairProcesses.BACKUP));
        assertThat(load.history().violations()).as("seed " + seed).isEmpty();
        assertThat(load.surprises()).as("seed " + seed).isEmpty();
        assertThat(pair.alarms()).as("seed " + seed).isEmpty();
        HalfFixture.await(
                "the trees are equal, seed " + seed,
                PATIENCE,
                () -> pair.tree(PairProcesses.PRIMARY).equals(pair.tree(PairProcesses.BACKUP)));
        assertThat(pair.tree(PairProcesses.PRIMARY)).isNotEmpty();
    }

    /** What both nodes have logged is a run of the pair's model. */
    void logsAreOfTheModel() throws IOException {
        LogMonitor monitor = new LogMonitor();
        for (String half : PairProcesses.HALVES) {
            Path file = pair.data(half).resolve("log").resolve("server.log");
            monitor.read(half, Files.readAllLines(file, StandardCharsets.ISO_8859_1));
        }
        assertThat(monitor.violations()).as("seed " + seed).isEmpty();
        assertThat(monitor.acknowledged()).isNotEmpty();
        assertThat(monitor.compared()).isPositive();
        log.atInfo()
                .addKeyValue("acknowledged", monitor.acknowledged().size())
                .addKeyValue("compared", monitor.compared())
                .log("logs judged");
    }

    /** Lines of the log of a half that hold all these words. */
    List<String> said(String half, String... words) throws IOException {
        Path file = pair.data(half).resolve("log").resolve("server.log");
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                .filter(line -> List.of(words).stream().allMatch(line::contains))
                .toList();
    }
}
