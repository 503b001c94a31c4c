package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.store.FolderName;
import org.mmsys.pop3.FakeMailStore.FakeMessage;

/** Whole sessions with folders and stored messages. */
final class FolderSessionTests {
    private static final FolderName SENT = FolderName.ofPath("Sent").orElseThrow();
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
    void foldersEndToEnd() {
        TestSession session = session();
        assertThat(session.say("XFMAKE Sent")).isEqualTo("+OK\r\n");
        assertThat(session.say("XFMAKE Sent")).startsWith("-ERR [X-EXISTS] ");
        assertThat(session.say("XMOVE 1 Sent")).startsWith("+OK");
        assertThat(session.say("XFLAG 1")).startsWith("-ERR ");
        assertThat(session.say("XFLAG 2 +FR")).isEqualTo("+OK FR\r\n");
        assertThat(session.say("XFLIST"))
                .isEqualTo("+OK folders follow\r\n2 2 " + (FIRST.length() + SECOND.length())
                        + " INBOX\r\n0 0 0 Sent\r\n.\r\n");
        assertThat(session.say("XCOMMIT")).isEqualTo("+OK 1 " + SECOND.length() + "\r\n");
        assertThat(session.say("XFDROP Sent")).startsWith("-ERR [X-NOTEMPTY] ");
        assertThat(session.say("XFOPEN Sent")).isEqualTo("+OK 1 " + FIRST.length() + "\r\n");
        assertThat(session.say("RETR 1")).contains("Subject: one");
        assertThat(session.say("DELE 1")).startsWith("+OK");
        assertThat(session.say("XCOMMIT")).isEqualTo("+OK 0 0\r\n");
        assertThat(session.say("XFOPEN INBOX")).isEqualTo("+OK 1 " + SECOND.length() + "\r\n");
        assertThat(session.say("XFLAG 1")).isEqualTo("+OK FR\r\n");
        assertThat(session.say("XFRENAME Sent\tOld")).isEqualTo("+OK\r\n");
        assertThat(session.say("XFDROP Old")).isEqualTo("+OK\r\n");
        assertThat(session.say("XFDROP Old")).startsWith("-ERR [X-MISSING] ");
        assertThat(store.account("ann").folders).containsOnlyKeys(FolderName.INBOX);
    }

    @Test
    void storesWhatItIsGiven() {
        store.put("ann", SENT, octets("Subject: old\r\n\r\n"));
        TestSession session = session();
        session.say("XFOPEN Sent");
        String message = "Subject: sent\r\n\r\n.\r\nQUIT\r\n";

        assertThat(session.say("XAPPEND " + message.length())).startsWith("+ ");
        assertThat(session.send(message + "STAT\r\n")).matches("\\+OK [0-9a-v]{26}\r\n\\+OK 1 \\d+\r\n");

        assertThat(session.say("XFOPEN Sent")).startsWith("+OK 2 ");
        assertThat(session.say("XFLAG 2")).isEqualTo("+OK S\r\n");
        assertThat(session.say("RETR 2")).contains("\r\n\r\n..\r\nQUIT\r\n.\r\n");
        assertThat(store.openWriters).isZero();
    }

    @Test
    void aStoredMessageGetsItsLastLineEnd() {
        TestSession session = session();
        session.send("XAPPEND 3\r\na\tb");
        session.say("XFOPEN INBOX");

        assertThat(session.say("LIST 3")).isEqualTo("+OK 3 5\r\n");
        assertThat(session.say("RETR 3")).isEqualTo("+OK 5 octets\r\na\tb\r\n.\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "\n", "a\r\n\rb", "\u0000", "ab\r"})
    void octetsNoMessageMayHoldAreSwallowedAndRefused(String body) {
        TestSession session = session();

        String answer = session.send("XAPPEND " + body.length() + "\r\n" + body + "STAT\r\n");

        assertThat(answer).matches("\\+ [^\r]*\r\n-ERR \\[X-BADOCTETS\\][^\r]*\r\n\\+OK 2 \\d+\r\n");
        assertThat(store.openWriters).isZero();
        assertThat(inbox()).hasSize(2);
    }

    @Test
    void tooMuchIsSwallowedAndRefused() {
        TestSession session = session();

        String answer = session.send("XAPPEND 3000\r\n" + "DELE 1\r\n".repeat(375) + "STAT\r\n");

        assertThat(answer).matches("\\+ [^\r]*\r\n-ERR \\[X-TOOLARGE\\][^\r]*\r\n\\+OK 2 \\d+\r\n");
        assertThat(store.openWriters).isZero();
        assertThat(session.send("XAPPEND 5000\r\nDELE 1\r\n")).startsWith("-ERR [X-TOOLARGE] ");
        assertThat(session.closed).isTrue();
        assertThat(inbox()).hasSize(2);
    }

    @Test
    void aFullDiskIsTemporaryAndDeletingGoesOn() {
        TestSession session = session();
        store.space = 10;

        assertThat(session.send("XAPPEND 20\r\n" + "x".repeat(20))).contains("-ERR [SYS/TEMP] ");
        store.refusal = Refusal.NO_SPACE;
        assertThat(session.send("XAPPEND 5\r\nxxxxx")).contains("-ERR [SYS/TEMP] ");
        store.refusal = null;
        session.say("DELE 1");
        assertThat(session.say("QUIT")).startsWith("+OK");
        assertThat(store.openWriters).isZero();
        assertThat(inbox()).hasSize(1);
    }

    @Test
    void aBodyThatNeverEndsLeavesNothingBehind() {
        TestSession session = session();
        session.send("XAPPEND 1000\r\nhalf");
        session.hangUp();

        assertThat(store.openWriters).isZero();
        assertThat(store.isLocked("ann")).isFalse();
    }

    private TestSession session() {
        return new TestSession(store, authenticator).logIn();
    }

    private List<FakeMessage> inbox() {
        return store.account("ann").folders.getOrDefault(FolderName.INBOX, List.of());
    }

    private void put(String octets) {
        store.put("ann", FolderName.INBOX, octets(octets));
    }

    private static byte[] octets(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
