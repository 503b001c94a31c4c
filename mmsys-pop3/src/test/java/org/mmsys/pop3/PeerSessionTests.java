package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore.Opening;
import org.mmsys.wire.session.Input.Client;

/** Sessions of other nodes, who speak for a client of theirs (rules 24). */
final class PeerSessionTests {
    private static final String NEAR = "XPEER v=1 hop=1 client=127.0.0.1 tls=- sid=front7 binding=-";
    private static final String FAR = "XPEER v=1 hop=1 client=192.0.2.7 tls=- sid=front7 binding=-";
    private static final String FAR_IN_TLS = "XPEER v=1 hop=1 client=192.0.2.7 tls=TLSv1.3:any sid=front7 binding=YWJj";

    private static final String MARKER = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "00000000000000000000000000000000";
    private static final String NEXT = FAR_IN_TLS.replace("XPEER", "XPEER after=" + MARKER);

    private final FakeMailStore store = new FakeMailStore();
    private final FakeAuthenticator authenticator = new FakeAuthenticator().with("ann", "secret");
    private final FakeDirectory directory = new FakeDirectory()
            .with("bob", new Home.There("s3"))
            .with("nobody", new Home.Nobody())
            .with("unsure", new Home.Unsure());

    @BeforeEach
    void someMail() {
        store.put("ann", FolderName.INBOX, "A: 1\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aNodeSaysForWhomItSpeaks() {
        TestSession session = overTls(Optional.of("s2/primary"));

        assertThat(session.say(FAR_IN_TLS)).isEqualTo("+OK s1/primary\r\n");
        assertThat(session.say("USER ann")).startsWith("+OK");
        assertThat(session.say("PASS secret")).isEqualTo("+OK 1 14\r\n");
    }

    @Test
    void aStrangerDoesNotKnowTheVerb() {
        for (TestSession session : new TestSession[] {
            plain(), overTls(Optional.empty()), overTls(Optional.of("w1/witness")), overTls(Optional.of("mallory"))
        }) {
            String unknown = session.say("XNOSUCH v=1");
            assertThat(session.say(FAR)).isEqualTo(unknown).startsWith("-ERR");
            assertThat(session.say("xpeer")).isEqualTo(unknown);
            assertThat(session.say(FAR + " x=" + "x".repeat(600))).isEqualTo("-ERR line too long\r\n");
        }
    }

    @Test
    void aNodeIsNotBelievedBeforeItsCertificate() {
        TestSession session = session(Optional.of("s2/primary"));
        session.heard();

        assertThat(session.say(FAR)).isEqualTo("-ERR unknown command\r\n");
        session.say("STLS");
        assertThat(session.say(FAR)).startsWith("+OK");
    }

    @Test
    void oneIntroductionAndBeforeAnythingElse() {
        TestSession twice = overTls(Optional.of("s2/primary"));
        twice.say(FAR_IN_TLS);
        assertThat(twice.say(FAR_IN_TLS)).isEqualTo("-ERR unknown command\r\n");

        for (String before : new String[] {"USER ann", "UTF8", "AUTH PLAIN ="}) {
            TestSession late = overTls(Optional.of("s2/primary"));
            late.say(before);
            assertThat(late.say(FAR_IN_TLS)).as(before).isEqualTo("-ERR XPEER comes first\r\n");
        }
        TestSession capa = overTls(Optional.of("s2/primary"));
        capa.say("CAPA");
        assertThat(capa.say(FAR_IN_TLS)).startsWith("+OK");
    }

    @Test
    void introductionsThatAreNone() {
        for (String words : new String[] {
            "", " v=2 hop=1", " v=1 hop=3 client=-", " v=1 hop=1 client=;;", " v=1 hop=1 hop=1", " v=1 hop=1 end=xyz"
        }) {
            TestSession session = overTls(Optional.of("s2/primary"));
            assertThat(session.say("XPEER" + words)).as(words).isEqualTo("-ERR wrong arguments\r\n");
            assertThat(session.say(FAR_IN_TLS)).startsWith("+OK");
        }
    }

    @Test
    void thePolicyIsThatOfTheClientAndNotOfTheNode() {
        TestSession far = overTls(Optional.of("s2/primary"));
        far.say(FAR);
        assertThat(far.say("USER ann")).startsWith("-ERR [SYS/PERM] ");
        assertThat(far.say("CAPA")).doesNotContain("SASL").doesNotContain("USER\r\n+");

        TestSession near = overTls(Optional.of("s2/primary"));
        near.say(NEAR);
        assertThat(near.say("USER ann")).startsWith("+OK");
        assertThat(near.say("PASS secret")).startsWith("+OK 1 ");
    }

    @Test
    void whoIsNotAtHomeHereIsSentBackAndNeverLedOn() {
        for (String name : new String[] {"bob", "nobody", "unsure", "no one"}) {
            TestSession session = overTls(Optional.of("s2/primary"));
            session.say(FAR_IN_TLS);
            session.say("USER " + name);
            assertThat(session.say("PASS secret")).as(name).startsWith("-ERR [X-NOT-HERE] ");
        }
        assertThat(authenticator.hashes).isZero();
    }

    @Test
    void saslToo() {
        TestSession session = overTls(Optional.of("s2/primary"));
        session.say(FAR_IN_TLS);
        assertThat(session.say("AUTH PLAIN AGJvYgBzZWNyZXQ=")).startsWith("-ERR [X-NOT-HERE] ");
        session.say("AUTH PLAIN");
        assertThat(session.say("AGJvYgBzZWNyZXQ=")).startsWith("-ERR [X-NOT-HERE] ");
        assertThat(session.say("AUTH PLAIN AGFubgBzZWNyZXQ=")).startsWith("+OK 1 ");
    }

    @Test
    void theFrontLetsItsClientWaitAndNotTheHome() {
        TestSession session = overTls(Optional.of("s2/primary"));
        session.say(FAR_IN_TLS);
        session.say("USER ann");

        assertThat(session.say("PASS wrong")).startsWith("-ERR [AUTH] ");
        assertThat(session.pauses).isZero();
    }

    @Test
    void aNodeThatSpeaksForItself() {
        TestSession session = overTls(Optional.of("s2/primary"));
        assertThat(session.say("XPEER v=1 hop=1 client=- tls=- sid=- binding=-"))
                .startsWith("+OK");
        assertThat(session.say("USER ann")).startsWith("+OK");
    }

    @Test
    void theConnectionOutlivesTheSessionAndNothingElseDoes() {
        authenticator.with("carl", "other");
        store.put("carl", FolderName.INBOX, "A: \u00c3\u00a4\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        TestSession session = overTls(Optional.of("s2/primary"));
        session.say(FAR_IN_TLS + " end=" + MARKER);
        session.say("UTF8");
        session.say("USER ann");
        session.say("PASS wrong");
        session.say("USER ann");
        session.say("PASS secret");
        session.say("XFLAG 1 +F");
        session.say("RETR 1");
        assertThat(session.say("QUIT")).isEqualTo("+OK bye\r\n" + MARKER + "\r\n");

        assertThat(session.closed).isFalse();
        assertThat(store.open(directory.account("ann").orElseThrow())).isInstanceOf(Opening.Opened.class);
        assertThat(session.say(FAR_IN_TLS.replace("XPEER", "XPEER after=" + MARKER) + " end=" + OTHER))
                .isEqualTo("+OK s1/primary\r\n");
        assertThat(session.say("STAT")).startsWith("-ERR");
        assertThat(session.say("PASS secret")).startsWith("-ERR");
        session.say("USER carl");
        assertThat(session.say("PASS other")).startsWith("+OK 1 ");
        assertThat(session.say("RETR 1")).as("UTF8 was another's word").startsWith("-ERR");
        assertThat(session.say("QUIT")).isEqualTo("+OK bye\r\n" + OTHER + "\r\n");
        assertThat(session.closed).isFalse();
        session.hangUp();
    }

    @Test
    void betweenTwoSessionsOnlyTheNodeIsHeard() {
        for (String line : new String[] {
            "",
            "CAPA",
            "QUIT",
            "NOOP",
            "USER ann",
            FAR_IN_TLS,
            "XPEER after=" + OTHER + FAR.substring(5),
            " " + NEXT,
            "X" + NEXT,
            FAR + " x=" + NEXT,
            "XPEER " + NEXT
        }) {
            TestSession session = finished();
            assertThat(session.say(line)).as(line).isEmpty();
            assertThat(session.closed).as(line).isTrue();
        }
        TestSession session = finished();
        assertThat(session.say(NEXT)).startsWith("+OK");
    }

    @Test
    void whatTheLastClientSaidBehindItsQuitIsNotHeard() {
        String forged = FAR_IN_TLS + "\r\nUSER ann\r\nPASS secret\r\nDELE 1\r\nQUIT\r\n";
        for (String behind : new String[] {"GARBAGE\r\n", forged, "XPEER x=", "\r\n"}) {
            TestSession session = loggedIn();
            assertThat(session.send("QUIT\r\n" + behind)).isEqualTo("+OK bye\r\n" + MARKER + "\r\n");
            session.say(NEXT);
            assertThat(session.closed).as(behind).isTrue();
        }
        assertThat(store.account("ann").folders.get(FolderName.INBOX)).hasSize(1);
    }

    @Test
    void onlyAQuitThatDidItsWorkKeepsTheConnection() {
        TestSession before = overTls(Optional.of("s2/primary"));
        before.say(FAR_IN_TLS + " end=" + MARKER);
        assertThat(before.say("QUIT")).isEqualTo("+OK bye\r\n");
        assertThat(before.closed).isTrue();

        TestSession refused = loggedIn();
        store.refusal = Refusal.NO_SPACE;
        refused.say("DELE 1");
        assertThat(refused.say("QUIT")).startsWith("-ERR").doesNotContain(MARKER);
        assertThat(refused.closed).isTrue();
    }

    @Test
    void aNodeThatGoesDownOrWaitsInVainCloses() {
        TestSession between = finished();
        assertThat(between.drain()).isEmpty();
        assertThat(between.closed).isTrue();

        TestSession silent = finished();
        silent.timeOut();
        assertThat(silent.closed).isTrue();

        TestSession marked = loggedIn();
        marked.say("DELE 1");
        assertThat(marked.drain()).isEmpty();
        assertThat(marked.say("QUIT")).isEqualTo("+OK bye\r\n");
        assertThat(marked.closed).isTrue();
    }

    @Test
    void failuresOfOneClientAreNotCountedForTheNext() {
        TestSession session = overTls(Optional.of("s2/primary"));
        session.say(FAR_IN_TLS + " end=" + MARKER);
        for (int i = 0; i < TestSession.SETTINGS.errorsMax() - 1; i++) {
            assertThat(session.say("NONSENSE")).isEqualTo("-ERR unknown command\r\n");
        }
        session.say("USER ann");
        session.say("PASS secret");
        session.say("QUIT");
        session.say(NEXT);
        for (int i = 0; i < TestSession.SETTINGS.errorsMax() - 1; i++) {
            assertThat(session.say("NONSENSE")).isEqualTo("-ERR unknown command\r\n");
        }
    }

    private TestSession loggedIn() {
        TestSession session = overTls(Optional.of("s2/primary"));
        session.say(FAR_IN_TLS + " end=" + MARKER);
        session.say("USER ann");
        assertThat(session.say("PASS secret")).startsWith("+OK 1 ");
        return session;
    }

    private TestSession finished() {
        TestSession session = loggedIn();
        session.say("QUIT");
        return session;
    }

    private TestSession plain() {
        TestSession session = session(Optional.empty());
        session.heard();
        return session;
    }

    private TestSession overTls(Optional<String> node) {
        TestSession session = session(node);
        session.say("STLS");
        session.heard();
        return session;
    }

    private TestSession session(Optional<String> node) {
        Client caller = new Client("home1", "pop3", "192.0.2.9", 41_000, "192.0.2.2", Optional.empty());
        return new TestSession(store, authenticator, directory, Peers.none(), TestSession.SETTINGS, caller, node);
    }
}
