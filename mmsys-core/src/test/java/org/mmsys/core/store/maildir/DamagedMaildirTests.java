package org.mmsys.core.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mmsys.core.store.maildir.StoreFixture.ANN;
import static org.mmsys.core.store.maildir.StoreFixture.BOB;
import static org.mmsys.core.store.maildir.StoreFixture.mail;
import static org.mmsys.core.store.maildir.StoreFixture.named;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.Maildrop;

/** What somebody did to one account's directories does not keep the journal from being applied. */
final class DamagedMaildirTests {
    private static final Journal.CommitListener UNHEARD = new Journal.CommitListener() {
        @Override
        public void committed(long sequence) {}

        @Override
        public void refused(Journal.Refusal why) {
            throw new AssertionError(why);
        }
    };

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

    @ParameterizedTest
    @CsvSource({"new,false", "new,true", "tmp,false", "tmp,true", ",false", ",true"})
    void mailIsDeliveredAllTheSame(String place, boolean link) throws Exception {
        house.deliver(mail("before"), ANN);
        damage(place == null ? house.maildir(ANN) : house.maildir(ANN).resolve(place), link);

        Guid small = house.deliver(mail("after"), ANN, BOB);
        Guid large = house.deliver(house.write(new byte[100_000]), Optional.empty(), ANN)
                .get();

        assertThat(house.inbox(ANN)).containsKeys(small, large);
        assertThat(house.inbox(BOB)).hasSize(1);
        assertThat(MaildirTree.list(data.resolve("quarantine/here.test/ann"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"new,false", "new,true", "tmp,false", "cur,false", ",false", ",true"})
    void recoveryMendsIt(String place, boolean link) throws Exception {
        Guid guid = house.deliver(mail("one"), ANN);
        house.deliver(mail("two"), ANN);
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.update(maildrop, new Maildrop.Update(maildrop.messages().subList(1, 2), List.of(), List.of()));
        }
        damage(place == null ? house.maildir(ANN) : house.maildir(ANN).resolve(place), link);

        house = house.crash();

        assertThat(house.inbox(ANN)).containsOnlyKeys(guid);
    }

    @Test
    void aFileInThePlaceOfTheAccountIsSetAside() throws Exception {
        Guid guid = house.deliver(mail("one"), ANN);
        damage(data.resolve("mail/here.test/ann"), false);

        house = house.crash();

        assertThat(house.inbox(ANN)).containsOnlyKeys(guid);
    }

    @ParameterizedTest
    @CsvSource({"new,false", "new,true", "cur,false", "cur,true"})
    void whatFailsSucceedsWhenItComesAgain(String place, boolean link) throws Exception {
        Guid guid = house.deliver(mail("one"), ANN);
        house.inbox(ANN);
        damage(house.maildir(ANN).resolve(place), link);
        JournalEntry entry = new JournalEntry(List.of(
                new Operation.Flag(ANN, "", List.of(guid), "S", ""), new Operation.Expunge(ANN, "", List.of(guid))));
        try {
            house.applier.apply(2, entry);
        } catch (IOException owed) {
            house.applier.apply(2, entry);
        }
        assertThat(house.files(ANN)).noneMatch(name -> name.contains(guid.text()));
    }

    private static void damage(Path directory, boolean link) throws IOException {
        PathUtils.deleteDirectory(directory);
        if (link) {
            Files.createSymbolicLink(directory, Path.of("nowhere"));
        } else {
            Files.writeString(directory, "not a directory");
        }
    }

    @Test
    void aFolderRenamedBeforeTheAccountWasDeletedIsNoObstacle() throws Exception {
        house.deliver(mail("one"), ANN);
        try (Maildrop maildrop = house.maildrop(ANN)) {
            house.change(maildrop.makeFolder(named("A")));
            house.change(maildrop.renameFolder(named("A"), named("B")));
        }
        house.journal.append(JournalEntry.of(new Operation.DeleteAccount(StoreFixture.NOW, ANN, "ann-1")), UNHEARD);
        house.journal.append(
                new JournalEntry(List.of(
                        new Operation.DeleteAccount(StoreFixture.NOW, ANN, "ann-2"),
                        new Operation.RenameFolder(ANN, ".B", ".C"))),
                UNHEARD);
        Guid guid = house.deliver(mail("two"), BOB);

        house = house.crash();

        assertThat(house.maildir(ANN)).doesNotExist();
        assertThat(house.inbox(BOB)).containsOnlyKeys(guid);
    }
}
