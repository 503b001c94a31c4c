package org.mmsys.replica.mirror;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mmsys.replica.mirror.MirrorHouse.account;
import static org.mmsys.replica.mirror.MirrorHouse.assertEqual;
import static org.mmsys.replica.mirror.MirrorHouse.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.maildir.Fsck;
import org.mmsys.core.store.maildir.PartnerFiles;
import org.mmsys.wire.address.AccountName;

/** Two halves that hold the same are proven to; what differs, is damaged or missing is put right. */
final class MirrorCheckTests {
    private static final AccountName ANN = account("ann");

    @TempDir
    Path place;

    private MirrorHouse primary;
    private MirrorHouse backup;
    private Loopback toBackup;
    private Loopback toPrimary;
    private MirrorCheck check;

    @BeforeEach
    void open() throws IOException {
        primary = new MirrorHouse(place.resolve("primary"), 1);
        backup = new MirrorHouse(place.resolve("backup"), 9);
        primary.follower = Optional.of(backup);
        toBackup = new Loopback(new MirrorService(backup.applier, backup.data, backup, 0));
        toPrimary = new Loopback(new MirrorService(primary.applier, primary.data, primary, 0));
        check = new MirrorCheck(
                primary.store, primary.applier, primary, toBackup, () -> MirrorHouse.NOW, Duration.ofHours(1));
    }

    @AfterEach
    void close() throws IOException {
        check.close();
        toBackup.close();
        toPrimary.close();
        primary.close();
        backup.close();
    }

    private void know() {
        primary.applier.partner(new MirrorFiles(toBackup));
        backup.applier.partner(new MirrorFiles(toPrimary));
    }

    private void someMail() throws Exception {
        for (int i = 0; i < 20; i++) {
            primary.deliver(mail("m" + i), account("u" + i % 3), ANN);
        }
        primary.append(new Operation.MakeFolder(ANN, ".Work"));
        primary.append(new Operation.Move(ANN, "", ".Work", primary.inbox(ANN).subList(0, 4)));
        primary.append(new Operation.Flag(ANN, "", primary.inbox(ANN).subList(0, 3), "S", ""));
    }

    private FileComparison.Report compareFiles() throws Exception {
        return new FileComparison(primary.applier, primary, toBackup, () -> MirrorHouse.NOW).run(soFar -> {});
    }

    @Test
    void provesThatBothHoldTheSameUnderLoad() throws Exception {
        someMail();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> {
            int done = 0;
            try {
                for (; !stop.get() || done < 20; done++) {
                    primary.deliver(mail("load" + done), account("u1"), ANN);
                    if (done % 3 == 0) {
                        List<Guid> all = primary.inbox(account("u1"));
                        primary.append(new Operation.Expunge(account("u1"), "", all.subList(0, 1)));
                    }
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return done;
        });
        for (int i = 0; i < 5; i++) {
            assertThat(check.run().identical()).isTrue();
            assertThat(compareFiles().differences()).isZero();
        }
        stop.set(true);
        load.get();

        FileComparison.Report report = compareFiles();
        assertThat(report.equal()).isTrue();
        assertThat(report.messages()).isGreaterThan(40);
        assertThat(report.ourRoot()).isEqualTo(report.theirRoot());
        assertThat(check.run().identical()).isTrue();
        assertThat(check.lastProven().orElseThrow().sequence()).isEqualTo(primary.sequence());
    }

    @Test
    void findsWhatTheFilesHoldEvenIfNobodyNoticed() throws Exception {
        someMail();
        Path damaged = backup.files(ANN).get(2);
        Path missing = primary.files(ANN).get(5);
        damage(damaged);
        Files.delete(missing);

        assertThat(check.run().identical())
                .as("digests are of what was committed")
                .isTrue();
        FileComparison.Report report = compareFiles();

        assertThat(report.equal()).isFalse();
        assertThat(report.differences()).isEqualTo(2);
        assertThat(report.told()).anyMatch(line -> line.contains("content"));
        assertThat(report.told()).anyMatch(line -> line.contains("file missing here"));
    }

    /** Apart from other links. */
    private static void damage(Path file) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        octets[octets.length / 2] ^= 1;
        Files.delete(file);
        Files.write(file, octets);
    }

    @Test
    void fsckRepairsFromTheOtherHalfOnEitherSide() throws Exception {
        someMail();
        know();
        List<Path> files = primary.files(ANN);
        damage(files.get(0));
        Files.delete(files.get(1));

        Fsck fsck = new Fsck(primary.store);
        Fsck.Report found = fsck.run(true, soFar -> {});

        assertThat(found.damaged()).isEqualTo(1);
        assertThat(found.good()).isTrue();
        assertThat(fsck.run(false, soFar -> {}).damaged()).isZero();
        assertEqual(primary, backup);
    }

    @Test
    void fsckAloneTellsAndLeavesTheFiles() throws Exception {
        someMail();
        Path damaged = primary.files(ANN).get(0);
        damage(damaged);
        Files.delete(primary.files(ANN).get(1));

        Fsck.Report found = new Fsck(primary.store).run(true, soFar -> {});

        assertThat(found.good()).isFalse();
        assertThat(found.damaged()).isEqualTo(1);
        assertThat(found.missing()).isEqualTo(1);
        assertThat(found.told()).hasSize(2);
        assertThat(damaged).exists();
    }

