package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;

/** Clients that people use, as they come from the distribution of the machine, against one node. */
final class StandardClientsIT {
    @TempDir
    static Path dir;

    private static ServerFixture node;

    @BeforeAll
    static void start() throws IOException {
        node = SampleNode.start(dir);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void swaksSendsWithoutTlsAndAuth() throws IOException, InterruptedException {
        swaks("swaks-plain", "smtp");

        assertThat(arrived("instructor", "swaks-plain")).contains("from ta by swaks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void swaksSubmitsWithStarttlsAndAuth(String mechanism) throws IOException, InterruptedException {
        String printed = swaks(
                "swaks-tls-" + mechanism,
                "submission",
                "--tls",
                "--auth",
                mechanism,
                "--auth-user",
                "ta",
                "--auth-password",
                SampleNode.PASSWORD);

        assertThat(printed).contains("TLS started").contains("235 ");
        assertThat(arrived("instructor", "swaks-tls-" + mechanism)).containsPattern("with ESMTPSA");
    }

    @Test
    void swaksSubmitsOverImplicitTls() throws IOException, InterruptedException {
        swaks(
                "swaks-smtps",
                "smtps",
                "--tlsc",
                "--auth",
                "PLAIN",
                "--auth-user",
                "ta",
                "--auth-password",
                SampleNode.PASSWORD);

        assertThat(arrived("instructor", "swaks-smtps")).contains("from ta by swaks");
    }

    @Test
    void swaksIsRefusedWithAWrongPassword() throws IOException, InterruptedException {
        Tool.need("swaks");
        Tool.Result result = Tool.run(
                dir,
                "",
                "swaks",
                "--server",
                "127.0.0.1:" + node.port("submission"),
                "--tls",
                "--auth",
                "PLAIN",
                "--auth-user",
                "cis505",
                "--auth-password",
                "wrong",
                "--to",
                SampleNode.address("ta"));

        assertThat(result.exit()).isEqualTo(28);
        assertThat(result.printed()).contains("535 5.7.8");
    }

    @Test
    void curlSendsAndFetchesWithTlsRequired() throws IOException, InterruptedException {
        curl(
                message("curl-tls"),
                "smtp://127.0.0.1:" + node.port("submission"),
                "--ssl-reqd",
                "-u",
                "ta:CIS505",
                "--mail-from",
                SampleNode.address("ta"),
                "--mail-rcpt",
                SampleNode.address("cis505"),
                "--crlf",
                "-T",
                "-");

        int number = numberOf("cis505", "curl-tls");
        String url = "pop3://127.0.0.1:" + node.port("pop3") + "/";
        assertThat(curl("", url, "--ssl-reqd", "-u", "cis505:CIS505")).contains(number + " ");
        assertThat(curl("", url + number, "--ssl-reqd", "-u", "cis505:CIS505")).contains("body of curl-tls");
        curl("", url + number, "--ssl-reqd", "-u", "cis505:CIS505", "-X", "DELE", "-I");
        assertThat(tokens("cis505")).noneMatch(it -> it.contains("curl-tls"));
    }

    @Test
    void curlFetchesOverImplicitTls() throws IOException, InterruptedException {
        curl(
                message("curl-pop3s"),
                "smtps://127.0.0.1:" + node.port("smtps"),
                "-u",
                "ta:CIS505",
                "--mail-from",
                SampleNode.address("ta"),
                "--mail-rcpt",
                SampleNode.address("ta"),
                "--crlf",
                "-T",
                "-");

        assertThat(curl(
                        "",
                        "pop3s://127.0.0.1:" + node.port("pop3s") + "/" + numberOf("ta", "curl-pop3s"),
                        "-u",
                        "ta@mmsys.upenn.edu:CIS505"))
                .contains("body of curl-pop3s");
    }

    @Test
    void pythonsLibrariesSendAndFetchInEveryWay() throws IOException, InterruptedException {
        Tool.need("python3");
        String printed = Tool.run(
                        dir,
                        "",
                        Map.of("PYTHONDONTWRITEBYTECODE", "1"),
                        Stream.of("smtp", "submission", "smtps", "pop3", "pop3s")
                                .map(listener -> Integer.toString(node.port(listener)))
                                .collect(
                                        () -> new java.util.ArrayList<>(List.of("python3", script("clients.py"))),
                                        List::add,
                                        List::addAll))
                .orFail();

        assertThat(printed).contains("all of python is well");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login", "scram-sha-256"})
    void msmtpSendsWithEachMechanism(String mechanism) throws IOException, InterruptedException {
        Tool.need("msmtp");
        Tool.run(
                        dir,
                        message("msmtp-" + mechanism),
                        "msmtp",
                        "--host=127.0.0.1",
                        "--port=" + node.port("submission"),
                        "--tls=on",
                        "--tls-starttls=on",
                        "--tls-certcheck=off",
                        "--auth=" + mechanism,
                        "--user=ta",
                        "--passwordeval=echo CIS505",
                        "--from=" + SampleNode.address("ta"),
                        SampleNode.address("instructor"))
                .orFail();

        assertThat(arrived("instructor", "msmtp-" + mechanism)).contains("body of msmtp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "plain", "scram-sha-256"})
    void mpopFetchesWithEachMechanism(String mechanism) throws IOException, InterruptedException {
        Tool.need("mpop");
        curl(
                message("mpop-" + mechanism),
                "smtp://127.0.0.1:" + node.port("smtp"),
                "--mail-from",
                SampleNode.address("ta"),
                "--mail-rcpt",
                SampleNode.address("instructor"),
                "--crlf",
                "-T",
                "-");
        Path mbox = dir.resolve("mpop-" + mechanism + ".mbox");
        Tool.run(
                        dir,
                        "",
                        "mpop",
                        "--host=127.0.0.1",
                        "--port=" + node.port("pop3"),
                        "--tls=on",
                        "--tls-starttls=on",
                        "--tls-certcheck=off",
                        "--auth=" + mechanism,
                        "--user=instructor",
                        "--passwordeval=echo CIS505",
                        "--keep=on",
                        "--uidls-file=" + dir.resolve("uidls-" + mechanism),
                        "--delivery=mbox," + mbox)
                .orFail();

        assertThat(mbox).content(StandardCharsets.ISO_8859_1).contains("body of mpop-" + mechanism);
    }

    @Test
    void muttSends() throws IOException, InterruptedException {
        Tool.need("mutt");
        Path muttrc = Files.writeString(dir.resolve("muttrc"), """
                set from="ta@mmsys.upenn.edu"
                set smtp_url="smtp://ta@127.0.0.1:%d/"
                set smtp_pass="CIS505"
                set ssl_starttls=no
                set ssl_force_tls=no
                set copy=no
                """.formatted(node.port("submission")));
        Tool.run(
                        dir,
                        "written with mutt\n",
                        Map.of("TERM", "dumb"),
                        List.of(
                                "mutt",
                                "-n",
                                "-F",
                                muttrc.toString(),
                                "-s",
                                "mutt-sent",
                                "--",
                                SampleNode.address("cis505")))
                .orFail();

        assertThat(arrived("cis505", "mutt-sent")).contains("written with mutt");
    }

    @Test
    void dovecotReadsTheSameMessagesFromTheMaildir() throws IOException, InterruptedException {
        Tool.need("dovecot");
        Tool.need("doveadm");
        curl(
                message("for-dovecot"),
                "smtp://127.0.0.1:" + node.port("smtp"),
                "--mail-from",
                SampleNode.address("ta"),
                "--mail-rcpt",
                SampleNode.address("instructor"),
                "--crlf",
                "-T",
                "-");

        String seen;
        List<Pop3TestClient.Scan> ours;
        try (Pop3TestClient pop3 = SampleNode.pop3(node, "instructor")) {
            ours = pop3.scan();
            seen = DovecotView.of(dir, dir.resolve("data/mail/" + SampleNode.DOMAIN + "/instructor/Maildir"));
        }

        assertThat(seen.lines().map(Long::parseLong))
                .containsExactlyInAnyOrderElementsOf(
                        ours.stream().map(Pop3TestClient.Scan::size).toList());
    }

    private static String swaks(String token, String listener, String... more)
            throws IOException, InterruptedException {
        Tool.need("swaks");
        return Tool.run(
                        dir,
                        "",
                        Map.of(),
                        Stream.concat(
                                        Stream.of(
                                                "swaks",
                                                "--server",
                                                "127.0.0.1:" + node.port(listener),
                                                "--from",
                                                SampleNode.address("ta"),
                                                "--to",
                                                SampleNode.address("instructor"),
                                                "--header",
                                                "X-Token: " + token,
                                                "--body",
                                                "from ta by swaks"),
                                        Stream.of(more))
                                .toList())
                .orFail();
    }

    private static String curl(String input, String url, String... more) throws IOException, InterruptedException {
        Tool.need("curl");
        return Tool.run(
                        dir,
                        input,
                        Map.of(),
                        Stream.concat(Stream.of("curl", "-sS", "-k", "--max-time", "60", url), Stream.of(more))
                                .toList())
                .orFail();
    }

    private static String message(String token) {
        return "X-Token: " + token + "\nSubject: " + token + "\n\nbody of " + token + "\n";
    }

    private static List<String> tokens(String account) throws IOException {
        try (Pop3TestClient pop3 = SampleNode.pop3(node, account)) {
            List<String> messages = new java.util.ArrayList<>();
            for (Pop3TestClient.Scan scan : pop3.scan()) {
                messages.add(new String(pop3.retrieve(scan.number()), StandardCharsets.ISO_8859_1));
            }
            pop3.ok("QUIT");
            return messages;
        }
    }

    private static int numberOf(String account, String token) throws IOException {
        List<String> messages = tokens(account);
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).contains(token)) {
                return i + 1;
            }
        }
        throw new AssertionError("no message with " + token + " for " + account);
    }

    private static String arrived(String account, String token) throws IOException {
        return tokens(account).get(numberOf(account, token) - 1);
    }

    private static String script(String name) {
        return Path.of("src/test/resources", name).toAbsolutePath().toString();
    }
}
