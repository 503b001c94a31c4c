package org.mmsys.core.store.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mmsys.core.store.maildir.StoreFixture.ANN;
import static org.mmsys.core.store.maildir.StoreFixture.BOB;
import static org.mmsys.core.store.maildir.StoreFixture.mail;
import static org.mmsys.core.store.maildir.StoreFixture.named;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.FolderInfo;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;
import org.mmsys.core.store.NoSpaceException;

final class MaildirMailStoreTests {
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
    void listsWhatWasDeliveredInOrder() throws Exception {
        Guid first = house.deliver(mail("one"), ANN);
        Guid second = house.deliver(mail("two"), ANN);

        assertThat(house.inbox(ANN)).containsExactly(Map.entry(first, mail("one")), Map.entry(second, mail("two")));
        assertThat(house.inbox(BOB)).isEmpty();
    }

    @Test
    void writesPrivateFilesUnderThePromisedName() throws Exception {
        Guid guid = house.deliver(mail("one"), ANN);

        Path file = house.onlyFile(ANN);
        assertThat(house.files(ANN))
                .containsExactly("new/" + StoreFixture.NOW.getEpochSecond() + "." + guid + ".s1-primary,S="
                        + mail("one").length());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Path relative = data.relativize(file.getParent());
        for (int i = 1; i <= relative.getNameCount(); i++) {
            Path directory = data.resolve(relative.subpath(0, i));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void givesSeveralRecipientsHardLinksOfOneFile() throws Exception {
        Guid first = house.deliver(mail("one"), ANN, BOB, ANN);

        assertThat(house.inbox(ANN)).containsOnlyKeys(first);
        assertThat(house.inbox(BOB)).hasSize(1).doesNotContainKey(first);
        assertThat(Files.getAttribute(house.onlyFile(ANN), "unix:nlink")).isEqualTo(2);
        assertThat(Files.isSameFile(house.onlyFile(ANN), house.onlyFile(BOB))).isTrue();
    }

    @Test
    void linksLargeBodiesAndReadsThemBack() throws Exception {
        byte[] large = mail("x".repeat(200_000)).getBytes(US_ASCII);
        Body body = house.write(large);

        house.deliver(body, Optional.empty(), ANN, BOB);

        assertThat(body).isInstanceOf(Body.Spooled.class);
        assertThat(house.inbox(ANN).values()).containsExactly(new String(large, US_ASCII));
        assertThat(Files.getAttribute(house.onlyFile(ANN), "unix:nlink")).isEqualTo(3);
    }

    @Test
    void writesBodiesUpTo64KibIntoMemory() throws Exception {
        BodyWriter writer = house.store.newBody();
        writer.prefix("Return-Path: <>\r\n".getBytes(US_ASCII));
        int rest = Body.INLINE_MAX - (int) writer.size();
        assertThat(writer.mayBlock(rest)).isFalse();
        assertThat(writer.mayBlock(rest + 1)).isTrue();
        writer.write(ByteBuffer.allocate(rest));
        assertThat(writer.mayBlock(0)).isFalse();

        Body body = writer.finish();

        assertThat(body).isInstanceOf(Body.Inline.class);
        assertThat(body.prefixLength()).isEqualTo(17);
        assertThat(body.size()).isEqualTo(Body.INLINE_MAX);
    }

    @Test
    void deletesAbandonedBodies() throws Exception {
        BodyWriter writer = house.store.newBody();
        writer.write(ByteBuffer.allocate(Body.INLINE_MAX + 1));
        assertThat(MaildirTree.list(house.journal.bodies())).hasSize(1);

        writer.abandon();
        writer.abandon();

        assertThat(MaildirTree.list(house.journal.bodies())).isEmpty();
    }

    @Test
    void saysWhenThereIsNoSpaceForALargeBody() throws Exception {
        house.journal.full = true;
        BodyWriter writer = house.store.newBody();
        writer.write(ByteBuffer.allocate(Body.INLINE_MAX));

        assertThat(house.store.shortOfSpace()).isTrue();
        assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(1))).isInstanceOf(NoSpaceException.class);
        writer.abandon();
        assertThatThrownBy(() -> house.deliver(mail("x"), ANN)).hasMessageContaining("NO_SPACE");
        assertThat(Files.exists(house.maildir(ANN))).isFalse();
    }

