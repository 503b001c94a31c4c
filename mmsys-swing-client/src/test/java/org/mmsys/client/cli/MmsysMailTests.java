package org.mmsys.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.Asks;
import org.mmsys.client.core.EngineSettings;
import org.mmsys.client.core.MailEngine;
import org.mmsys.client.core.MailService;

/** The command line: exit codes, JSON, help. */
final class MmsysMailTests {
    @TempDir
    private Path directory;

    private final ToyPop3 mailbox = new ToyPop3("CAPA");
    private ToyServer server;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void open() throws IOException {
        mailbox.put("id1", ToyPop3.message("m1", "\"quoted\" ü"));
        server = new ToyServer(mailbox::play);
        Files.writeString(directory.resolve("password"), "secret\n");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private int run(String... words) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(
                "--profile", directory.resolve("p").toString(),
                "--password-file", directory.resolve("password").toString()));
        return MmsysMail.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    }

    private int mail(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        String at = server.endpoint().toString();
        all.addAll(List.of("--user", "ada", "--pop3", at, "--smtp", at));
        return run(all.toArray(String[]::new));
    }

    @Test
    void listsAndReadsAndMovesAndExports() throws IOException {
        assertThat(mail("list", "--json")).isZero();
        assertThat(out.toString()).contains("\"id\":\"id1\"", "\"unread\":true").contains("\\\"quoted\\\"");
        assertThat(run("read", "id1")).isZero();
        assertThat(out.toString()).contains("Subject: ", "Text of");
        assertThat(run("mkdir", "Projects")).isZero();
        assertThat(run("mkdir", "Projects")).isEqualTo(Exit.REFUSED);
        assertThat(run("mv", "id1", "Projects")).isZero();
        assertThat(run("export", "Projects", directory.resolve("x.mbox").toString()))
                .isZero();
        assertThat(Files.readString(directory.resolve("x.mbox"), StandardCharsets.ISO_8859_1))
                .startsWith("From grace@example.org ");
        assertThat(run("rm", "id1", "--for-ever")).isZero();
        assertThat(mailbox.ids()).isEmpty();
        assertThat(run("read", "id1")).isEqualTo(Exit.REFUSED);
    }

    @Test
    void tellsScriptsWhatHappened() throws IOException {
        assertThat(run("list", "--pop3", "nonsense", "--user", "a", "--smtp", "a:1"))
                .isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains("--pop3").contains("HOST:PORT");
        assertThat(run("list")).isEqualTo(Exit.USAGE);
        assertThat(run("no-such-command")).isEqualTo(Exit.USAGE);
        assertThat(run("list", "--no-such-option")).isEqualTo(Exit.USAGE);
        mailbox.login("-ERR [AUTH] no");
        assertThat(mail("list")).isEqualTo(Exit.REFUSED);
        mailbox.login("-ERR [IN-USE] busy");
        assertThat(mail("list")).isEqualTo(Exit.OFFLINE);
        server.close();
        assertThat(mail("list", "--json")).isEqualTo(Exit.OFFLINE);
        assertThat(out.toString()).contains("\"error\":\"UNREACHABLE\"", "\"exit\":3");
        assertThat(mail("list", "--offline")).isZero();
        assertThat(mail("probe")).isEqualTo(Exit.OFFLINE);
    }

    @Test
    void helpsWithAnExampleEach() {
        for (String command :
                List.of("check", "folders", "list", "read", "send", "rm", "mkdir", "mv", "export", "outbox", "probe")) {
            assertThat(run(command, "--help")).isZero();
            assertThat(out.toString()).contains("Example", "mmsys-mail", "--pop3", "Primary and backup");
        }
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--account-server", "--smtp", "--pop3", "Exit codes");
    }

    @Test
    void theSourceComesOctetByOctetAndTheTextCannotCommandTheTerminal() throws IOException {
        String odd = "Subject: \u001b[2Jodd\r\n\r\nesc \u001b]0;owned\u0007 \u00ff\u0080 end\r\n";
        mailbox.put("odd", odd);
        assertThat(mail("read", "odd")).isZero();
        assertThat(out.toString()).contains("owned").doesNotContain("\u001b", "\u0007");
        assertThat(mail("list")).isZero();
        assertThat(out.toString()).doesNotContain("\u001b");
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int exit = MmsysMail.run(
                new OctetWriter(octets),
                new PrintWriter(err),
                "read",
                "odd",
                "--source",
                "--profile",
                directory.resolve("p").toString(),
                "--password-file",
                directory.resolve("password").toString());
        assertThat(exit).isZero();
        assertThat(octets.toByteArray()).isEqualTo(odd.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void saysOnWhichServerItWorksAndWhatThatCannotDo() throws IOException {
        try (ToyServer dead = new ToyServer(ToyServer.Talk::cut)) {
            String servers = dead.endpoint() + "," + server.endpoint();
            int exit = run("check", "--json", "--user", "ada", "--pop3", servers, "--smtp", servers);
            assertThat(exit).isZero();
            assertThat(out.toString()).contains("\"backup\":true");
            assertThat(err.toString())
                    .contains("Working with the backup " + server.endpoint())
                    .contains(dead.endpoint().toString());
        }
    }

    @Test
    void aProfileThatAWindowHasIsWaitedForAndThenLeftAlone() throws Exception {
        assertThat(mail("list")).isZero();
        try (MailService window = MailEngine.open(EngineSettings.command(directory.resolve("p"), Asks.nobody()))
                .got()
                .orElseThrow()) {
            assertThat(run("mkdir", "Projects", "--wait", "0", "--json")).isEqualTo(Exit.REFUSED);
            assertThat(out.toString()).contains("\"error\":\"PROFILE_HELD\"", "\"exit\":2");
            assertThat(err.toString())
                    .contains("is using " + directory.resolve("p"))
                    .contains("Close it and try again, or use another profile by --profile.")
                    .doesNotContain("waiting");
            assertThat(window.folders(window.accounts().get(0).id()))
                    .noneMatch(folder -> folder.id().path().equals("Projects"));
        }
        assertThat(run("mkdir", "Projects")).isZero();
    }

    @Test
    void aCommandWaitsItsTurn() throws Exception {
        assertThat(mail("list")).isZero();
        MailService window = MailEngine.open(EngineSettings.command(directory.resolve("p"), Asks.nobody()))
                .got()
                .orElseThrow();
        CountDownLatch told = new CountDownLatch(1);
        PrintWriter waits = new PrintWriter(new StringWriter()) {
            @Override
            public void println(String line) {
                if (line.contains("waiting for the window or command that is using")) {
                    told.countDown();
                }
            }
        };
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> MmsysMail.run(
                new PrintWriter(new StringWriter()),
                waits,
                "mkdir",
                "Projects",
                "--wait=60",
                "--profile=" + directory.resolve("p"),
                "--password-file=" + directory.resolve("password")));
        assertThat(told.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(exit).isNotDone();
        window.close();
        assertThat(exit.get(40, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void thePasswordIsInNoFileOfTheProfile() throws IOException {
        mail("list");
        try (var files = Files.walk(directory.resolve("p"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
            }
        }
    }

    @Test
    void jsonIsOneLineWhateverStandsInIt() {
        String line = new JsonLine()
                .with("a", "x\n\t\"\\\u0001\u2028\ud83d\ude00\ud800")
                .with("n", 5)
                .with("b", true)
                .with("l", List.of("1", "2"))
                .toString();
        assertThat(line)
                .isEqualTo(
                        "{\"a\":\"x\\n\\t\\\"\\\\\\u0001\\u2028\ud83d\ude00\\ud800\",\"n\":5,\"b\":true,\"l\":[\"1\",\"2\"]}");
    }
}
