package org.mmsys.core.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;
import org.mmsys.testkit.fs.FileOperation.Kind;

/** Two journals that are one log. */
@Timeout(120)
class PairRoundTripTests {
    @TempDir
    Path temp;

    private FaultyFileSystem left;
    private FaultyFileSystem right;

    @BeforeEach
    void makeDisks() throws IOException {
        left = FaultyFileSystem.over(Files.createDirectory(temp.resolve("left")));
        right = FaultyFileSystem.over(Files.createDirectory(temp.resolve("right")));
    }

    private static PairHalf open(FaultyFileSystem disk) throws IOException {
        return PairHalf.open(disk.root(), options -> options.segmentOctets(2000));
    }

    /** From now on what the one appends is written by the other, and committed when both have it. */
    private static void connect(PairHalf leader, PairHalf follower) {
        leader.ship = chunk -> follower.write(chunk, leader);
        Runnable commit = () -> {
            long both = Math.min(leader.durable().sequence(), follower.durable().sequence());
            leader.log.commit(both);
            follower.log.commit(both);
        };
        leader.changed = commit;
        follower.changed = commit;
    }

    private static void disconnect(PairHalf leader, PairHalf follower) {
        leader.ship = chunk -> {};
        leader.changed = () -> {};
        follower.changed = () -> {};
    }

    private static void mail(PairHalf leader, String what, int count) {
        List<House.Answer> answers = IntStream.range(0, count)
                .mapToObj(i -> leader.append(Entries.mail(what + i)))
                .toList();
        answers.forEach(answer -> assertThat(answer.get()).isInstanceOf(Long.class));
    }

    private static List<String> numbered(String what, int count) {
        return IntStream.range(0, count).mapToObj(i -> what + i).toList();
    }

    @Test
    void whatOneHasTheOtherHasAndRolesChange() throws IOException {
        List<String> expected = new ArrayList<>();
        try (PairHalf one = open(left);
                PairHalf two = open(right)) {
            PairHalf leader = one;
            PairHalf follower = two;
            for (int epoch = 1; epoch <= 6; epoch++) {
                connect(leader, follower);
                mail(lead(leader, epoch), "e" + epoch + " ", 30);
                expected.addAll(numbered("e" + epoch + " ", 30));
                PairHalf other = follower;
                follower.await(() -> other.state.texts().equals(expected));
                assertThat(leader.state.texts()).isEqualTo(expected);
                assertThat(follower.durable()).isEqualTo(leader.durable());
                disconnect(leader, follower);
                leader.log.follow();
                follower = leader;
                leader = other;
            }
        }
        for (FaultyFileSystem disk : List.of(left, right)) {
            try (PairHalf half = open(disk)) {
                assertThat(half.state.texts()).isEqualTo(expected);
                assertThat(half.log.found().last().sequence()).isEqualTo(186);
                assertThat(half.journal.health().damages()).isEmpty();
            }
        }
    }

    private static PairHalf lead(PairHalf leader, long epoch) {
        leader.log.lead(epoch);
        leader.await(() -> leader.told().stream().anyMatch(told -> told.endsWith("epoch " + epoch))
                && leader.applied() == leader.durable().sequence());
        return leader;
    }

    @Test
    void aFollowerKnowsAfterARestartWhatWasCommitted() throws IOException {
        try (PairHalf leader = open(left);
                PairHalf follower = open(right)) {
            leader.reign(1);
            for (int i = 0; i < 20; i++) {
                leader.deposit(Entries.mail("mail " + i));
            }
            follower.catchUp(leader, 700); // several batches at once, and forced so
            assertThat(follower.state.texts()).isEmpty();
            right.crashState(CrashMode.POWER_LOSS, 0, temp.resolve("after"));
            try (PairHalf after = PairHalf.open(temp.resolve("after"))) {
                assertThat(after.journal.health().damages()).isEmpty();
                assertThat(after.log.found().last()).isEqualTo(leader.durable());
                assertThat(after.log.found().applied()).isEqualTo(20);
                assertThat(after.state.texts()).isEqualTo(numbered("mail ", 19));
                after.commit(21);
                assertThat(after.state.texts()).isEqualTo(numbered("mail ", 20));
            }
        }
    }

