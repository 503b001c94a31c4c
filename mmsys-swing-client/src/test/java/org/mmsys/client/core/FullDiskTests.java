package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;

/** A disk that fills up: it is said, nothing is removed from the server, and with room again it goes on. A small tmpfs; needs root. */
final class FullDiskTests {
    @TempDir
    private Path directory;

    private Path disk;
    private final ToyPop3 mailbox = new ToyPop3("CAPA");
    private ToyServer server;
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        disk = Files.createDirectories(directory.resolve("disk"));
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small disk");
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk.toString()) == 0, "no mount here");
        server = new ToyServer(mailbox::play);
        bench = new Bench(disk.resolve("p"));
        bench.account(
                Endpoints.of(server.endpoint()), Endpoints.of(server.endpoint()), new Leave(Leave.Policy.NEVER, 0));
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            bench.close();
            server.close();
            assertThat(run("umount", "-l", disk.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Fills the disk up to the last octets. */
    private Path fill(int left) throws IOException {
        Path file = disk.resolve("ballast");
        long room = Files.getFileStore(disk).getUsableSpace();
        Files.write(file, new byte[(int) Math.max(0, room - left)]);
        return file;
    }

    @Test
    void mailThatDoesNotFitStaysOnTheServerAndComesWhenThereIsRoom() throws Exception {
        for (int i = 1; i <= 6; i++) {
            mailbox.put("id" + i, ToyPop3.message("m" + i, "subject " + i) + "x".repeat(60_000) + "\r\n");
        }
        Path ballast = fill(200_000);
        Problem problem = Bench.problem(bench.service().check("ada"));
        assertThat(problem.cause()).isEqualTo(Problem.Cause.DISK);
        assertThat(problem.advice()).contains("room");
        int here = bench.rows(Folder.INBOX).size();
        assertThat(mailbox.ids()).hasSizeGreaterThanOrEqualTo(6 - here);
        Files.delete(ballast);
        Bench.done(bench.service().check("ada"));
        assertThat(bench.rows(Folder.INBOX))
                .extracting(row -> row.key().id())
                .containsExactlyInAnyOrder("id1", "id2", "id3", "id4", "id5", "id6");
        assertThat(mailbox.ids()).isEmpty();
        assertThat(disk.resolve("p/tmp")).isEmptyDirectory();
    }

    @Test
    void whatTheIndexCannotTakeIsSaidAndNothingIsLost() throws Exception {
        mailbox.put("id1", ToyPop3.message("m1", "one"));
        Bench.done(bench.service().check("ada"));
        MessageRow.Key key = bench.rows(Folder.INBOX).get(0).key();
        Path ballast = fill(0);
        boolean full = false;
        for (int i = 0; i < 400 && !full; i++) {
            full = Bench.end(bench.service().mark(List.of(key), Mark.STARRED, i % 2 == 0))
                    .trouble()
                    .filter(problem -> problem.cause() == Problem.Cause.DISK)
                    .isPresent();
        }
        assertThat(full).isTrue();
        assertThat(bench.rows(Folder.INBOX)).hasSize(1);
        Files.delete(ballast);
        Bench.done(bench.service().mark(List.of(key), Mark.SEEN, true));
        bench.reopen();
        assertThat(bench.rows(Folder.INBOX))
                .singleElement()
                .satisfies(row -> assertThat(row.unread()).isFalse());
    }

    @Test
    void aMessageThatCannotBeKeptIsNotCalledSentAndTheDraftStays() throws Exception {
        Draft draft = bench.service().newDraft("ada").with("grace@example.org", "", "", "x", "text", List.of());
        Bench.done(bench.service().saveDraft(draft));
        Path ballast = fill(0);
        Draft longer = draft.with(draft.to(), "", "", draft.subject(), "text ".repeat(50_000), List.of());
        Problem problem = Bench.problem(bench.service().send(longer, Duration.ZERO));
        assertThat(problem.cause()).isEqualTo(Problem.Cause.DISK);
        assertThat(bench.service().outbox()).isEmpty();
        assertThat(bench.service().unfinished()).extracting(Draft::body).containsExactly("text");
        Files.delete(ballast);
        Bench.done(bench.service().send(longer, Duration.ofDays(1)));
        assertThat(bench.service().outbox()).hasSize(1);
        assertThat(bench.service().unfinished()).isEmpty();
    }

    @Test
    void aProfileOnAFullDiskIsRefusedInWords() throws Exception {
        bench.service().close();
        fill(0);
        Outcome<MailService> opened = MailEngine.open(EngineSettings.command(disk.resolve("another"), Asks.nobody()));
        assertThat(opened.trouble().orElseThrow().cause()).isEqualTo(Problem.Cause.DISK);
        assertThat(opened.trouble().orElseThrow().advice()).contains("disk");
    }
}