    @Test
    void badCopyOfTheOtherHalfIsNotTaken() throws Exception {
        someMail();
        know();
        String name = primary.maildir(ANN).relativize(primary.files(ANN).get(0)).toString();
        Path mine = primary.maildir(ANN).resolve(name);
        Path theirs = backup.maildir(ANN).resolve(name);
        damage(mine);
        damage(theirs);

        assertThat(new Fsck(primary.store).run(true, soFar -> {}).repaired()).isZero();
    }

    @Test
    void damageThatAReaderMeetsIsRepaired() throws Exception {
        someMail();
        know();
        Path damaged = primary.files(account("u1")).get(0);
        byte[] good = Files.readAllBytes(damaged);
        Files.delete(damaged);
        try (Maildrop maildrop = primary.maildrop(account("u1"))) {
            assertThat(maildrop.messages()).isNotEmpty();
        }
        await(() -> Files.exists(damaged));
        assertThat(Files.readAllBytes(damaged)).isEqualTo(good);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime() - end).as("in time").isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void foreignMessageTakenInHereIsFetchedByTheOtherHalf() throws Exception {
        someMail();
        know();
        Files.writeString(primary.maildir(ANN).resolve("new").resolve("1600000000.foreign"), "a\nb\n", US_ASCII);
        int before = primary.inbox(ANN).size();

        assertThat(backup.files(ANN).size() + 1).isGreaterThanOrEqualTo(before);
        await(() -> backup.tree().equals(primary.tree()));
        assertThat(check.run().identical()).isTrue();
    }

    @Test
    void removalsAreAcceptedOnBothHalves() throws Exception {
        someMail();
        know();
        List<Path> files = primary.files(ANN);
        Files.delete(files.get(0));
        Files.delete(files.get(7));

        assertThat(new Fsck(primary.store).acceptRemovals(ANN)).isEqualTo(2);

        assertEqual(primary, backup);
        assertThat(compareFiles().equal()).isTrue();
    }

    @Test
    void walksDownToMessagesThatDifferAndCorrectsThem() throws Exception {
        someMail();
        know();
        List<Guid> inbox = primary.inbox(ANN);
        // what no log says: a defect, or an administrator with a hand in the wrong disk
        primary.follower = Optional.empty();
        MirrorHouse strange = backup;
        strange.applier.apply(1, entry(new Operation.Flag(ANN, "", List.of(inbox.get(1)), "F", "")));
        strange.applier.apply(1, entry(new Operation.Move(ANN, "", ".Work", List.of(inbox.get(5)))));
        strange.applier.apply(1, entry(new Operation.Expunge(ANN, "", List.of(inbox.get(6)))));
        strange.applier.apply(1, entry(new Operation.MakeFolder(ANN, ".Strange")));
        strange.applier.apply(1, entry(new Operation.DropFolder(account("u1"), ".None")));
        primary.follower = Optional.of(backup);

        MirrorCheck.Outcome outcome = check.run();

        assertThat(outcome.identical()).isTrue();
        assertThat(outcome.differing()).containsExactly(ANN);
        assertThat(outcome.corrected()).isEqualTo(4);
        await(() -> backup.tree().equals(primary.tree()));
        assertThat(compareFiles().equal()).isTrue();
    }

    private static JournalEntry entry(Operation operation) {
        return JournalEntry.of(operation);
    }

    @Test
    void messageThatOnlyTheBackupHasIsSetAsideThere() throws Exception {
        someMail();
        List<Guid> all = new ArrayList<>(primary.inbox(ANN));
        primary.applier.apply(1, entry(new Operation.Expunge(ANN, "", List.of(all.get(0)))));

        MirrorCheck.Outcome outcome = check.run();

        assertThat(outcome.identical()).isTrue();
        assertEqual(primary, backup);
        assertThat(backup.data.resolve("quarantine/here.test/ann")).isNotEmptyDirectory();
    }

    @Test
    void lostIndexIsMadeAgainAndProvenByReading() throws Exception {
        someMail();
        know();
        for (MirrorHouse half : List.of(primary, backup)) {
            half.applier.sync();
        }
        backup.close();
        Files.delete(backup.data.resolve("index/here.test/ann/INBOX.idx"));
        MirrorHouse again = new MirrorHouse(backup.data, 9);
        try (Loopback wire = new Loopback(new MirrorService(again.applier, again.data, again, 0));
                MirrorCheck other = new MirrorCheck(
                        primary.store, primary.applier, primary, wire, () -> MirrorHouse.NOW, Duration.ofHours(1))) {
            again.startBehind(primary.sequence());
            primary.follower = Optional.of(again);

            assertThat(other.run().identical()).isTrue();
        } finally {
            again.close();
        }
    }

    @Test
    void nodeAloneHasNobodyToAsk() throws Exception {
        primary.applier.partner(PartnerFiles.NONE);
        someMail();
        Files.delete(primary.files(ANN).get(0));
        assertThat(new Fsck(primary.store).run(true, soFar -> {}).repaired()).isZero();
    }
}
