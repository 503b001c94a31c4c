package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.FolderName;
import org.mmsys.pop3.FakeMailStore.FakeMessage;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;

/** Whole sessions over a store in memory, octet for octet. */
final class Pop3SessionTests {
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fetchesByteForByte(boolean fast) {
        store.fast = fast;
        TestSession session = session();

        assertThat(session.say("RETR 1"))
                .isEqualTo("+OK " + FIRST.length() + " octets\r\nSubject: one\r\n\r\n..dot\r\nline\r\n...\r\n.\r\n");
        assertThat(session.say("RETR 2")).isEqualTo("+OK " + SECOND.length() + " octets\r\n" + SECOND + "\r\n.\r\n");
        assertThat(session.say("TOP 1 0")).isEqualTo("+OK the beginning follows\r\nSubject: one\r\n\r\n.\r\n");
        assertThat(session.say("TOP 1 1")).endsWith("\r\n\r\n..dot\r\n.\r\n");
        assertThat(session.say("TOP 1 99")).endsWith("\r\n\r\n..dot\r\nline\r\n...\r\n.\r\n");
        assertThat(session.say("TOP 2 99")).endsWith("no end of line\r\n.\r\n");
        session.say("QUIT");
        assertThat(store.openSources).isZero();
        assertThat(inbox()).extracting(message -> message.ref.flags()).containsExactly(Flags.SEEN, Flags.SEEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 700})
    void fetchesLargeMessagesInPiecesOfAnySize(int pieces) {
        String large = "Subject: large\r\n\r\n" + ".a line of forty octets, more or less ...\r\n".repeat(2_000);
        put(large);
        TestSession session = session();
        session.pieces = pieces;

        String answer = session.say("RETR 3");

        assertThat(answer)
                .isEqualTo("+OK " + large.length() + " octets\r\n" + large.replace("\r\n.", "\r\n..") + ".\r\n");
    }

