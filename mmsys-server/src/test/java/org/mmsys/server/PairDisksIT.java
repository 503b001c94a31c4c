package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.SmtpTestClient;

/**
 * A pair of processes under load whose disks fail, are slow, rot, fill up or are put back to what they were, and whose clocks
 * are set: nothing that was acknowledged is lost, doubled or back, and what one half lacks it gets from the other.
 *
 * <p>{@code -Dmmsys.pair.disk.rounds=N} for all of it N times, else a few of the faults by lot; {@code -Dmmsys.pair.seed=S} to repeat one.
 */
@SuppressWarnings("NullAway")
@Timeout(7200)
final class PairDisksIT {
    private static final int CLIENT_PATIENCE = 8000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LONG_SEGMENT = 150_000;
    private static final long HOUR = 3600;
    private static final int A_FEW = 2;
    private final int rounds = Integer.getInteger("mmsys.pair.disk.rounds", 0);
    private final long seed = Long.getLong("mmsys.pair.seed", new Random().nextInt(1_000_000));

    @TempDir
    Path dir;

    private final Map<String, SickDisk> disks = new HashMap<>();
    private final List<Path> mounted = new ArrayList<>();
    private PairProcesses pair;
    private PairTrial trial;
    private PairLoad load;

    private record Named(String name, PairTrial.Fault fault) {}

    @BeforeEach
    void prepare() throws Exception {
        pair = new PairProcesses(dir);
        load = new PairLoad(
                "ta",
                List.of(pair.door(PairProcesses.PRIMARY), pair.door(PairProcesses.BACKUP)),
                seed,
                CLIENT_PATIENCE);
        trial = new PairTrial(pair, load, seed);
        for (String half : PairProcesses.HALVES) {
            SickDisk disk = SickDisk.make(dir, half.replace('/', '-'));
            disks.put(half, disk);
            pair.environment(half, disk.environment());
        }
    }

    private void begin() throws Exception {
        pair.start(PairProcesses.PRIMARY, PairProcesses.BACKUP, PairProcesses.WITNESS);
        pair.awaitDuo();
        load.begin(3, 2);
    }

    @AfterEach
    void stop() throws Exception {
        pair.close();
        for (Path mount : mounted) {
            Tool.run(dir, "", "umount", "-l", mount.toString());
        }
    }

    @Test
    void sickRottenAndOldDisksLoseNothing() throws Exception {
        List<Named> all = List.of(
                new Named("slow disks", this::slow),
                new Named("clocks that are wrong", this::clocks),
                new Named("rotten mail", this::rottenMail),
                new Named("a rotten log of the primary", this::rottenLog),
                new Named("a rotten log of the backup", primary -> rottenLog(other(primary))),
                new Named("a rotten log while both are down", this::rottenLogOfBoth),
                new Named("a rotten promise", primary -> rottenPromise(other(primary))),
                new Named("a sync that fails at the primary", primary -> fails(primary, "sync")),
                new Named("a sync that fails at the backup", primary -> fails(other(primary), "sync")),
                new Named("a write that fails at the primary", primary -> fails(primary, "write")),
                new Named("a write that fails at the backup", primary -> fails(other(primary), "write")),
                new Named("an old image of the backup", primary -> oldImage(other(primary))),
                new Named("an old image of the primary", this::oldImage));
        begin();
        for (int round = 0; round < Math.max(1, rounds); round++) {
            List<Named> faults = new ArrayList<>(all);
            Collections.shuffle(faults, trial.random);
            for (Named each : faults.subList(0, rounds == 0 ? A_FEW : faults.size())) {
                trial.strike(each.name, each.fault);
            }
        }
        trial.settle();
    }

    @Test
    void aFullDiskOnEitherHalfIsAnsweredAndRecovers() throws Exception {
        assumeTrue(rounds > 0, "only in ./dist/soak");
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount");
        for (String half : PairProcesses.HALVES) {
            Path data = Files.createDirectory(pair.data(half));
            assumeTrue(
                    Tool.run(dir, "", "mount", "-t", "tmpfs", "-o", "size=512m,mode=0700", "tmpfs", data.toString())
                                    .exit()
                            == 0,
                    "no tmpfs can be mounted here");
            mounted.add(data);
        }
        pair.setting("disk.reserve", "16MB");
        load.disksMayBeFull();
        begin();
        for (int round = 0; round < rounds; round++) {
            trial.strike("a full disk of the primary", this::full);
            trial.strike("a full disk of the backup", primary -> full(other(primary)));
        }
        trial.settle();
    }

    private static String other(String half) {
        return PairProcesses.other(half);
    }

    private void slow(String primary) throws Exception {
        for (String half : List.of(primary, other(primary))) {
            disks.get(half).slow(100 + trial.random.nextInt(200));
            trial.goesOn("with the slow disk of " + half);
            disks.get(half).slow(1500);
            trial.goesOn("with the very slow disk of " + half);
            disks.get(half).slow(0);
        }
    }

    private void clocks(String primary) throws Exception {
        for (String half : List.of(primary, other(primary))) {
            for (long wrong : List.of(HOUR, -HOUR)) {
                disks.get(half).clock(wrong);
                trial.goesOn("with a wrong clock of " + half);
            }
            disks.get(half).clock(0);
        }
        trial.goesOn("with right clocks");
        assertThat(pair.awaitDuo()).isEqualTo(primary);
    }

