package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.OtherServers;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.core.model.ProbeLine;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.wire.sasl.Secret;

/** The client with Dovecot and Postfix: folders on this disk, three choices of what stays on the server, TLS and logins as they do them. */
final class OtherServersIT {
    @TempDir
    private static Path servers;

    @TempDir
    private Path profile;

    private static OtherServers others;

    private Bench bench;

    @BeforeAll
    static void start() throws Exception {
        others = OtherServers.start(servers);
    }

    @AfterAll
    static void stop() throws IOException {
        if (others != null) {
            others.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        for (Path left : others.files()) {
            Files.deleteIfExists(left);
        }
        bench = new Bench(profile.resolve("p"));
        bench.trust = Asks.Trust.PIN;
        account(Leave.UNTIL_DELETED);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private void account(Leave leave) throws InterruptedException {
        bench.account(Endpoints.of(others.pop3()), Endpoints.of(others.smtp()), leave, Security.IF_OFFERED);
    }

    private OutboxEntry queue(String to, String subject, List<Draft.Attachment> files) throws InterruptedException {
        Draft draft =
                bench.service().newDraft("ada").with(to, "", "", subject, "Gr\u00fc\u00dfe\n.\nFrom here\n", files);
        return Bench.done(bench.service().send(draft, Duration.ZERO));
    }

    private List<OutboxEntry> flush() throws InterruptedException {
        return Bench.done(bench.service().flush("ada"));
    }

    private void send(int count) throws InterruptedException, IOException {
        int before = others.files().size();
        for (int i = 1; i <= count; i++) {
            queue("ada@example.org", "subject " + i, List.of());
        }
        assertThat(flush()).isEmpty();
        others.awaitMail(before + count);
    }

    private int check() throws InterruptedException {
        return Bench.done(bench.service().check("ada"));
    }

    @Test
    void sendsAndReceivesOverTlsWithALoginAndKeepsFoldersHere() throws Exception {
        send(3);
        assertThat(check()).isEqualTo(3);
        assertThat(check()).isZero();
        assertThat(bench.service().connection("ada").encrypted()).isTrue();
        assertThat(bench.service().connection("ada").foldersOnServer()).contains(false);
        assertThat(bench.service().folders("ada")).allMatch(folder -> folder.place() == Folder.Place.HERE);
        assertThat(bench.certificates).hasSize(2);
        assertThat(bench.service().transcript("ada"))
                .anyMatch(line -> line.contains("AUTH SCRAM-SHA-256"))
                .noneMatch(line -> line.contains("secret"));
        assertThat(others.log()).contains("TLS");
        assertThat(bench.rows(Folder.SENT)).hasSize(3);
        MessageRow.Key first = bench.rows(Folder.INBOX).get(0).key();
        assertThat(Bench.done(bench.service().open(first)).plain()).isEqualTo("Gr\u00fc\u00dfe\n.\nFrom here\n");
        Folder made = Bench.done(bench.service().createFolder("ada", "Projects"));
        Bench.done(bench.service().move(List.of(first), made.id()));
        assertThat(check()).isZero();
        assertThat(bench.rows("Projects")).hasSize(1);
        assertThat(bench.rows(Folder.INBOX)).hasSize(2);
        assertThat(others.files()).hasSize(3);
    }

    @Test
    void theFileIsDovecotsMessageOctetByOctet() throws Exception {
        send(1);
        check();
        Path here = Bench.done(
                bench.service().source(bench.rows(Folder.INBOX).get(0).key()));
        String there = Files.readString(others.files().get(0), StandardCharsets.ISO_8859_1);
        assertThat(Files.readString(here, StandardCharsets.ISO_8859_1))
                .isEqualTo(there.replace("\r\n", "\n").replace("\n", "\r\n"));
    }

    @Test
    void untilDeletedItStaysAndThenGoes() throws Exception {
        send(2);
        check();
        assertThat(others.files()).hasSize(2);
        Bench.done(
                bench.service().delete(List.of(bench.rows(Folder.INBOX).get(0).key()), true));
        check();
        assertThat(others.files()).hasSize(1);
        assertThat(bench.rows(Folder.INBOX)).hasSize(1);
    }

    @Test
    void neverLeftMeansGoneAsSoonAsItIsSafeHere() throws Exception {
        account(new Leave(Leave.Policy.NEVER, 0));
        send(2);
        assertThat(check()).isEqualTo(2);
        assertThat(others.files()).isEmpty();
        assertThat(bench.rows(Folder.INBOX)).hasSize(2);
        assertThat(check()).isZero();
    }

    @Test
    void leftForDaysItGoesAfterThem() throws Exception {
        account(new Leave(Leave.Policy.DAYS, 3));
        send(2);
        check();
        bench.clock.forward(Duration.ofDays(2));
        check();
        assertThat(others.files()).hasSize(2);
        bench.clock.forward(Duration.ofDays(1));
        check();
        assertThat(others.files()).isEmpty();
        assertThat(bench.rows(Folder.INBOX)).hasSize(2);
    }

    @Test
    void aRefusedRecipientIsNamedInTheServersWords() throws Exception {
        queue("nobody@example.org, ada@example.org", "x", List.of());
        OutboxEntry left = flush().get(0);
        assertThat(left.status()).isEqualTo(OutboxEntry.Status.REFUSED);
        assertThat(left.recipients()).containsExactly("nobody@example.org");
        assertThat(left.lastProblem().orElseThrow().happened()).contains("nobody@example.org");
        assertThat(left.lastProblem().orElseThrow().detail()).contains("550").contains("unknown");
        others.awaitMail(1);
    }

    @Test
    void whatIsTooLargeForTheServerIsToldBeforeItIsSent() throws Exception {
        send(1);
        assertThat(bench.service().sizeLimit("ada")).contains(3_000_000L);
        Path large = Files.write(profile.resolve("large.bin"), new byte[2_500_000]);
        Draft draft = bench.service()
                .newDraft("ada")
                .with(
                        "ada@example.org",
                        "",
                        "",
                        "x",
                        "x",
                        List.of(new Draft.Attachment(large, "large.bin", "application/octet-stream", 2_500_000)));
        assertThat(bench.service().objections(draft))
                .singleElement()
                .satisfies(problem -> assertThat(problem.text()).contains("3000000"));
        assertThat(Bench.problem(bench.service().send(draft, Duration.ZERO)).cause())
                .isEqualTo(Cause.USAGE);
    }

    @Test
    void aMailboxThatIsOpenElsewhereIsBusyNotBroken() throws Exception {
        send(1);
        try (Socket other =
                new Socket(InetAddress.getLoopbackAddress(), others.pop3().port())) {
            login(other);
            Problem problem = Bench.problem(bench.service().check("ada"));
            assertThat(problem.cause()).isEqualTo(Cause.BUSY);
            assertThat(problem.doing()).isNotEmpty();
        }
        Bench.until(() -> tried() == 1);
    }

    private int tried() {
        try {
            return Bench.end(bench.service().check("ada")).got().orElse(0);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static void login(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        for (String line : List.of("USER ada", "PASS secret", "STAT")) {
            answer(in);
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(answer(in)).startsWith("+OK");
    }

    private static String answer(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString();
    }

    @Test
    void aWrongPasswordIsThat() throws Exception {
        bench.service().usePassword("ada", Secret.of("wrong"));
        assertThat(Bench.problem(bench.service().check("ada")).cause()).isIn(Cause.AUTHENTICATION, Cause.NO_PASSWORD);
    }

    @Test
    void theCheckOfTheDialogTellsThemFromOurs() throws Exception {
        ServerChoice choice = new ServerChoice(
                Optional.empty(),
                Optional.of(Endpoints.of(others.smtp())),
                Optional.of(Endpoints.of(others.pop3())),
                Security.IF_OFFERED);
        List<ProbeLine> lines =
                Bench.done(bench.service().probe(choice, Optional.of("ada"), Optional.of(Secret.of("secret"))));
        assertThat(lines).hasSize(2).allMatch(ProbeLine::works).noneMatch(ProbeLine::mmsys);
        assertThat(lines).allMatch(line -> line.loggedIn().orElse(false) && line.encrypted());
    }
}
