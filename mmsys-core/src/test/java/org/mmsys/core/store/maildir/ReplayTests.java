package org.mmsys.core.store.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mmsys.core.store.maildir.StoreFixture.ANN;
import static org.mmsys.core.store.maildir.StoreFixture.BOB;
import static org.mmsys.core.store.maildir.StoreFixture.mail;
import static org.mmsys.core.store.maildir.StoreFixture.named;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.address.AccountName;

/** Entries that come again change nothing, and mend what is damaged. */
final class ReplayTests {
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

    @Test
    void everyOperationTwiceIsTheSameAsOnce() throws Exception {
        house.deliver(house.write(mail("x".repeat(100_000)).getBytes(US_ASCII)), Optional.empty(), ANN, BOB);
        for (int i = 0; i < 6; i++) {
            house.deliver(mail("m" + i), ANN, BOB);
        }
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.change(maildrop.makeFolder(named("A")));
            house.change(maildrop.makeFolder(named("B")));
            List<MessageRef> all = maildrop.messages();
            house.update(
                    maildrop,
                    new Maildrop.Update(
                            List.of(all.get(0), all.get(1)),
                            List.of(
                                    new Maildrop.Moved(all.get(2), named("A")),
                                    new Maildrop.Moved(all.get(3), named("B"))),
                            List.of(new Maildrop.Flagged(all.get(4), "S", ""))));
            house.change(maildrop.renameFolder(named("A"), named("T")));
            house.change(maildrop.renameFolder(named("B"), named("A")));
            house.change(maildrop.renameFolder(named("T"), named("B")));
            house.change(maildrop.makeFolder(named("C")));
            house.change(maildrop.dropFolder(named("C")));
            house.update(
                    maildrop,
                    new Maildrop.Update(List.of(), List.of(), List.of(new Maildrop.Flagged(all.get(4), "F", "S"))));
        }
        house.put(ANN, "new/1600000000.M1.mutt", "foreign\n");
        house.inbox(ANN);
        Map<String, String> once = tree();

        house = house.crash();
        assertThat(tree()).isEqualTo(once);
        house = house.crash();