    @Test
    void locksTheMaildropForOneSession() throws Exception {
        house.deliver(mail("one"), ANN);
        Maildrop held = house.maildrop(ANN);

        assertThat(house.store.open(ANN)).isInstanceOf(MailStore.Opening.InUse.class);
        assertThat(house.store.tryOpen(ANN)).get().isInstanceOf(MailStore.Opening.InUse.class);
        assertThat(house.store.open(BOB)).isInstanceOf(MailStore.Opening.Opened.class);
        held.close();
        held.close();
        assertThat(house.store.tryOpen(ANN)).get().isInstanceOf(MailStore.Opening.Opened.class);
    }

    @Test
    void keepsTheLockUntilTheLastUpdateIsDecided() throws Exception {
        house.deliver(mail("one"), ANN);
        Maildrop held = house.maildrop(ANN);
        house.journal.held = true;
        held.update(deletion(held.messages()), new Ignored());
        held.close();

        assertThat(house.store.open(ANN)).isInstanceOf(MailStore.Opening.InUse.class);
        house.journal.release();
        assertThat(house.inbox(ANN)).isEmpty();
    }

    @Test
    void opensAtOnceOnlyWhatIsInMemoryAndUnchanged() throws Exception {
        house.deliver(mail("one"), ANN);
        house = house.restart();
        assertThat(house.store.tryOpen(ANN)).isEmpty();
        house.inbox(ANN);
        assertThat(house.store.tryOpen(ANN)).get().satisfies(MaildirMailStoreTests::release);
        house.deliver(mail("two"), ANN);
        assertThat(house.store.tryOpen(ANN)).get().satisfies(MaildirMailStoreTests::release);

        touch(house.maildir(ANN).resolve("new"));

        assertThat(house.store.tryOpen(ANN)).isEmpty();
    }

