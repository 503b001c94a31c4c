package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mmsys.core.store.FolderName;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;

/** Whole sessions about who may come in, and how. */
final class LoginSessionTests {
    private static final String FIRST = "Subject: one\r\n\r\n.dot\r\nline\r\n..\r\n";
    private static final String SECOND = "Subject: two\r\n\r\nno end of line";

    private final FakeMailStore store = new FakeMailStore();
    private final FakeAuthenticator authenticator = new FakeAuthenticator().with("ann", "secret");

    @BeforeEach
    void someMail() {
        put(FIRST);
        put(SECOND);
    }

    @Test
    void oneSessionAtATime() {
        TestSession first = session();
        TestSession second = new TestSession(store, authenticator);
        second.say("USER ann");

        assertThat(second.say("PASS secret")).startsWith("-ERR [IN-USE] ");

        first.say("QUIT");
        second.say("USER ann");
        assertThat(second.say("PASS secret")).startsWith("+OK");
    }

    @Test
    void aCachedPasswordNeedsNoWorker() {
        store.fast = true;
        session().say("QUIT");
        TestSession again = session();

        assertThat(again.workerCalls).isZero();
        assertThat(authenticator.hashes).isEqualTo(1);
    }

    @Test
    void aCachedPasswordIsNotHashedAgainWhenTheMaildropNeedsTheDisk() {
        session().say("QUIT");
        TestSession again = session();

        assertThat(again.workerCalls).isEqualTo(1);
        assertThat(authenticator.hashes).isEqualTo(1);
    }

    @Test
    void logsInBySasl() {
        TestSession riddle = new TestSession(store, authenticator);
        riddle.heard();
        assertThat(riddle.say("AUTH RIDDLE")).isEqualTo("+ d2hvPw==\r\n");
        assertThat(riddle.say("YW5uOnNlY3JldA==")).isEqualTo("+ d2VsbA==\r\n");
        assertThat(riddle.say("")).startsWith("+OK 2 ");
        riddle.say("QUIT");

        TestSession plain = new TestSession(store, authenticator);
        plain.heard();
        assertThat(plain.say("AUTH PLAIN")).isEqualTo("+ \r\n");
        assertThat(plain.say("AGFubgBzZWNyZXQ=")).startsWith("+OK 2 ");
        plain.say("QUIT");

        TestSession initial = new TestSession(store, authenticator);
        initial.heard();
        // Some clients send an initial response where the server should speak first; the mechanism decides what it
        // means.
        assertThat(initial.say("AUTH RIDDLE YW5uOnNlY3JldA==")).isEqualTo("+ d2hvPw==\r\n");
        assertThat(initial.say("*")).startsWith("-ERR");
        assertThat(initial.say("AUTH PLAIN AGFubgBzZWNyZXQ=")).startsWith("+OK 2 ");
    }

    @Test
    void wrongPasswordsAreSlowAndFew() {
        TestSession session = new TestSession(store, authenticator);
        session.heard();
        for (int i = 0; i < 3; i++) {
            session.say("USER ann");
            assertThat(session.say("PASS wrong" + i)).startsWith("-ERR [AUTH] ");
        }
        assertThat(session.closed).isTrue();
        assertThat(session.pauses).isEqualTo(3);
    }

    @Test
    void troublesOfOursAreTemporary() {
        authenticator.overloaded(true);
        TestSession session = new TestSession(store, authenticator);
        session.say("USER ann");
        assertThat(session.say("PASS secret")).startsWith("-ERR [SYS/TEMP] ");
        authenticator.overloaded(false);
        store.unavailable = true;
        session.say("USER ann");
        assertThat(session.say("PASS secret")).startsWith("-ERR [SYS/TEMP] ");
    }

    @Test
    void aPasswordInTheClearNeedsLoopback() {
        Client far = TestSession.client("192.0.2.7");
        TestSession session = new TestSession(store, authenticator, TestSession.SETTINGS, far);
        session.heard();

        assertThat(session.say("USER ann")).startsWith("-ERR [SYS/PERM] ");
        assertThat(session.say("CAPA"))
                .doesNotContain("USER\r\n+")
                .doesNotContain("SASL")
                .contains("\r\nSTLS\r\n");
        assertThat(session.say("STLS")).startsWith("+OK");
        assertThat(session.say("CAPA")).contains("\r\nSASL RIDDLE PLAIN\r\n").doesNotContain("STLS");
        assertThat(session.logIn().say("STAT")).startsWith("+OK 2 ");
    }

    @Test
    void implicitTlsIsTls() {
        Client secure = new Client(
                "sid2", "pop3s", "192.0.2.7", 40_000, "192.0.2.1", Optional.of(new Tls("TLSv1.3", "any", "")));
        TestSession session = new TestSession(store, authenticator, TestSession.SETTINGS, secure);

        assertThat(session.say("CAPA")).doesNotContain("STLS").contains("\r\nUSER\r\n");
        assertThat(session.logIn().say("STAT")).startsWith("+OK 2 ");
    }

    private TestSession session() {
        return new TestSession(store, authenticator).logIn();
    }

    private void put(String octets) {
        store.put("ann", FolderName.INBOX, octets(octets));
    }

    private static byte[] octets(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