    @Test
    void writesThatWaitAreForcedOnce() throws IOException {
        try (PairHalf leader = open(left);
                PairHalf follower = PairHalf.open(right.root())) {
            leader.reign(1);
            for (int i = 0; i < 20; i++) {
                leader.deposit(Entries.mail("mail " + i));
            }
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch stands = new CountDownLatch(1);
            follower.log.find(List.of(), none -> {
                stands.countDown();
                await(go);
            });
            await(stands);
            LogMark at = LogMark.START;
            for (var chunk = leader.log.read(at, 1); chunk.isPresent(); chunk = leader.log.read(at, 1)) {
                follower.write(chunk.get(), leader);
                at = chunk.get().last();
            }
            long forces = right.count(Kind.FORCE);
            go.countDown();
            follower.awaitTold("durable 21");
            assertThat(right.count(Kind.FORCE) - forces).isEqualTo(1);
            assertThat(follower.told()).containsExactly("durable 21");
            follower.commit(21);
            assertThat(follower.told()).containsExactly("durable 21", "applied 21");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void aTornEndOfWhatWasForcedTogetherIsNoDamage() throws IOException {
        try (PairHalf leader = open(left);
                PairHalf follower = open(right)) {
            leader.reign(1);
            for (int i = 0; i < 40; i++) {
                leader.deposit(Entries.mail("mail " + i));
            }
            follower.catchUp(leader, 500);
            PairLog.Chunk rest = tail(leader, follower);
            right.failOnce(op -> op.is(Kind.FORCE, ".log"), FaultyFileSystem::inputOutputError);
            follower.write(rest, leader);
            House.get(follower.fatal);
            for (int seed = 0; seed < 30; seed++) {
                Path after = temp.resolve("after" + seed);
                right.crashState(CrashMode.POWER_LOSS_RANDOM, seed, after);
                try (PairHalf half = PairHalf.open(FaultyFileSystem.over(after).root())) {
                    assertThat(half.journal.health().damages())
                            .as("seed %d", seed)
                            .isEmpty();
                    assertThat(half.log.found().last().sequence()).isBetween(41L, 81L);
                    half.catchUp(leader, 3000);
                    half.commit(81);
                    assertThat(half.state.texts()).isEqualTo(leader.state.texts());
                }
            }
        }
    }

    @Test
    void damageOfWhatWasForcedIsToldAndNotTakenForATornEnd() throws IOException {
        try (PairHalf leader = open(left)) {
            try (PairHalf follower = PairHalf.open(right.root())) {
                leader.reign(1);
                for (int i = 0; i < 10; i++) {
                    leader.deposit(Entries.mail("mail " + i));
                }
                follower.catchUp(leader, 700); // forced together
                leader.deposit(Entries.mail("later"));
                follower.catchUp(leader, 700);
            }
            Path segment = right.realRoot().resolve("journal/0000000000000001.log");
            byte[] octets = Files.readAllBytes(segment);
            octets[octets.length / 2] ^= 1;
            Files.write(segment, octets);
            try (PairHalf follower = PairHalf.open(right.root())) {
                assertThat(follower.journal.health().damages()).isNotEmpty();
                assertThat(follower.journal.health().octetsCut()).isZero();
                assertThat(follower.log.found().last()).isEqualTo(leader.durable());
            }
        }
    }

    /** Forty batches more, in one piece. */
    private static PairLog.Chunk tail(PairHalf leader, PairHalf follower) throws IOException {
        LogMark from = follower.durable();
        for (int i = 0; i < 40; i++) {
            leader.deposit(Entries.mail("more " + i + "x".repeat(i)));
        }
        return leader.log.read(from, 1 << 20).orElseThrow();
    }

    @Test
    void theOldLeadersTailIsPutAside() throws IOException {
        try (PairHalf one = open(left);
                PairHalf two = open(right)) {
            connect(one, two);
            mail(lead(one, 1), "both ", 10);
            disconnect(one, two);
            House.Answer lost = one.appendDurably(Entries.mail("lost"));
            one.log.follow();
            two.await(() -> two.applied() == 11);
            two.log.lead(2);
            two.awaitTold("durable 12");
            two.commit(12);
            for (int i = 0; i < 5; i++) {
                two.deposit(Entries.mail("two " + i));
            }
            one.catchUp(two, 300);
            one.commit(17);
            assertThat(one.state.texts()).isEqualTo(two.state.texts()).doesNotContain("lost");
            assertThat(lost.came).isNotDone();
            assertThat(left.root().resolve("quarantine/1/" + Entries.guid(1) + ".eml"))
                    .hasContent("lost");
        }
    }

    @Test
    void damagedRecordsAreRefused() throws IOException {
        try (PairHalf leader = open(left);
                PairHalf follower = open(right)) {
            leader.reign(1);
            leader.deposit(Entries.mail("one"));
            PairLog.Chunk chunk = leader.log.read(LogMark.START, 10_000).orElseThrow();
            ByteBuffer records = PairHalf.copyOf(chunk);
            for (int i = Long.BYTES; i < records.limit(); i++) { // the mark is of no account
                records.put(i, (byte) (records.get(i) ^ 1 << i % 8));
                assertThatThrownBy(() -> follower.log.write(records, chunk.previous(), chunk.last()))
                        .as("octet %d", i)
                        .isInstanceOf(IllegalArgumentException.class);
                records.put(i, (byte) (records.get(i) ^ 1 << i % 8));
            }
            for (int length = 0; length < records.limit(); length++) {
                ByteBuffer part = records.slice(0, length);
                assertThatThrownBy(() -> follower.log.write(part, chunk.previous(), chunk.last()))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            follower.write(chunk, leader);
            follower.awaitTold("durable 2");
            follower.commit(2);
            assertThat(follower.state.texts()).containsExactly("one");
        }
    }

    @Test
    void aFullDiskRefusesWhatIsUnderWay() throws IOException {
        try (PairHalf leader = open(left);
                PairHalf follower = PairHalf.open(right.root())) {
            leader.reign(1);
            for (int i = 0; i < 6; i++) {
                leader.deposit(Entries.mail("mail " + i));
            }
            List<PairLog.Chunk> chunks = new ArrayList<>();
            LogMark at = LogMark.START;
            for (var chunk = leader.log.read(at, 1); chunk.isPresent(); chunk = leader.log.read(at, 1)) {
                chunks.add(chunk.get());
                at = chunk.get().last();
            }
            follower.write(chunks.get(0), leader);
            follower.write(chunks.get(1), leader);
            follower.awaitTold("durable 2");
            right.spaceLeft(30);
            follower.write(chunks.get(2), leader);
            follower.write(chunks.get(3), leader);
            follower.awaitTold("refused 2");
            follower.write(chunks.get(4), leader);
            follower.find(1L);
            assertThat(follower.told().stream().filter(told -> told.startsWith("refused")))
                    .hasSize(1);
            right.spaceLeft(1 << 20);
            for (PairLog.Chunk chunk : chunks.subList(2, 7)) {
                follower.write(chunk, leader);
            }
            follower.awaitTold("durable 7");
            follower.commit(7);
            assertThat(follower.state.texts()).isEqualTo(numbered("mail ", 6));
        }
        try (PairHalf follower = PairHalf.open(right.root())) {
            assertThat(follower.state.texts()).isEqualTo(numbered("mail ", 6));
        }
    }

    @Test
    void spooledBodiesGoAlongAndAreKept() throws Exception {
        Sha256 digest = Sha256.over("large".getBytes(US_ASCII));
        try (PairHalf leader = open(left);
                PairHalf follower = open(right)) {
            connect(leader, follower);
            lead(leader, 1);
            for (int i = 0; i < 4; i++) {
                Files.writeString(leader.journal.bodies().resolve("body" + i), "large");
                JournalEntry entry = JournalEntry.of(Entries.deliver(new Body.Spooled("body" + i, 5, digest, 0)));
                assertThat(leader.append(entry).get()).isInstanceOf(Long.class);
                mail(leader, "filler " + i, 20);
                leader.journal.checkpoint();
            }
            follower.await(() -> follower.applied() == leader.applied());
            assertThat(follower.journal.bodies().resolve("body0")).hasContent("large");
            PairLog.Chunk all = leader.log.read(LogMark.START, 1 << 20).orElseThrow();
            assertThat(all.bodies()).extracting(Body.Spooled::fileName).contains("body0", "body3");
            leader.needsFrom = leader.durable().sequence() + 1;
            mail(leader, "last", 1);
            leader.journal.checkpoint();
            assertThat(leader.journal.bodies().resolve("body0")).doesNotExist();
            assertThatThrownBy(() -> leader.log.read(LogMark.START, 100))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not in the log any more");
            assertThat(leader.told()).anyMatch(told -> told.startsWith("trimmed "));
        }
        try (PairHalf follower = open(right)) { // nothing was dropped there, it keeps all for a day
            assertThat(follower.log.read(LogMark.START, 1 << 20)).isPresent();
            assertThat(follower.journal.bodies().resolve("body0")).hasContent("large");
        }
    }

    @Test
    void entriesAreNotTakenBeforeTheirBodies() throws Exception {
        Sha256 digest = Sha256.over("large".getBytes(US_ASCII));
        try (PairHalf leader = open(left);
                PairHalf follower = open(right)) {
            leader.reign(1);
            Files.writeString(leader.journal.bodies().resolve("body"), "large");
            leader.deposit(JournalEntry.of(Entries.deliver(new Body.Spooled("body", 5, digest, 0))));
            PairLog.Chunk all = leader.log.read(LogMark.START, 1 << 20).orElseThrow();
            follower.log.write(all.records(), all.previous(), all.last());
            follower.awaitTold("refused 0");
            Files.writeString(follower.journal.bodies().resolve("body"), "lar");
            follower.log.write(all.records(), all.previous(), all.last());
            follower.find(1L);
            assertThat(follower.told()).doesNotContain("durable 2");
        }
        try (PairHalf follower = open(right)) {
            assertThat(follower.durable().sequence()).isZero();
        }
    }

    @Test
    void moreThanFitsIntoMemoryIsReadBack() throws IOException {
        String megabyte = "x".repeat(1024 * 1024);
        try (PairHalf leader = PairHalf.open(left.root());
                PairHalf follower = PairHalf.open(right.root())) {
            leader.reign(1);
            for (int i = 0; i < 40; i++) {
                leader.deposit(JournalEntry.of(
                        Entries.deliver("mail " + i),
                        new Operation.CreateAccount(Instant.EPOCH, Entries.ANN, megabyte, "")));
            }
            follower.catchUp(leader, 4 << 20);
            assertThat(follower.told()).doesNotContain("applied 1");
            follower.commit(7);
            follower.commit(41);
            assertThat(follower.state.texts()).isEqualTo(numbered("mail ", 40));
        }
    }

    @Test
    void imagesReplaceWhatCannotBeCaughtUp() throws Exception {
        try (PairHalf leader = open(left)) {
            leader.reign(7);
            for (int i = 0; i < 10; i++) {
                leader.deposit(Entries.mail("mail " + i));
            }
            House.Answer pending = leader.appendDurably(Entries.mail("pending"));
            byte[] octets = leader.journal.snapshotNow().toBytes();
            try (PairHalf other = open(right)) {
                other.reign(3);
                other.deposit(Entries.mail("foreign"));
                assertThatThrownBy(() -> JournalReplacement.install(
                                right.root(), "s1", "s1/primary", StateImage.fromBytes(octets)))
                        .isInstanceOf(DirectoryRefusedException.class);
            }
            StateImage image = StateImage.fromBytes(octets);
            assertThat(image.mark().sequence()).isEqualTo(11);
            assertThat(JournalReplacement.install(right.root(), "s1", "s1/primary", image))
                    .isEqualTo(image.mark());
            assertThat(right.root().resolve("quarantine/7/replaced-000000000000000b"))
                    .isNotEmptyDirectory();
            try (PairHalf other = open(right)) {
                assertThat(other.log.found().base()).isEqualTo(image.mark());
                assertThat(other.log.found().last()).isEqualTo(image.mark());
                assertThat(other.log.found().applied()).isEqualTo(11);
                assertThat(other.state.texts()).isEqualTo(numbered("mail ", 10));
                connect(leader, other);
                other.catchUp(leader, 1000);
                assertThat(pending.get()).isEqualTo(12L);
                mail(leader, "after ", 3);
                other.await(() -> other.applied() == leader.applied());
                assertThat(other.state.texts()).isEqualTo(leader.state.texts());
                disconnect(leader, other);
            }
            for (int i = 0; i < octets.length; i++) {
                octets[i] ^= 4;
                assertThatThrownBy(() -> StateImage.fromBytes(octets)).isInstanceOf(IOException.class);
                octets[i] ^= 4;
            }
        }
    }

    @Test
    void aReplacementThatWasInterruptedIsDoneOrNot() throws Exception {
        byte[] image;
        try (PairHalf leader = open(left)) {
            leader.reign(7);
            for (int i = 0; i < 10; i++) {
                leader.deposit(Entries.mail("mail " + i));
            }
            image = leader.journal.snapshotNow().toBytes();
        }
        boolean crashed = true;
        for (int operation = 1; crashed; operation++) {
            Path real = Files.createDirectory(temp.resolve("replaced" + operation));
            try (PairHalf old = PairHalf.open(real)) {
                old.reign(3);
                old.deposit(Entries.mail("old"));
                Files.writeString(old.journal.bodies().resolve("body"), "large");
            }
            FaultyFileSystem disk = FaultyFileSystem.over(real);
            disk.crashAt(operation);
            try {
                JournalReplacement.install(disk.root(), "s1", "s1/primary", StateImage.fromBytes(image));
            } catch (IOException down) {
                assertThat(disk.crashed()).isTrue();
            }
            crashed = disk.crashed();
            for (CrashMode mode : CrashMode.values()) {
                Path after = temp.resolve("replaced" + operation + mode);
                disk.crashState(mode, operation, after);
                try (PairHalf half = PairHalf.open(FaultyFileSystem.over(after).root())) {
                    assertThat(half.journal.health().damages()).isEmpty();
                    boolean done = half.log.found().last().sequence() == 11;
                    assertThat(half.state.texts()).isEqualTo(done ? numbered("mail ", 10) : List.of("old"));
                    assertThat(done || crashed).as("operation %d", operation).isTrue();
                    half.reign(9);
                }
            }
        }
    }

    @Test
    void anAbsentHalfIsWaitedForWithinLimits() throws Exception {
        try (PairHalf leader = PairHalf.open(
                left.root(), options -> options.segmentOctets(1000).keep(Duration.ofHours(24), 5000))) {
            leader.needsFrom = 1;
            leader.reign(1);
            for (int i = 0; i < 10; i++) {
                leader.deposit(Entries.mail("mail " + i));
                leader.journal.checkpoint();
            }
            assertThat(leader.log.read(LogMark.START, 100)).isPresent();
            leader.needsFrom = Long.MAX_VALUE;
            for (int i = 0; i < 50; i++) {
                leader.deposit(Entries.mail("mail " + i));
            }
            leader.journal.checkpoint();
            leader.journal.checkpoint();
            leader.deposit(Entries.mail("last"));
            leader.journal.checkpoint();
            assertThatThrownBy(() -> leader.log.read(LogMark.START, 100)).isInstanceOf(IOException.class);
            long octets = 0;
            for (JournalFiles.Numbered segment : new JournalFiles(left.root()).segments()) {
                octets += Files.size(segment.path());
            }
            assertThat(octets).isBetween(3000L, 6000L);
        }
    }
}
