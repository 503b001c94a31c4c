package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.ToyFolders;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;

/** Folders on the server: what is changed here is told there once, whichever server breaks off when, and what another client does comes here. */
final class ServerFoldersTests {
    private static final List<String> NAMES = List.of(Folder.INBOX, "Work", "Work/Old", Folder.TRASH);
    private static final List<String> LOST = List.of("XAPPEND", "XCOMMIT", "QUIT", "XFMAKE", "");
    private static final String DELETED = "";

    @TempDir
    private Path directory;

    private final ToyFolders mailbox = new ToyFolders();
    private ToyServer primary;
    private ToyServer backup;
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        primary = new ToyServer(mailbox::play);
        backup = new ToyServer(mailbox::play);
        bench = account(new Bench(directory.resolve("p")));
    }

    private Bench account(Bench made) throws InterruptedException {
        made.account(
                Bench.both(primary.endpoint(), backup.endpoint()),
                Endpoints.of(primary.endpoint()),
                Leave.UNTIL_DELETED);
        return made;
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        primary.close();
        backup.close();
    }

    private void arrive(String subject) {
        mailbox.put(Folder.INBOX, ToyPop3.message(subject, subject));
    }

    private int check() throws InterruptedException {
        return Bench.done(bench.service().check("ada"));
    }

    private static Folder.Id id(String folder) {
        return new Folder.Id("ada", folder);
    }

    @Test
    void whatOneClientDoesAnotherSees() throws Exception {
        arrive("one");
        arrive("two");
        assertThat(check()).isEqualTo(2);
        assertThat(bench.service().connection("ada").foldersOnServer()).contains(true);
        Bench.done(bench.service().createFolder("ada", "Work"));
        MessageRow.Key one = bench.rows(Folder.INBOX).get(0).key();
        Bench.done(bench.service().move(List.of(one), id("Work")));
        Bench.done(bench.service().mark(List.of(one.in("Work")), Mark.SEEN, true));
        check();
        assertThat(mailbox.subjects("Work")).containsExactly("S one");
        try (Bench other = account(new Bench(directory.resolve("other")))) {
            Bench.done(other.service().check("ada"));
            assertThat(other.rows("Work"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.unread()).isFalse());
            Bench.done(other.service().delete(List.of(other.rows("Work").get(0).key()), true));
            Bench.done(other.service().check("ada"));
        }
        check();
        assertThat(bench.rows("Work")).isEmpty();
        assertThat(Bench.done(bench.service().undo())).isPresent();
        check();
        assertThat(mailbox.subjects(Folder.INBOX)).containsExactly("- two");
    }

    @Test
    void oneGoneAndAnotherOfItsSizeComeIsNoticed() throws Exception {
        arrive("one");
        check();
        try (Bench other = account(new Bench(directory.resolve("other")))) {
            Bench.done(other.service().check("ada"));
            Bench.done(other.service()
                    .delete(List.of(other.rows(Folder.INBOX).get(0).key()), true));
            Bench.done(other.service().check("ada"));
        }
        arrive("two");
        check();
        assertThat(bench.rows(Folder.INBOX)).extracting(MessageRow::subject).containsExactly("two");
    }

    @Test
    void whatWasChangedOfflineIsToldInItsOrder() throws Exception {
        arrive("one");
        check();
        MessageRow.Key one = bench.rows(Folder.INBOX).get(0).key();
        bench.service().workOffline(true);
        Bench.done(bench.service().createFolder("ada", "Work"));
        Bench.done(bench.service().move(List.of(one), id("Work")));
        Bench.done(bench.service().renameFolder(id("Work"), "Play"));
        Bench.done(bench.service().move(List.of(one.in("Play")), id(Folder.INBOX)));
        Bench.done(bench.service().undo());
        Bench.done(bench.service().createFolder("ada", "Empty"));
        Bench.done(bench.service().deleteFolder(id("Empty")));
        bench.reopen();
        check();
        assertThat(mailbox.names()).contains("Play").doesNotContain("Work", "Empty");
        assertThat(mailbox.subjects("Play")).containsExactly("- one");
        assertThat(bench.rows("Play")).hasSize(1);
    }

    @Test
    void anUploadWhoseAnswerIsLostIsNotMadeTwice() throws Exception {
        check();
        Bench.done(bench.service().createFolder("ada", "Work"));
        Path file = Files.writeString(directory.resolve("up.eml"), ToyPop3.message("up", "up"));
        Bench.done(bench.service().importMail(file, id("Work")));
        mailbox.loseAnswerTo("XAPPEND");
        check();
        check();
        assertThat(mailbox.subjects("Work")).hasSize(1);
        assertThat(bench.rows("Work")).hasSize(1);
    }

    /** Random changes while both servers break off at random octets: nothing lost, nothing twice, all as the user left it. */
    @RepeatedTest(4)
    void wheneverServersBreakOffAllIsAsTheUserLeftIt() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, String> model = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            arrive("m" + i);
            model.put("m" + i, Folder.INBOX);
        }
        check();
        Bench.done(bench.service().createFolder("ada", "Work"));
        Bench.done(bench.service().createFolder("ada", "Work/Old"));
        for (int round = 0; round < 25; round++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                change(random, model, round * 10 + i);
            }
            breakOff(primary, random);
            breakOff(backup, random);
            mailbox.loseAnswerTo(LOST.get(random.nextInt(LOST.size())));
            Bench.end(bench.service().check("ada"));
            if (random.nextInt(6) == 0) {
                bench.reopen();
            }
        }
        mailbox.loseAnswerTo("");
        primary.script(mailbox::play);
        backup.script(mailbox::play);
        check();
        check();
        for (String folder : NAMES) {
            List<String> wanted = new ArrayList<>();
            model.forEach((subject, where) -> {
                if (where.equals(folder)) {
                    wanted.add(subject);
                }
            });
            assertThat(mailbox.subjects(folder))
                    .as("server, " + folder + ", seed " + seed)
                    .extracting(text -> text.substring(2))
                    .containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(bench.rows(folder))
                    .as("here, " + folder + ", seed " + seed)
                    .extracting(MessageRow::subject)
                    .containsExactlyInAnyOrderElementsOf(wanted);
            for (MessageRow row : bench.rows(folder)) {
                assertThat(Bench.done(bench.service().open(row.key())).plain()).contains("Text of " + row.subject());
            }
        }
    }

    private void breakOff(ToyServer server, Random random) {
        long octets = random.nextInt(3) == 0 ? Long.MAX_VALUE : 30 + random.nextInt(2500);
        server.script(talk -> {
            talk.dropAfter(octets);
            mailbox.play(talk);
        });
    }

    private void change(Random random, Map<String, String> model, int number) throws Exception {
        String from = NAMES.get(random.nextInt(NAMES.size()));
        List<MessageRow> rows = bench.rows(from);
        int what = random.nextInt(8);
        if (what == 0) {
            String subject = "new" + number;
            arrive(subject);
            model.put(subject, Folder.INBOX);
        } else if (what == 1) {
            String subject = "up" + number;
            Path file = Files.writeString(directory.resolve("up.eml"), ToyPop3.message(subject, subject));
            Bench.done(bench.service().importMail(file, id(from)));
            model.put(subject, from);
        } else if (!rows.isEmpty()) {
            MessageRow row = rows.get(random.nextInt(rows.size()));
            String to = NAMES.get(random.nextInt(NAMES.size()));
            if (what == 2) {
                Bench.done(bench.service().delete(List.of(row.key()), true));
                model.put(row.subject(), DELETED);
            } else if (what == 3) {
                Bench.done(bench.service().mark(List.of(row.key()), Mark.SEEN, random.nextBoolean()));
            } else {
                Bench.done(bench.service().move(List.of(row.key()), id(to)));
                model.put(row.subject(), to);
            }
        }
    }
}