    private void fails(String half, String what) throws Exception {
        disks.get(half).fail(what);
        assertThat(pair.awaitExit(half)).isEqualTo(3);
        trial.goesOn("without " + half);
        disks.get(half).heal();
        pair.start(half);
    }

    /** Found and mended at whichever half it is. */
    private void rottenMail(String primary) throws Exception {
        Path first = mailFor("instructor", "rotten" + trial.random.nextLong(), primary);
        Path second = mailFor("cis505", "rotten" + trial.random.nextLong(), other(primary));
        byte[] before = Files.readAllBytes(first);
        flip(first, before.length / 2);
        flip(second, Files.size(second) / 2);
        Tool.Result compared = pair.ctl(primary, "fsck", "--compare");
        assertThat(compared.exit()).as(compared.printed()).isEqualTo(2);
        assertThat(pair.ctl(primary, "fsck", "--repair").orFail()).contains("repaired");
        assertThat(Files.readAllBytes(first)).isEqualTo(before);
        assertThat(pair.ctl(other(primary), "fsck", "--repair").orFail()).contains("repaired");
        pair.ctl(primary, "fsck", "--compare").orFail();
    }

    /** The file of a new message on that half, when it is there. */
    private Path mailFor(String account, String token, String half) throws Exception {
        try (SmtpTestClient smtp =
                SmtpTestClient.open(pair.door(pair.awaitPrimary()).smtp(), SampleNode.TIMEOUT_MS)) {
            smtp.deliver(SampleNode.address("ta"), List.of(SampleNode.address(account)), SampleNode.message(token));
        }
        Path[] found = new Path[1];
        HalfFixture.await(token + " on " + half, () -> {
            found[0] = holding(pair.data(half).resolve("mail"), account, token);
            return found[0] != null;
        });
        return found[0];
    }

    private static Path holding(Path mail, String account, String token) throws IOException {
        try (Stream<Path> all = Files.walk(mail)) {
            List<Path> files = all.filter(file -> file.toString().contains(account) && Files.isRegularFile(file))
                    .toList();
            for (Path file : files) {
                if (Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                        .contains(token)) {
                    return file;
                }
            }
        }
        return null;
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int octet = open.read();
            open.seek(at);
            open.write(octet ^ 0x10);
        }
    }

    /** It has entries that may be nowhere else, if it were believed; the other half has them all. */
    private void rottenLog(String half) throws Exception {
        HalfFixture.await("a long segment", LIMIT, () -> length(newestSegment(half)) > LONG_SEGMENT);
        pair.kill(half);
        trial.goesOn("without " + half);
        spoilLog(half);
        pair.start(half);
        awaitFilled(half);
    }

    private void rottenLogOfBoth(String primary) throws Exception {
        HalfFixture.await("a long segment", LIMIT, () -> length(newestSegment(primary)) > LONG_SEGMENT);
        pair.kill(PairProcesses.PRIMARY, PairProcesses.BACKUP);
        spoilLog(primary);
        pair.start(PairProcesses.PRIMARY, PairProcesses.BACKUP);
        awaitFilled(primary);
    }

    private void awaitFilled(String half) throws Exception {
        HalfFixture.await(
                half + " sees the damage",
                LIMIT,
                () -> !trial.said(half, "damaged or missing: the other half").isEmpty());
        assertThat(pair.awaitDuo()).isEqualTo(other(half));
        assertThat(trial.said(half, "journal replaced")).isNotEmpty();
    }

    /** Where later batches follow: else it would look like a torn end. */
    private void spoilLog(String half) throws IOException {
        Path newest = newestSegment(half);
        flip(newest, length(newest) / 8);
    }

    /** The longer of the last two. */
    private Path newestSegment(String half) throws IOException {
        try (Stream<Path> all = Files.list(pair.data(half).resolve("journal"))) {
            List<Path> segments = all.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
            return segments.subList(Math.max(0, segments.size() - 2), segments.size()).stream()
                    .max(Comparator.comparingLong(PairDisksIT::length))
                    .orElseThrow();
        }
    }

    private static long length(Path file) {
        return file.toFile().length();
    }

    private void rottenPromise(String half) throws Exception {
        pair.kill(half);
        flip(pair.data(half).resolve("journal").resolve("promise"), 10);
        assertThat(pair.startInVain(half)).isNotZero();
        Tool.run(dir, "", "rm", "-rf", pair.data(half).toString()).orFail();
        pair.start(half);
    }

    private void oldImage(String half) throws Exception {
        assertThat(pair.stop(half)).isZero();
        Path image = dir.resolve("image" + trial.random.nextInt(1_000_000));
        String data = pair.data(half).toString();
        Tool.run(dir, "", "cp", "-a", data, image.toString()).orFail();
        pair.start(half);
        pair.awaitDuo();
        trial.goesOn("with both");
        pair.kill(half);
        Tool.run(dir, "", "rm", "-rf", data).orFail();
        Tool.run(dir, "", "mv", image.toString(), data).orFail();
        pair.start(half);
    }

    private void full(String half) throws Exception {
        Path filler = pair.data(half).resolve("filler");
        byte[] much = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(much);
            }
        } catch (IOException isFull) {
            HalfFixture.await(
                    "full: " + pair.pair(half), () -> pair.status(half).contains("no room"));
        } finally {
            Files.delete(filler);
        }
    }
}
