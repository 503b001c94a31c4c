package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.ToyFolders;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.ToySmtp;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;

/** Promises of the client that go through all of its engine (client.md, points 10, 24, 34, and messages that are sent on). */
final class AcceptanceTests {
    private static final Leave REMOVE = new Leave(Leave.Policy.NEVER, 0);

    @TempDir
    private Path directory;

    private final ToyPop3 mailbox = new ToyPop3();
    private final ToySmtp post = new ToySmtp();
    private ToyServer primary;
    private ToyServer backup;
    private ToyServer smtp;
    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        primary = new ToyServer(mailbox::play);
        backup = new ToyServer(mailbox::play);
        smtp = new ToyServer(post::play);
        bench = new Bench(directory.resolve("p"));
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        for (ToyServer server : List.of(primary, backup, smtp)) {
            server.close();
        }
    }

    private void account(Leave leave) throws InterruptedException {
        bench.account(Bench.both(primary.endpoint(), backup.endpoint()), Endpoints.of(smtp.endpoint()), leave);
    }

    @Test
    void fiftyMessagesComeOnceEachThoughThePrimaryStopsInTheMiddle() throws Exception {
        for (int i = 0; i < 50; i++) {
            mailbox.put("id" + i, ToyPop3.message("m" + i, "subject " + i));
        }
        account(REMOVE);
        AtomicInteger lines = new AtomicInteger();
        primary.heard(() -> {
            if (lines.incrementAndGet() == 31) {
                stop(primary);
            }
        });
        assertThat(Bench.done(bench.service().check("ada"))).isEqualTo(50);
        assertThat(lines).hasValue(31);
        assertThat(bench.rows(Folder.INBOX))
                .extracting(row -> row.key().id())
                .hasSize(50)
                .doesNotHaveDuplicates();
        ConnectionState state = bench.service().connection("ada");
        assertThat(state.status()).isEqualTo(ConnectionState.Status.ON_BACKUP);
        assertThat(state.problem()).isPresent();
        Bench.done(bench.service().check("ada"));
        assertThat(mailbox.ids()).isEmpty();
        assertThat(bench.rows(Folder.INBOX)).hasSize(50);
    }

    private static void stop(ToyServer server) {
        try {
            server.close();
        } catch (IOException closing) {
            throw new IllegalStateException(closing);
        }
    }

    @Test
    void aFolderIsOnOurServerForEveryClientAndOnOthersHereOnly() throws Exception {
        account(Leave.UNTIL_DELETED);
        Bench.done(bench.service().check("ada"));
        Folder here = Bench.done(bench.service().createFolder("ada", "Plans"));
        assertThat(here.place()).isEqualTo(Folder.Place.HERE);
        assertThat(mailbox.heard()).noneMatch(line -> line.startsWith("X"));

        ToyFolders ours = new ToyFolders();
        try (ToyServer server = new ToyServer(ours::play);
                Bench first = new Bench(directory.resolve("first"));
                Bench second = new Bench(directory.resolve("second"))) {
            for (Bench each : List.of(first, second)) {
                each.account(Endpoints.of(server.endpoint()), Endpoints.of(smtp.endpoint()), Leave.UNTIL_DELETED);
                Bench.done(each.service().check("ada"));
            }
            Folder there = Bench.done(first.service().createFolder("ada", "Plans/2027"));
            assertThat(there.place()).isEqualTo(Folder.Place.SERVER);
            assertThat(ours.names()).contains("Plans/2027");
            Bench.done(second.service().check("ada"));
            assertThat(second.service().folders("ada"))
                    .filteredOn(folder -> folder.id().path().equals("Plans/2027"))
                    .singleElement()
                    .satisfies(folder -> assertThat(folder.place()).isEqualTo(Folder.Place.SERVER));
        }
    }

    @Test
    void attachmentsWithEvilNamesAreOfferedAndSavedUnderHarmlessOnes() throws Exception {
        List<String> evil =
                List.of("../../../.bashrc", "C:\\\\autoexec.bat", "CON", "a/b", "x\u0001y", "....", "nul.txt");
        StringBuilder mail = new StringBuilder("Subject: evil\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nlook\r\n");
        evil.forEach(name -> mail.append("--b\r\nContent-Type: application/octet-stream\r\n")
                .append("Content-Disposition: attachment; filename=\"")
                .append(name)
                .append("\"\r\n\r\ndata\r\n"));
        mailbox.put("evil", mail.append("--b--\r\n").toString());
        account(Leave.UNTIL_DELETED);
        Bench.done(bench.service().check("ada"));
        MessageRow.Key key = bench.rows(Folder.INBOX).get(0).key();
        Path into = Files.createDirectory(directory.resolve("into"));
        var parts = Bench.done(bench.service().open(key)).attachments();
        assertThat(parts).hasSameSizeAs(evil);
        for (var part : parts) {
            Path file = into.resolve(part.name()).normalize();
            assertThat(file.getParent()).as(part.name()).isEqualTo(into);
            assertThat(part.name()).doesNotContainPattern("[\\p{Cntrl}/\\\\:]").doesNotStartWith(".");
            assertThat(part.name().replaceFirst("\\..*", "")).doesNotMatch("(?i)con|nul");
            Bench.done(bench.service().savePart(key, part.number(), file));
            assertThat(Files.readString(file)).startsWith("data");
        }
        assertThat(directory.resolve(".bashrc")).doesNotExist();
    }

    @Test
    void aRedirectedMessageGoesOnAsItCameAndIsMarked() throws Exception {
        mailbox.put("id1", ToyPop3.message("m1", "plan"));
        account(Leave.UNTIL_DELETED);
        Bench.done(bench.service().check("ada"));
        MessageRow.Key key = bench.rows(Folder.INBOX).get(0).key();
        assertThat(Bench.problem(bench.service().redirect(key, "no address", Duration.ZERO))
                        .cause())
                .isEqualTo(Problem.Cause.USAGE);
        OutboxEntry entry = Bench.done(bench.service().redirect(key, "Bob <bob@example.org>", Duration.ZERO));
        assertThat(entry.recipients()).containsExactly("bob@example.org");
        assertThat(Bench.done(bench.service().flush("ada"))).isEmpty();
        assertThat(post.heard()).contains("MAIL FROM:<ada@example.org>", "RCPT TO:<bob@example.org>");
        assertThat(post.received())
                .singleElement()
                .asString()
                .startsWith("Resent-From: Ada <ada@example.org>\r\nResent-To: Bob <bob@example.org>\r\n")
                .endsWith("\r\n" + ToyPop3.message("m1", "plan"));
        assertThat(bench.rows(Folder.INBOX).get(0).has(Mark.FORWARDED)).isTrue();
        assertThat(bench.rows(Folder.SENT)).extracting(MessageRow::subject).containsExactly("plan");
        assertThat(bench.rows(Folder.DRAFTS)).isEmpty();
    }

    @Test
    void aFolderThatWasExportedCanBeImportedAgain() throws Exception {
        mailbox.put("id1", ToyPop3.message("m1", "one") + "From here on\r\n>From there on\r\n");
        mailbox.put("id2", ToyPop3.message("m2", "two"));
        account(Leave.UNTIL_DELETED);
        Bench.done(bench.service().check("ada"));
        Path mbox = directory.resolve("inbox.mbox");
        Folder.Id inbox = new Folder.Id("ada", Folder.INBOX);
        assertThat(Bench.done(bench.service().export(inbox, mbox))).isEqualTo(2);
        Folder.Id copies =
                Bench.done(bench.service().createFolder("ada", "Copies")).id();
        assertThat(Bench.done(bench.service().importMail(mbox, copies))).isEqualTo(2);
        List<MessageRow> rows = bench.rows("Copies");
        assertThat(rows).extracting(MessageRow::subject).containsExactly("one", "two");
        Path source = Bench.done(bench.service().source(rows.get(0).key()));
        assertThat(Files.readString(source)).contains("\r\nFrom here on\r\n>From there on\r\n");
    }

    @Test
    void aSignatureStandsWhereOneWantsIt() throws Exception {
        mailbox.put("id1", ToyPop3.message("m1", "plan"));
        account(Leave.UNTIL_DELETED);
        Bench.done(bench.service().check("ada"));
        Account signed = bench.service().accounts().get(0).with("Ada", "Countess", Leave.UNTIL_DELETED);
        for (boolean above : List.of(true, false)) {
            Bench.done(bench.service()
                    .saveAccount(signed.signing(above), java.util.Optional.empty(), Asks.KeepPassword.NOWHERE));
            bench.reopen();
            assertThat(bench.service().accounts().get(0).signatureAbove()).isEqualTo(above);
            String body = Bench.done(bench.service()
                            .answer(
                                    bench.rows(Folder.INBOX).get(0).key(),
                                    org.mmsys.client.core.model.Draft.Kind.REPLY,
                                    java.util.Optional.empty()))
                    .body();
            assertThat(body.indexOf("Countess") < body.indexOf("> Text of"))
                    .as(body)
                    .isEqualTo(above);
            assertThat(body.contains("\n-- \n")).isEqualTo(!above);
        }
    }

    @Test
    void noFileOfTheProfileHoldsThePassword() throws Exception {
        account(Leave.UNTIL_DELETED);
        mailbox.put("id1", ToyPop3.message("m1", "plan"));
        Bench.done(bench.service().check("ada"));
        bench.close();
        Set<Path> looked = new java.util.TreeSet<>();
        try (var files = Files.walk(directory.resolve("p"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                looked.add(file);
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("secret");
            }
        }
        assertThat(looked).hasSizeGreaterThan(3);
    }
}