    @Test
    void servesTheSameWhenOctetsComeOneByOne() {
        String talk = "USER ann\r\nPASS secret\r\nSTAT\r\nRETR 1\r\nDELE 1\r\nLIST\r\nXAPPEND 5\r\nab\r\nc"
                + "XCOMMIT\r\nUIDL\r\nQUIT\r\n";
        TestSession session = new TestSession(store, authenticator);
        StringBuilder byOne = new StringBuilder();
        for (int i = 0; i < talk.length(); i++) {
            byOne.append(session.send(talk.substring(i, i + 1)));
        }

        FakeMailStore again = new FakeMailStore();
        again.put("ann", FolderName.INBOX, octets(FIRST));
        again.put("ann", FolderName.INBOX, octets(SECOND));
        TestSession atOnce = new TestSession(again, authenticator);

        assertThat(atOnce.send(talk)).isEqualTo(byOne.toString()).endsWith("+OK bye\r\n");
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrder() {
        TestSession session = session();

        String answers = session.send("NOOP\r\n".repeat(5_000) + "STAT\r\nDELE 1\r\nSTAT\r\nQUIT\r\nNOOP\r\n");

        assertThat(answers).startsWith("+OK\r\n".repeat(5_000) + "+OK 2 ").endsWith("+OK bye\r\n");
        assertThat(session.closed).isTrue();
        assertThat(inbox()).hasSize(1);
    }

    @Test
    void deletesAtQuitAndNotBefore() {
        TestSession session = session();
        session.say("DELE 1");
        assertThat(inbox()).hasSize(2);

        assertThat(session.say("QUIT")).isEqualTo("+OK bye\r\n");

        assertThat(inbox()).hasSize(1);
        assertThat(store.isLocked("ann")).isFalse();
    }

    @Test
    void theLockIsBackBeforeTheClientHearsOfIt() {
        session().say("QUIT");
        assertThat(store.isLocked("ann")).isFalse();
        session().say("QUIT");
    }

    @Test
    void deletesNothingWhenTheCommitIsRefused() {
        TestSession session = session();
        session.say("DELE 1");
        store.refusal = Refusal.TOO_BUSY;

        assertThat(session.say("QUIT")).startsWith("-ERR [SYS/TEMP] ");

        assertThat(session.closed).isTrue();
        assertThat(inbox()).hasSize(2);
        assertThat(store.isLocked("ann")).isFalse();
    }

    @Test
    void deletesNothingWhenTheConnectionIsLost() {
        TestSession lost = session();
        lost.say("DELE 1");
        lost.say("RETR 2");
        lost.hangUp();

        TestSession silent = session();
        silent.say("DELE 1");
        silent.timeOut();

        assertThat(silent.heard()).isEmpty();
        assertThat(inbox()).hasSize(2).allMatch(message -> message.ref.flags().equals(Flags.NONE));
        assertThat(store.isLocked("ann")).isFalse();
        assertThat(store.commits).isZero();
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
    void newMailIsNotSeenBeforeTheNextLogin() {
        TestSession session = session();
        put("Subject: three\r\n\r\n");

        assertThat(session.say("STAT")).startsWith("+OK 2 ");
        assertThat(session.say("RETR 3")).startsWith("-ERR ");
        session.say("DELE 1");
        assertThat(session.say("XCOMMIT")).startsWith("+OK 1 ");
        session.say("QUIT");
        assertThat(session().say("STAT")).startsWith("+OK 2 ");
    }

    @Test
    void uniqueIdsStay() {
        String before = session().say("UIDL 2");
        store.unlock(new org.mmsys.wire.address.AccountName("ann", "here.test"));
        TestSession session = session();
        session.say("DELE 1");
        session.say("QUIT");

        String after = session().say("UIDL 1");

        assertThat(after.split(" ", 3)[2]).isEqualTo(before.split(" ", 3)[2]).matches("[!-~]{1,70}\r\n");
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
        assertThat(initial.say("AUTH RIDDLE YW5uOnNlY3JldA==")).startsWith("-ERR [AUTH] ");
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

    @ParameterizedTest
    @ValueSource(ints = {10, 30_000})
    void aMissingMessageIsRefusedAndTheRestServed(int size) {
        put("Subject: x\r\n\r\n" + "y".repeat(size));
        TestSession session = session();
        store.account("ann").folders.put(FolderName.INBOX, List.copyOf(inbox().subList(0, 2)));

        assertThat(session.say("RETR 3")).startsWith("-ERR [SYS/TEMP] ");
        assertThat(session.say("TOP 3 1")).startsWith("-ERR [SYS/TEMP] ");
        assertThat(session.say("RETR 1")).startsWith("+OK ");
        assertThat(store.openSources).isZero();
    }

    @Test
    void aSmallDamagedMessageIsRefusedBeforeItsFirstOctet() {
        inbox().get(0).damaged = true;
        TestSession session = session();

        assertThat(session.say("RETR 1")).startsWith("-ERR [SYS/TEMP] ");
        assertThat(session.say("RETR 2")).startsWith("+OK ");
        assertThat(store.openSources).isZero();
        session.say("QUIT");
        assertThat(inbox().get(0).ref.flags()).isEqualTo(Flags.NONE);
    }

    @Test
    void messagesWithUtf8HeadersNeedAClientThatReadsThem() {
        put(latin1("Subject: Grüße\r\n\r\nbody\r\n"));
        put("Subject: Gr\u00fc\u00dfe in Latin-1\r\n\r\nbody\r\n");
        put(latin1("Subject: plain\r\n\r\nGrüße\r\n"));
        put("X-Long: " + "x".repeat(20_000) + latin1("\r\nSubject: Grüße\r\n\r\n") + "y".repeat(20_000));
        TestSession session = session();

        assertThat(session.say("RETR 3")).startsWith("-ERR [UTF8] ");
        assertThat(session.say("TOP 3 0")).startsWith("-ERR [UTF8] ");
        assertThat(session.say("RETR 4")).startsWith("+OK ");
        assertThat(session.say("RETR 5")).startsWith("+OK ");
        assertThat(session.say("RETR 6")).startsWith("-ERR [UTF8] ");
        session.say("QUIT");
        assertThat(store.openSources).isZero();

        TestSession reader = new TestSession(store, authenticator);
        reader.say("UTF8");
        reader.logIn();
        assertThat(reader.say("RETR 3")).contains(latin1("Subject: Grüße\r\n"));
        assertThat(reader.say("TOP 6 0")).contains(latin1("Subject: Grüße\r\n"));
    }

    @Test
    void utf8HeadersCanBeSentToAllIfTheOperatorWants() {
        put(latin1("Subject: Grüße\r\n\r\nbody\r\n"));
        Pop3Settings lenient =
                new Pop3Settings(Duration.ofMinutes(10), Duration.ofSeconds(1), 3, 20, true, false, 2_000);
        TestSession session = new TestSession(store, authenticator, lenient, TestSession.client("127.0.0.1")).logIn();

        assertThat(session.say("RETR 3")).contains(latin1("Subject: Grüße\r\n"));
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

    @Test
    void lists50000MessagesQuicklyAndWhole() {
        for (int i = 0; i < 49_998; i++) {
            put("x");
        }
        store.fast = true;
        TestSession session = session();
        session.say("DELE 25000");

        String uidl = session.say("UIDL");
        String list = session.say("LIST");

        assertThat(uidl.lines()).hasSize(49_999 + 2);
        assertThat(uidl).contains("\r\n24999 ").doesNotContain("\r\n25000 ").endsWith("\r\n.\r\n");
        assertThat(uidl).contains("\r\n50000 " + inbox().get(49_999).ref.guid() + "\r\n.\r\n");
        assertThat(list.lines()).hasSize(49_999 + 2);
        assertThat(list).contains("\r\n1 " + FIRST.length() + "\r\n2 ").endsWith("\r\n50000 1\r\n.\r\n");
        assertThat(session.say("STAT")).startsWith("+OK 49999 ");
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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverIsSaidEachLineGetsOneAnswer(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            FakeMailStore mail = new FakeMailStore();
            mail.fast = random.nextBoolean();
            for (int i = random.nextInt(6); i > 0; i--) {
                mail.put("ann", FolderName.INBOX, octets(FIRST.repeat(1 + random.nextInt(3))));
            }
            TestSession session = new TestSession(mail, authenticator).logIn();
            for (int i = 0; i < 60 && !session.closed; i++) {
                String line = randomLine(random);
                mail.refusal = random.nextInt(10) == 0 ? Refusal.TOO_BUSY : null;
                String answer = session.say(line);
                assertOneAnswer(seed, line, answer);
            }
            if (!session.closed) {
                session.hangUp();
            }
            assertThat(mail.isLocked("ann")).as("seed %d", seed).isFalse();
            assertThat(mail.openSources).as("seed %d", seed).isZero();
            assertThat(mail.openWriters).as("seed %d", seed).isZero();
        }
    }

    private static void assertOneAnswer(long seed, String line, String answer) {
        boolean many = answer.startsWith("+OK") && answer.endsWith("\r\n.\r\n");
        if (many) {
            assertThat(answer.indexOf("\r\n.\r\n"))
                    .as("seed %d: <%s>", seed, line)
                    .isEqualTo(answer.length() - 5);
        } else {
            assertThat(answer).as("seed %d: <%s>", seed, line).matches("(\\+OK|-ERR|\\+)[^\r\n]*\r\n");
        }
    }

    private static String randomLine(Random random) {
        String[] verbs = {
            "STAT",
            "LIST",
            "UIDL",
            "RETR",
            "TOP",
            "DELE",
            "RSET",
            "NOOP",
            "CAPA",
            "XFLIST",
            "XFMAKE",
            "XFRENAME",
            "XFDROP",
            "XFOPEN",
            "XMOVE",
            "XFLAG",
            "XCOMMIT",
            "USER",
            "PASS",
            "AUTH",
            "QUIT",
            "JUNK"
        };
        String[] arguments = {
            "",
            "",
            "1",
            "2",
            "3",
            "0",
            "99999999999",
            "1 0",
            "2 5",
            "Sent",
            "INBOX",
            "1 Sent",
            "2 INBOX",
            "1 +S",
            "2 -F",
            "Sent\tOld",
            "Old\tSent",
            "a.b",
            "\u00ff",
            "\u0000",
            "x\ry",
            "x\ny",
            "y".repeat(2_000)
        };
        String verb = verbs[random.nextInt(verbs.length)];
        if (verb.equals("QUIT") && random.nextInt(4) > 0) {
            verb = "NOOP";
        }
        return verb + " " + arguments[random.nextInt(arguments.length)];
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

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
