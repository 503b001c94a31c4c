package org.mmsys.core.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mmsys.core.store.maildir.StoreFixture.ANN;
import static org.mmsys.core.store.maildir.StoreFixture.BOB;
import static org.mmsys.core.store.maildir.StoreFixture.mail;
import static org.mmsys.core.store.maildir.StoreFixture.named;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.address.AccountName;

/** Sums that are kept with each change are those that would come out if all were added up again. */
final class DigestsTests {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    @TempDir
    Path data;

    private StoreFixture house;

    @BeforeEach
    void open() throws IOException {
        house = StoreFixture.open(data);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static BigInteger number(DigestSum sum) {
        return new BigInteger(sum.toString(), 16);
    }

    @Test
    void sumsAreModuloTwoToThe256() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            DigestSum one = sum(random);
            DigestSum other = sum(random);
            assertThat(number(one.plus(other)))
                    .isEqualTo(number(one).add(number(other)).mod(MODULUS));
            assertThat(number(one.minus(other)))
                    .isEqualTo(number(one).subtract(number(other)).mod(MODULUS));
            assertThat(one.plus(other).minus(other)).isEqualTo(one);
        }
    }

    /** Many places full of ones or zeros, for the carries. */
    private static DigestSum sum(SplittableRandom random) {
        long[] places = new long[4];
        for (int i = 0; i < places.length; i++) {
            places[i] = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> -1;
                case 2 -> 1;
                default -> random.nextLong();
            };
        }
        return new DigestSum(places[0], places[1], places[2], places[3], 1);
    }

    @Test
    void whatIsNotKnownStaysSo() {
        DigestSum one = new DigestSum(0, 0, 0, 5, 1);
        assertThat(DigestSum.UNKNOWN.plus(one).known()).isFalse();
        assertThat(one.minus(DigestSum.UNKNOWN).known()).isFalse();
        assertThat(DigestSum.UNKNOWN).hasToString("unknown");
    }

    @Test
    void sumsKeptAreThoseAddedUpAgainAfterRandomOperations() throws Exception {
        house.deliver(mail("first"), ANN, BOB);
        create(ANN, "A");
        create(ANN, "B");
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 60; i++) {
                change(random);
            }
            assertThat(kept()).isEqualTo(addedUp());
            if (round == 4) { // once: the fixture draws the same guids after each crash
                house = house.crash();
                house.applier.marks().settle(any -> true); // a rename hides earlier entries from the replay
                assertThat(kept()).as("after a crash in round %s", round).isEqualTo(addedUp());
            }
        }
    }

    private void create(AccountName account, String folder) throws Exception {
        try (Maildrop maildrop = house.maildrop(account)) {
            house.change(maildrop.makeFolder(named(folder)));
        }
    }

    private void change(SplittableRandom random) throws Exception {
        int what = random.nextInt(12);
        if (what < 5) {
            house.deliver(mail("r" + random.nextInt()), ANN, BOB);
            return;
        }
        try (Maildrop maildrop = house.maildrop(ANN)) {
            FolderName from = List.of(FolderName.INBOX, named("A"), named("B")).get(random.nextInt(3));
            FolderName to = List.of(FolderName.INBOX, named("A"), named("B")).get(random.nextInt(3));
            if (!maildrop.openFolder(from)) {
                return;
            }
            if (what == 11) {
                house.change(maildrop.renameFolder(named("A"), named("T")));
                house.change(maildrop.renameFolder(named("B"), named("A")));
                house.change(maildrop.renameFolder(named("T"), named("B")));
                return;
            }
            List<MessageRef> all = maildrop.messages();
            if (all.isEmpty() || from.equals(to)) {
                return;
            }
            MessageRef one = all.get(random.nextInt(all.size()));
            house.update(
                    maildrop,
                    switch (what) {
                        case 5 -> new Maildrop.Update(List.of(one), List.of(), List.of());
                        case 6, 7 -> new Maildrop.Update(List.of(), List.of(new Maildrop.Moved(one, to)), List.of());
                        default ->
                            new Maildrop.Update(
                                    List.of(),
                                    List.of(),
                                    List.of(new Maildrop.Flagged(one, what % 2 == 0 ? "S" : "F", "R")));
                    });
        }
    }

    private Map<AccountName, DigestSum> kept() {
        DigestNote note = house.applier.digests().note(0);
        return Map.of(ANN, note.account(ANN), BOB, note.account(BOB));
    }

    private Map<AccountName, DigestSum> addedUp() throws IOException {
        return Map.of(ANN, addedUp(ANN), BOB, addedUp(BOB));
    }

    private DigestSum addedUp(AccountName account) throws IOException {
        AccountListing listing = new TreeExport(house.applier).listing(account).orElseThrow();
        DigestSum sum = DigestSum.ZERO;
        for (String folder : listing.folders()) {
            for (MessageRow row : listing.rows(folder)) {
                Path file = house.maildir(account)
                        .resolve(folder)
                        .resolve(row.inCur() ? "cur" : "new")
                        .resolve(row.fileName());
                sum = sum.plus(DigestSum.of(folder, row, Optional.of(Sha256.over(Files.readAllBytes(file)))));
            }
        }
        return sum;
    }

    @Test
    void noteStaysAsItWas() throws Exception {
        house.deliver(mail("one"), ANN);
        DigestNote note = house.applier.digests().note(1);
        DigestSum before = note.root();
        house.deliver(mail("two"), ANN, BOB);
        assertThat(note.root()).isEqualTo(before).matches(sum -> sum.messages() == 1);
        assertThat(house.applier.digests().note(2).root().messages()).isEqualTo(3);
    }

    @Test
    void sumsAreInTheCheckpoint() throws Exception {
        house.deliver(mail("one"), ANN, BOB);
        ByteArrayOutputStream section = new ByteArrayOutputStream();
        house.applier.write(new DataOutputStream(section));
        DigestSum root = house.applier.digests().note(0).root();
        house.applier.sync();

        house.close();
        house = StoreFixture.open(data);
        house.applier.read(new DataInputStream(new ByteArrayInputStream(section.toByteArray())));

        assertThat(house.applier.digests().note(0).root()).isEqualTo(root);
    }

    @Test
    void lostIndexMakesTheSumUnknownUntilTheFilesAreRead() throws Exception {
        house.deliver(mail("one"), ANN);
        DigestSum before = house.applier.digests().note(0).root();
        house = house.restart();
        Files.delete(data.resolve("index/here.test/ann/INBOX.idx"));
        house.inbox(ANN);
        assertThat(house.applier.digests().note(0).root().known()).isFalse();

        house.applier.marks().settle(any -> true);

        assertThat(house.applier.digests().note(0).root()).isEqualTo(before);
    }

    @Test
    void damageAndMissingFilesDoNotChangeWhatWasCommitted() throws Exception {
        house.deliver(mail("one"), ANN);
        DigestSum before = house.applier.digests().note(0).root();
        Files.delete(house.onlyFile(ANN));
        assertThat(house.inbox(ANN)).isEmpty();
        assertThat(house.applier.digests().note(0).root()).isEqualTo(before);
    }

    @Test
    void entriesThatWereOwedBlurAMark() throws Exception {
        house.deliver(mail("one"), ANN);
        house.applier.apply(50, JournalEntry.of(new Operation.ScrubMark(1)));
        house.applier.apply(40, JournalEntry.of(new Operation.ScrubMark(2)));
        assertThat(house.applier.marks().await(1, 0).orElseThrow().blurred()).isFalse();
        assertThat(house.applier.marks().await(2, 0).orElseThrow().blurred()).isTrue();
        assertThat(house.applier.marks().await(3, 1)).isEmpty();
    }

    @Test
    void marksAreFewAndListOnlyWhatWasWatched() throws Exception {
        house.deliver(mail("one"), ANN, BOB);
        house.applier.marks().watch(9, List.of(ANN));
        house.applier.apply(60, JournalEntry.of(new Operation.ScrubMark(9)));
        assertThat(house.applier.marks().await(9, 0).orElseThrow().listings()).containsOnlyKeys(ANN);
        for (int i = 10; i < 20; i++) {
            house.applier.apply(51 + i, JournalEntry.of(new Operation.ScrubMark(i)));
        }
        assertThat(house.applier.marks().await(9, 0)).isEmpty();
        assertThatThrownBy(() -> new MessageRow("../../etc/passwd", true, false, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(MessageRow.valid(house.files(ANN).get(0).substring("new/".length()) + ":2,S/../../../x"))
                .isFalse();
    }
}
