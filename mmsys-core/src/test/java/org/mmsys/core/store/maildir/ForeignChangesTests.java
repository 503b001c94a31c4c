package org.mmsys.core.store.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mmsys.core.store.maildir.StoreFixture.ANN;
import static org.mmsys.core.store.maildir.StoreFixture.mail;
import static org.mmsys.core.store.maildir.StoreFixture.named;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;

final class ForeignChangesTests {
    @TempDir
    Path data;

    private StoreFixture house;
    private Guid own;

    @BeforeEach
    void open() throws Exception {
        house = StoreFixture.open(data);
        own = house.deliver(mail("own"), ANN);
        house.inbox(ANN);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @CsvSource({
        "a\\nb\\n,       a\\r\\nb\\r\\n",
        "a\\r\\nb\\r\\n, a\\r\\nb\\r\\n",
        "a\\nb,          a\\r\\nb\\r\\n",
        "a\\r\\nb,       a\\r\\nb\\r\\n",
        "a\\rb\\n,       a\\r\\nb\\r\\n",
        "a\\r\\r\\nb\\n, a\\r\\n\\r\\nb\\r\\n",
        "a\\n\\n,        a\\r\\n\\r\\n",
        "\\n,            \\r\\n",
        "a\\r,           a\\r\\n",
    })
    void adoptsAForeignMessageWithCrlf(String content, String kept) throws Exception {
        house.put(ANN, "new/1600000000.M1P2.mutt", unescape(content));

        Map<Guid, String> inbox = house.inbox(ANN);

        assertThat(inbox).hasSize(2).containsValue(unescape(kept));
        assertThat(house.files(ANN)).allMatch(name -> name.contains(".s1-primary,S="));
        Operation.Adopt adopt = (Operation.Adopt) lastEntry().operations().get(0);
        assertThat(adopt.size()).isEqualTo(unescape(kept).length());
        assertThat(house.inbox(ANN)).isEqualTo(inbox);
        house = house.crash();
        assertThat(house.inbox(ANN)).isEqualTo(inbox);
    }

    @Test
    void keepsTheInodeOfAMessageThatHasCrlfAlready() throws Exception {
        Path file = house.put(ANN, "cur/1600000000.M1P2.mutt:2,RS", mail("clean"));
        Object inode = Files.getAttribute(file, "unix:ino");

        assertThat(house.inbox(ANN)).containsValue(mail("clean"));

        String name = house.files(ANN).get(0);
        assertThat(name).startsWith("cur/").endsWith(":2,RS");
        assertThat(Files.getAttribute(house.maildir(ANN).resolve(name), "unix:ino"))
                .isEqualTo(inode);
    }

    @Test
    void keepsTheTimeOfAConvertedMessage() throws Exception {
        Path file = house.put(ANN, "new/1600000000.M1P2.mutt", "a\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_000L));
        Files.delete(house.maildir(ANN)
                .resolve(house.files(ANN).stream()
                        .filter(name -> name.contains(own.text()))
                        .findFirst()
                        .orElseThrow()));

        house.inbox(ANN);

        assertThat(Files.getLastModifiedTime(house.onlyFile(ANN)).toMillis()).isEqualTo(1_600_000_000_000L);
    }

    @Test
    void leavesAloneWhatIsNoMessage() throws Exception {
        Path maildir = house.maildir(ANN);
        Path secret = Files.writeString(data.resolve("secret"), "top\n");
        Files.createSymbolicLink(maildir.resolve("new/1600000000.M1P2.link"), secret);
        String ours = "1600000000.0123456789abcdefghijklmnop.s1-primary,S=4";
        Files.createSymbolicLink(maildir.resolve("new").resolve(ours), secret);
        house.put(ANN, "new/.hidden", "x\n");
        house.put(ANN, "new/1600000000.empty.host", "");
        house.put(ANN, "tmp/1600000000.M1P2.half", "x\n");
        Files.createDirectory(maildir.resolve("cur/1600000000.dir.host:2,S"));
        Process fifo = new ProcessBuilder(
                        "mkfifo", maildir.resolve("new/1600000000.M3.fifo").toString())
                .start();
        assertThat(fifo.waitFor()).isZero();

        assertThat(house.inbox(ANN)).containsOnlyKeys(own);
        assertThat(Files.readString(secret)).isEqualTo("top\n");
        house = house.crash();
        assertThat(house.inbox(ANN)).containsOnlyKeys(own);
    }

    @Test
    void adoptsFilesWithNamesThatAreNotAscii() throws Exception {
        house.put(ANN, "new/1600000000.M1 P2.h\u00f6st", "a\n");

        assertThat(house.inbox(ANN)).hasSize(2).containsValue("a\r\n");
        assertThat(house.files(ANN)).allMatch(name -> name.chars().allMatch(c -> c > ' ' && c < 127));
    }

    @Test
    void adoptsInTheOrderOfDelivery() throws Exception {
        house.put(ANN, "new/1600000002.x.h", "third\n");
        house.put(ANN, "cur/1600000001.x.h:2,", "second\n");
        house.put(ANN, "new/900000000.x.h", "first\n");

        assertThat(house.inbox(ANN).values()).containsExactly(mail("own"), "first\r\n", "second\r\n", "third\r\n");
    }

    @Test
    void takesOverNamesAndFlagsThatReadersGive() throws Exception {
        Path file = house.onlyFile(ANN);
        String name = file.getFileName().toString();
        Path cur = house.maildir(ANN).resolve("cur");
        Files.move(file, cur.resolve(name + ":2,"));
        assertThat(house.inbox(ANN)).containsOnlyKeys(own);
        assertThat(house.journal.entries).hasSize(1);

        Files.move(cur.resolve(name + ":2,"), cur.resolve(name + ":2,RSa"));

        try (Maildrop maildrop = house.maildrop(ANN)) {
            MessageRef message = maildrop.messages().get(0);
            assertThat(message.flags()).isEqualTo(new Flags("RS"));
            assertThat(lastEntry().operations()).containsExactly(new Operation.Flag(ANN, "", List.of(own), "RS", ""));
            house.update(
                    maildrop,
                    new Maildrop.Update(List.of(), List.of(), List.of(new Maildrop.Flagged(message, "F", "R"))));
        }
        assertThat(house.files(ANN)).containsExactly("cur/" + name + ":2,FSa");
    }

    @Test
    void findsAMessageThatIsRenamedWhileTheMaildropIsOpen() throws Exception {
        Guid second = house.deliver(mail("two"), ANN);
        Guid third = house.deliver(mail("three"), ANN);
        try (Maildrop maildrop = house.maildrop(ANN)) {
            for (String name : house.files(ANN)) {
                Files.move(
                        house.maildir(ANN).resolve(name),
                        house.maildir(ANN).resolve(name.replace("new/", "cur/") + ":2,S"));
            }
            List<MessageRef> all = maildrop.messages();
            assertThat(StoreFixture.read(maildrop, all.get(0))).isEqualTo(mail("own"));
            house.update(
                    maildrop,
                    new Maildrop.Update(
                            List.of(all.get(1)), List.of(), List.of(new Maildrop.Flagged(all.get(2), "F", ""))));
        }
        assertThat(house.inbox(ANN)).containsOnlyKeys(own, third).doesNotContainKey(second);
        assertThat(house.files(ANN)).allMatch(name -> name.startsWith("cur/"));
    }

    @Test
    void missingFileIsListedNoLongerAndStaysKnown() throws Exception {
        Path file = house.onlyFile(ANN);
        Path away = data.resolve("away");
        try (Maildrop maildrop = house.maildrop(ANN)) {
            Files.move(file, away);
            assertThatThrownBy(() -> maildrop.read(maildrop.messages().get(0)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("gone");
        }
        assertThat(house.inbox(ANN)).isEmpty();
        house = house.restart();
        assertThat(house.inbox(ANN)).isEmpty();

        Files.move(away, file);

        assertThat(house.inbox(ANN)).containsOnlyKeys(own);
        assertThat(house.journal.entries).hasSize(1);
    }

    @Test
    void followsAMoveToAnotherFolder() throws Exception {
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.change(maildrop.makeFolder(named("Old")));
        }
        Path file = house.onlyFile(ANN);
        Files.move(file, house.maildir(ANN).resolve(".Old/cur").resolve(file.getFileName() + ":2,S"));

        assertThat(house.folder(ANN, named("Old"))).containsOnlyKeys(own);
        assertThat(house.inbox(ANN)).isEmpty();
        assertThat(house.journal.entries.stream().flatMap(entry -> entry.operations().stream()))
                .contains(new Operation.Move(ANN, "", ".Old", List.of(own)));
    }

    @Test
    void movedMessageIsFollowedWhenTheOldPlaceIsLookedAtFirst() throws Exception {
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.change(maildrop.makeFolder(named("Old")));
        }
        Path file = house.onlyFile(ANN);
        Files.move(file, house.maildir(ANN).resolve(".Old/cur").resolve(file.getFileName() + ":2,S"));

        assertThat(house.inbox(ANN)).isEmpty();
        assertThat(house.folder(ANN, named("Old"))).containsOnlyKeys(own);
        assertThat(lastEntry().operations()).containsExactly(new Operation.Move(ANN, "", ".Old", List.of(own)));
    }

    @Test
    void messageThatAnEarlierEntryTookInIsNotTakenInTwice() throws Exception {
        house.put(ANN, "new/1600000000.M1P2.mutt", "a\n");
        Map<Guid, String> inbox = house.inbox(ANN);
        Operation.Adopt first = (Operation.Adopt) lastEntry().operations().get(0);
        Guid again = house.journal.guids().next().at(0);
        MaildirName name = MaildirName.of(first.time(), again, first.node(), first.size());
        Path temporary = house.put(ANN, "tmp/" + name.base(), "a\r\n");

        house.applier.apply(
                house.journal.entries.size() + 1,
                JournalEntry.of(new Operation.Adopt(
                        first.time(),
                        first.node(),
                        again,
                        ANN,
                        "",
                        "",
                        first.size(),
                        first.sha256(),
                        first.foreignName())));

        assertThat(first.foreignName()).startsWith("converted:");
        assertThat(temporary).doesNotExist();
        assertThat(house.inbox(ANN)).isEqualTo(inbox);
    }

    @Test
    void copyWithinTheAccountBecomesAMessageOfItsOwn() throws Exception {
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.change(maildrop.makeFolder(named("Copy")));
        }
        Path file = house.onlyFile(ANN);
        Files.copy(file, house.maildir(ANN).resolve(".Copy/new").resolve(file.getFileName()));
        Files.copy(file, house.maildir(ANN).resolve("cur").resolve(file.getFileName() + ":2,S"));

        assertThat(house.folder(ANN, named("Copy"))).hasSize(1).doesNotContainKey(own);
        assertThat(house.inbox(ANN)).hasSize(2).containsKey(own);
        assertThat(house.inbox(ANN)).hasSize(2).containsKey(own);
    }

    @Test
    void messageThatIsBroughtBackKeepsItsName() throws Exception {
        Path file = house.onlyFile(ANN);
        Path backup = Files.copy(file, data.resolve("backup"));
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.update(maildrop, new Maildrop.Update(maildrop.messages(), List.of(), List.of()));
        }
        Files.move(backup, file);

        assertThat(house.inbox(ANN)).containsOnlyKeys(own);
        assertThat(lastEntry().operations().get(0))
                .isInstanceOfSatisfying(
                        Operation.Adopt.class, adopt -> assertThat(adopt.guid()).isEqualTo(own));
    }

    @Test
    void refusedAdoptionIsTriedAgainAtTheNextOpening() throws Exception {
        house.put(ANN, "new/1600000000.M1P2.mutt", "a\n");
        house.journal.full = true;
        assertThat(house.inbox(ANN)).containsOnlyKeys(own);
        assertThat(house.maildir(ANN).resolve("new/1600000000.M1P2.mutt")).exists();
        house.journal.full = false;

        assertThat(house.inbox(ANN)).hasSize(2);
    }

    private JournalEntry lastEntry() {
        return house.journal.entries.get(house.journal.entries.size() - 1);
    }

    private static String unescape(String text) {
        String plain = text.replace("\\r", "\r").replace("\\n", "\n");
        assertThat(plain.getBytes(US_ASCII)).isNotEmpty();
        return plain;
    }
}