    @Test
    void showsWhatWasThereWhenTheFolderWasOpened() throws Exception {
        house.deliver(mail("one"), ANN);
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.deliver(mail("two"), ANN);
            assertThat(maildrop.messages()).hasSize(1);
            assertThat(maildrop.openFolder(FolderName.INBOX)).isTrue();
            assertThat(maildrop.messages()).hasSize(2);
        }
    }

    @Test
    void deletesMovesAndFlagsInOneEntry() throws Exception {
        for (int i = 0; i < 5; i++) {
            house.deliver(mail("m" + i), ANN);
        }
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.change(maildrop.makeFolder(named("Kept")));
            List<MessageRef> all = maildrop.messages();
            int before = house.journal.entries.size();
            house.update(
                    maildrop,
                    new Maildrop.Update(
                            List.of(all.get(0)),
                            List.of(new Maildrop.Moved(all.get(1), named("Kept"))),
                            List.of(
                                    new Maildrop.Flagged(all.get(1), "F", ""),
                                    new Maildrop.Flagged(all.get(2), "S", ""))));
            assertThat(house.journal.entries).hasSize(before + 1);
            assertThat(maildrop.messages()).hasSize(5);
        }
        assertThat(house.inbox(ANN).values()).containsExactly(mail("m2"), mail("m3"), mail("m4"));
        assertThat(house.folder(ANN, named("Kept")).values()).containsExactly(mail("m1"));
        assertThat(house.files(ANN))
                .anyMatch(name -> name.startsWith(".Kept/cur/") && name.endsWith(":2,F"))
                .anyMatch(name -> name.startsWith("cur/") && name.endsWith(":2,S"));
    }

    @Test
    void countsMessagesOfFolders() throws Exception {
        house.deliver(mail("one"), ANN);
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.change(maildrop.makeFolder(named("Sent/2026")));
            assertThat(maildrop.openFolder(named("Sent/2026"))).isTrue();
            StoreFixture.Delivered stored = new StoreFixture.Delivered();
            maildrop.append(StoreFixture.body(mail("copy")), Flags.SEEN, stored);
            stored.get();

            assertThat(maildrop.folders())
                    .containsExactly(
                            new FolderInfo(FolderName.INBOX, 1, 1, mail("one").length()),
                            new FolderInfo(
                                    named("Sent/2026"), 1, 0, mail("copy").length()));
        }
        assertThat(house.maildir(ANN).resolve(".Sent.2026/maildirfolder")).exists();
    }

    @Test
    void refusesFolderChangesThatCannotBe() throws Exception {
        house.deliver(mail("one"), ANN);
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.change(maildrop.makeFolder(named("A")));
            house.change(maildrop.makeFolder(named("A/B")));
            house.change(maildrop.makeFolder(named("C/B")));
            assertForbidden(maildrop.makeFolder(named("A")), Maildrop.FolderChange.Why.EXISTS);
            assertForbidden(maildrop.makeFolder(FolderName.INBOX), Maildrop.FolderChange.Why.EXISTS);
            assertForbidden(maildrop.dropFolder(FolderName.INBOX), Maildrop.FolderChange.Why.CANNOT);
            assertForbidden(maildrop.renameFolder(FolderName.INBOX, named("X")), Maildrop.FolderChange.Why.CANNOT);
            assertForbidden(maildrop.dropFolder(named("X")), Maildrop.FolderChange.Why.MISSING);
            assertForbidden(maildrop.renameFolder(named("X"), named("Y")), Maildrop.FolderChange.Why.MISSING);
            assertForbidden(maildrop.renameFolder(named("A"), named("A/D")), Maildrop.FolderChange.Why.CANNOT);
            assertForbidden(maildrop.renameFolder(named("A"), named("C")), Maildrop.FolderChange.Why.EXISTS);
            house.update(
                    maildrop,
                    new Maildrop.Update(
                            List.of(),
                            List.of(new Maildrop.Moved(maildrop.messages().get(0), named("A"))),
                            List.of()));
            assertForbidden(maildrop.dropFolder(named("A")), Maildrop.FolderChange.Why.NOT_EMPTY);
            assertThat(maildrop.openFolder(named("X"))).isFalse();
            house.change(maildrop.dropFolder(named("A/B")));
            assertThat(maildrop.existing(named("A/B"))).isEmpty();
        }
    }

    @Test
    void renamesAFolderWithThoseBelowIt() throws Exception {
        Guid guid = house.deliver(mail("one"), ANN);
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.change(maildrop.makeFolder(named("A")));
            house.change(maildrop.makeFolder(named("A/B")));
            house.change(maildrop.makeFolder(named("AB")));
            house.update(
                    maildrop,
                    new Maildrop.Update(
                            List.of(),
                            List.of(new Maildrop.Moved(maildrop.messages().get(0), named("A/B"))),
                            List.of()));
            house.change(maildrop.renameFolder(named("A"), named("Z")));
            assertThat(maildrop.folders().stream().map(info -> info.name().path()))
                    .containsExactly("INBOX", "AB", "Z", "Z/B");
        }
        assertThat(house.folder(ANN, named("Z/B"))).containsExactly(Map.entry(guid, mail("one")));
    }

    @Test
    void laterOwnerOfANameInheritsNothing() throws Exception {
        apply(new Operation.CreateAccount(StoreFixture.NOW, ANN, "v", ""));
        house.deliver(mail("old"), ANN);
        house.inbox(ANN);
        apply(new Operation.DeleteAccount(StoreFixture.NOW, ANN, "ann-1"));
        assertThat(house.maildir(ANN)).doesNotExist();
        assertThat(data.resolve("mail/.graves/ann-1/Maildir/new")).isNotEmptyDirectory();
        house.deliver(mail("too late"), ANN);

        apply(new Operation.CreateAccount(StoreFixture.NOW, ANN, "v2", ""));

        assertThat(house.inbox(ANN)).isEmpty();
        Guid fresh = house.deliver(mail("new"), ANN);
        assertThat(house.inbox(ANN)).containsOnlyKeys(fresh);
        house = house.crash();
        assertThat(house.inbox(ANN)).containsOnlyKeys(fresh);
    }

    @Test
    void readOfADamagedMessageFailsAndSetsItAside() throws Exception {
        house.deliver(mail("good"), ANN);
        house.deliver(mail("evil"), ANN);
        try (Maildrop maildrop = house.maildrop(ANN)) {
            MessageRef evil = maildrop.messages().get(1);
            Path file = house.maildir(ANN)
                    .resolve(house.files(ANN).stream()
                            .filter(name -> name.contains(evil.guid().text()))
                            .findFirst()
                            .orElseThrow());
            Files.writeString(file, mail("Evil"), US_ASCII);

            assertThatThrownBy(() -> maildrop.read(evil)).hasMessageContaining("damaged");
            assertThat(file).doesNotExist();
            assertThat(data.resolve("quarantine/here.test/ann").resolve(file.getFileName()))
                    .hasContent(mail("Evil"));
            assertThatThrownBy(() -> maildrop.read(evil)).hasMessageContaining("no longer there");
        }
        assertThat(house.inbox(ANN).values()).containsExactly(mail("good"));
        house = house.restart();
        assertThat(house.inbox(ANN).values()).containsExactly(mail("good"));
    }

    @Test
    void readOfALargeDamagedMessageFailsInsteadOfEnding() throws Exception {
        byte[] large = mail("x".repeat(200_000)).getBytes(US_ASCII);
        house.deliver(house.write(large), Optional.empty(), ANN);
        byte[] changed = large.clone();
        changed[100_000] ^= 1;
        Files.write(house.onlyFile(ANN), changed);

        try (Maildrop maildrop = house.maildrop(ANN)) {
            assertThatThrownBy(() ->
                            StoreFixture.read(maildrop, maildrop.messages().get(0)))
                    .hasMessageContaining("damaged");
        }
        assertThat(house.inbox(ANN)).isEmpty();
    }

    @Test
    void scrubberFindsDamageBeforeAnybodyReads() throws Exception {
        house.deliver(mail("good"), ANN);
        house.deliver(mail("evil"), BOB);
        Files.writeString(house.onlyFile(BOB), mail("Evil"), US_ASCII);

        new Scrubber(house.store, Long.MAX_VALUE / 2, Duration.ofDays(7)).pass();

        assertThat(house.files(BOB)).isEmpty();
        assertThat(data.resolve("quarantine/here.test/bob")).isNotEmptyDirectory();
        assertThat(house.inbox(ANN)).hasSize(1);
        assertThat(house.inbox(BOB)).isEmpty();
    }

    private void apply(Operation operation) {
        house.journal.append(JournalEntry.of(operation), new Ignored());
    }

    private static Maildrop.Update deletion(List<MessageRef> messages) {
        return new Maildrop.Update(messages, List.of(), List.of());
    }

    private static void release(MailStore.Opening opening) {
        ((MailStore.Opening.Opened) opening).maildrop().close();
    }

    private static void assertForbidden(Maildrop.FolderChange change, Maildrop.FolderChange.Why why) {
        assertThat(change).isEqualTo(new Maildrop.FolderChange.Forbidden(why));
    }

    private static void touch(Path directory) throws IOException {
        Files.setLastModifiedTime(
                directory,
                FileTime.fromMillis(Files.getLastModifiedTime(directory).toMillis() + 5000));
    }

    private static final class Ignored implements Journal.CommitListener {
        @Override
        public void committed(long sequence) {}

        @Override
        public void refused(Journal.Refusal why) {}
    }
}