        assertThat(tree()).isEqualTo(once);
        assertThat(house.inbox(ANN)).hasSize(4);
        assertThat(house.folder(ANN, named("A")).values()).containsExactly(mail("m2"));
        assertThat(house.folder(ANN, named("B")).values()).containsExactly(mail("m1"));
        assertThat(house.inbox(BOB)).hasSize(7);
    }

    @Test
    void deletedMailStaysDeleted() throws Exception {
        house.deliver(mail("one"), ANN);
        house.deliver(mail("two"), ANN);
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.update(maildrop, new Maildrop.Update(maildrop.messages(), List.of(), List.of()));
        }
        house = house.crash();

        assertThat(house.files(ANN)).isEmpty();
        assertThat(house.inbox(ANN)).isEmpty();
    }

    @Test
    void damagedMailIsWrittenAgainAndOtherLinksAreLeftAlone() throws Exception {
        Guid guid = house.deliver(mail("good"), ANN, BOB);
        Path file = house.onlyFile(ANN);
        Files.delete(file);
        Files.writeString(file, mail("evil"), US_ASCII);
        Object inode = Files.getAttribute(house.onlyFile(BOB), "unix:ino");

        house = house.crash();

        assertThat(house.inbox(ANN)).containsExactly(Map.entry(guid, mail("good")));
        assertThat(Files.getAttribute(house.onlyFile(BOB), "unix:ino")).isEqualTo(inode);
    }

    @Test
    void lostFilesAreWrittenAgainAndTornOnesToo() throws Exception {
        house.deliver(mail("lost"), ANN);
        house.deliver(mail("torn"), ANN);
        Map<Guid, String> before = house.inbox(ANN);
        List<String> files = house.files(ANN);
        Files.delete(house.maildir(ANN).resolve(files.get(0)));
        Files.write(house.maildir(ANN).resolve(files.get(1)), new byte[5]);

        house = house.crash();

        assertThat(house.inbox(ANN)).isEqualTo(before);
    }

    @Test
    void mailReadByOthersSinceStaysWhereTheyPutIt() throws Exception {
        Guid guid = house.deliver(mail("one"), ANN);
        Path file = house.onlyFile(ANN);
        Files.move(file, house.maildir(ANN).resolve("cur").resolve(file.getFileName() + ":2,S"));

        house = house.crash();

        assertThat(house.inbox(ANN)).containsOnlyKeys(guid);
        assertThat(house.files(ANN)).allMatch(name -> name.endsWith(":2,S")).hasSize(1);
    }

    @Test
    void lostMailFromBeforeTheCheckpointIsNoticed() throws Exception {
        house.deliver(mail("one"), ANN);
        Guid second = house.deliver(mail("two"), ANN);
        house = house.restart();
        Files.delete(house.maildir(ANN).resolve(house.files(ANN).get(0)));

        assertThat(house.inbox(ANN)).containsOnlyKeys(second);
    }

    @Test
    void listsTheSameWhenIndexesAreLostDamagedOrOutdated() throws Exception {
        for (int i = 0; i < 20; i++) {
            house.deliver(mail("m" + i), ANN);
        }
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.update(
                    maildrop,
                    new Maildrop.Update(
                            maildrop.messages().subList(0, 3),
                            List.of(),
                            List.of(new Maildrop.Flagged(maildrop.messages().get(5), "S", ""))));
        }
        Map<Guid, String> before = house.inbox(ANN);
        Path index = data.resolve("index/here.test/ann/INBOX.idx");

        house = house.restart();
        byte[] old = Files.readAllBytes(index);
        assertThat(house.inbox(ANN)).isEqualTo(before);

        Files.delete(index);
        house = house.restart();
        Files.deleteIfExists(index);
        assertThat(house.inbox(ANN)).isEqualTo(before);

        for (int at = 0; at < old.length; at += 97) {
            byte[] damaged = old.clone();
            damaged[at] ^= 0x40;
            house.close();
            house = StoreFixture.open(data);
            Files.write(index, damaged);
            assertThat(house.inbox(ANN)).as("damaged at %s", at).isEqualTo(before);
        }
        for (int length = 0; length < old.length; length += 131) {
            house.close();
            house = StoreFixture.open(data);
            Files.write(index, Arrays.copyOf(old, length));
            assertThat(house.inbox(ANN)).as("cut at %s", length).isEqualTo(before);
        }

        house.close();
        house = StoreFixture.open(data);
        Files.write(index, old);
        Guid fresh = house.deliver(mail("fresh"), ANN);
        before = new TreeMap<>(house.inbox(ANN));
        assertThat(before).containsKey(fresh);
        house = house.restart();
        Files.write(index, old);
        assertThat(house.inbox(ANN)).isEqualTo(before);
    }

    @Test
    void rebuiltIndexLearnsDigestsByReading() throws Exception {
        house.deliver(mail("good"), ANN);
        house = house.restart();
        Files.delete(data.resolve("index/here.test/ann/INBOX.idx"));
        house.inbox(ANN);

        Files.writeString(house.onlyFile(ANN), mail("evil"), US_ASCII);

        assertThat(new TreeMap<>(messages()).values()).containsExactly("damaged");
    }

    private Map<Guid, String> messages() throws Exception {
        Map<Guid, String> texts = new TreeMap<>();
        try (Maildrop maildrop = house.maildrop(ANN)) {
            for (MessageRef message : maildrop.messages()) {
                try {
                    texts.put(message.guid(), StoreFixture.read(maildrop, message));
                } catch (IOException damaged) {
                    texts.put(message.guid(), "damaged");
                }
            }
        }
        return texts;
    }

    @Test
    void manyMailboxesFitIntoAFewInMemory() throws Exception {
        house.close();
        Applier small = new Applier(new MaildirTree(data), new FileByFileSync(), data.resolve("journal/bodies"), 3, 20);
        small.recovered();
        FakeJournal journal = new FakeJournal(data, List.of(small), 3);
        MaildirMailStore store = new MaildirMailStore(
                journal,
                small,
                new InDoubt(() -> StoreFixture.NOW),
                new Origins(),
                () -> StoreFixture.NOW,
                "n",
                house.timer);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 20; i++) {
                store.deliver(
                        new MailStore.Delivery(
                                StoreFixture.body(mail("r" + round)),
                                List.of(new AccountName("u" + i, "here.test")),
                                Optional.empty()),
                        new StoreFixture.Delivered());
            }
        }
        for (int i = 0; i < 20; i++) {
            AccountName account = new AccountName("u" + i, "here.test");
            try (Maildrop maildrop = ((MailStore.Opening.Opened) store.open(account)).maildrop()) {
                assertThat(maildrop.messages()).hasSize(5);
                assertThat(maildrop.folder()).isEqualTo(FolderName.INBOX);
            }
        }
        assertThat(journal.entries).hasSize(100);
    }

    /** All files below mail with their content, except for states. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data.resolve("mail"))) {
            for (Path file : (Iterable<Path>) all::iterator) {
                boolean regular = Files.isRegularFile(file);
                files.put(data.relativize(file).toString(), regular ? Files.readString(file, US_ASCII) : "directory");
            }
        }
        return files;
    }
}
