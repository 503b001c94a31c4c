package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.store.FolderName;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.WireClient;

/** Reading mail that lives on another server, over real sockets: TLS with node certificates, introduction, splice. */
@Timeout(60)
final class FrontIT {
    private static final int WAIT_MS = 20_000;
    private static final String MAIL = "Subject: one\r\n\r\n.dot\r\nline\r\n";

    @TempDir
    Path files;

    private TestNode home;
    private TestNode front;

    @BeforeEach
    void twoServers() throws IOException, GeneralSecurityException {
        home = new TestNode("s1/primary", files);
        front = new TestNode("s2/primary", files, home.member());
        home.authenticator.with("ann", "secret");
        home.directory.with("bob", new Home.There("s2"));
        front.directory.with("ann", new Home.There("s1")).with("bob", new Home.There("s1"));
        home.store.put("ann", FolderName.INBOX, MAIL.getBytes(StandardCharsets.ISO_8859_1));
    }

    @AfterEach
    void stop() {
        front.close();
        home.close();
    }

    @Test
    void readsAndDeletes() throws IOException {
        try (Pop3TestClient client = Pop3TestClient.open(front.port, WAIT_MS).secured()) {
            client.login("ann", "secret");
            assertThat(client.scan()).hasSize(1);
            assertThat(client.retrieve(1)).asString(StandardCharsets.ISO_8859_1).isEqualTo(MAIL);
            assertThat(client.ok("XFMAKE Old")).startsWith("+OK");
            client.ok("DELE 1");
            assertThat(client.ok("QUIT")).isEqualTo("+OK bye");
            assertThat(client.wire().atEnd()).isTrue();
        }
        assertThat(home.store.account("ann").folders.get(FolderName.INBOX)).isEmpty();
    }

    @Test
    void everythingInOnePacketIsAnsweredInOrder() throws IOException {
        try (WireClient client = WireClient.connect(front.port, WAIT_MS)) {
            client.send("USER ann\r\nPASS secret\r\nSTAT\r\nRETR 1\r\nNOOP\r\nQUIT\r\n");
            assertThat(client.rest())
                    .isEqualTo("+OK mail.here.test POP3 ready\r\n+OK now the password\r\n+OK 1 28\r\n+OK 1 28\r\n"
                            + "+OK 28 octets\r\nSubject: one\r\n\r\n..dot\r\nline\r\n.\r\n+OK\r\n+OK bye\r\n");
        }
    }

    @Test
    void saslAndWrongPasswordsAndAccountsThatAreNowhere() throws IOException {
        try (Pop3TestClient client = Pop3TestClient.open(front.port, WAIT_MS)) {
            client.ok("USER ann");
            assertThat(client.command("PASS wrong")).startsWith("-ERR [AUTH] ");
            client.ok("USER bob");
            assertThat(client.command("PASS any")).startsWith("-ERR [SYS/TEMP] ");
            assertThat(client.command("AUTH PLAIN")).isEqualTo("+ ");
            assertThat(client.command(base64("\0ann\0secret"))).isEqualTo("+OK 1 28");
            client.ok("QUIT");
        }
        assertThat(front.directory.denials).containsExactly("bob not at s1", "bob not at s1");
    }

    @Test
    void largeMessagesBothWays() throws IOException {
        byte[] large = new byte[20_000_000];
        new Random(7).nextBytes(large);
        byte[] text = Base64.getMimeEncoder().encode(large);
        byte[] message = new byte[text.length + 4];
        System.arraycopy("\r\n".getBytes(StandardCharsets.US_ASCII), 0, message, 0, 2);
        System.arraycopy(text, 0, message, 2, text.length);
        System.arraycopy("\r\n".getBytes(StandardCharsets.US_ASCII), 0, message, text.length + 2, 2);

        try (Pop3TestClient client = Pop3TestClient.open(front.port, WAIT_MS).secured()) {
            client.login("ann", "secret");
            assertThat(client.command("XAPPEND " + message.length)).startsWith("+ ");
            client.wire().send(message);
            assertThat(client.wire().line()).startsWith("+OK ");
            assertThat(client.ok("XFOPEN INBOX")).startsWith("+OK 2 ");
            assertThat(client.retrieve(2)).isEqualTo(message);
            client.ok("QUIT");
        }
    }

    @Test
    void aClientThatIsCutOffUnlocksItsMailAndDeletesNothing() throws IOException {
        try (Pop3TestClient client = Pop3TestClient.open(front.port, WAIT_MS)) {
            client.login("ann", "secret");
            client.ok("DELE 1");
            client.wire().reset();
        }
        try (Pop3TestClient again = Pop3TestClient.open(front.port, WAIT_MS)) {
            String answer;
            do {
                again.ok("USER ann");
                answer = again.command("PASS secret");
            } while (answer.startsWith("-ERR [IN-USE]"));
            assertThat(answer).isEqualTo("+OK 1 28");
        }
    }

    @Test
    void aHomeThatIsGoneIsNoWrongPassword() throws IOException {
        home.close();
        try (Pop3TestClient client = Pop3TestClient.open(front.port, WAIT_MS)) {
            for (int i = 0; i < 5; i++) {
                client.ok("USER ann");
                assertThat(client.command("PASS secret")).startsWith("-ERR [SYS/TEMP] ");
            }
        }
    }

    @Test
    void manySessionsOneAfterTheOther() throws IOException {
        for (int i = 0; i < 10; i++) {
            try (Pop3TestClient client = Pop3TestClient.open(front.port, WAIT_MS)) {
                client.login("ann", "secret");
                assertThat(client.lines("UIDL")).hasSize(1);
                client.ok("QUIT");
                assertThat(client.wire().atEnd()).isTrue();
            }
        }
    }

    @Test
    void usersTakeTurnsOnOneConnection() throws IOException {
        home.authenticator.with("carl", "other");
        front.directory.with("carl", new Home.There("s1"));
        home.store.put("carl", FolderName.INBOX, "A: 1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < 10; i++) {
            try (WireClient client = WireClient.connect(front.port, WAIT_MS)) {
                String login = i % 2 == 0 ? "USER ann\r\nPASS secret\r\n" : "USER carl\r\nPASS other\r\n";
                client.send(login + "RETR 1\r\nUIDL\r\nQUIT\r\n");
                assertThat(client.rest())
                        .contains(i % 2 == 0 ? ".dot" : "A: 1")
                        .doesNotContain(i % 2 == 0 ? "A: 1" : ".dot")
                        .endsWith(".\r\n+OK bye\r\n");
            }
        }
        assertThat(home.connections).hasValue(1);
    }

    @Test
    void whatFollowsAQuitIsNobodysWord() throws IOException {
        String forged =
                "XPEER v=1 hop=1 client=127.0.0.1 tls=- sid=x binding=-\r\nUSER ann\r\nPASS secret\r\nDELE 1\r\nQUIT\r\n";
        for (int i = 0; i < 5; i++) {
            try (WireClient client = WireClient.connect(front.port, WAIT_MS)) {
                client.send("USER ann\r\nPASS secret\r\nQUIT\r\n" + forged);
                assertThat(client.rest()).endsWith("+OK 1 28\r\n+OK bye\r\n");
            }
            try (Pop3TestClient client = Pop3TestClient.open(front.port, WAIT_MS)) {
                client.login("ann", "secret");
                assertThat(client.scan()).hasSize(1);
                client.ok("QUIT");
            }
        }
    }

    @Test
    void aClientThatVanishesLeavesNoConnectionBehind() throws IOException {
        try (Pop3TestClient client = Pop3TestClient.open(front.port, WAIT_MS)) {
            client.login("ann", "secret");
            client.wire().reset();
        }
        aClientThatIsCutOffUnlocksItsMailAndDeletesNothing();
        assertThat(home.connections.get()).isGreaterThanOrEqualTo(3);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
