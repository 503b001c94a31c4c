package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.store.FolderName;
import org.mmsys.wire.session.Input.Client;

/** Sessions of other nodes, who speak for a client of theirs (rules 24). */
final class PeerSessionTests {
    private static final String NEAR = "XPEER v=1 hop=1 client=127.0.0.1 tls=- sid=front7 binding=-";
    private static final String FAR = "XPEER v=1 hop=1 client=192.0.2.7 tls=- sid=front7 binding=-";
    private static final String FAR_IN_TLS = "XPEER v=1 hop=1 client=192.0.2.7 tls=TLSv1.3:any sid=front7 binding=YWJj";

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
        for (String words :
                new String[] {"", " v=2 hop=1", " v=1 hop=3 client=-", " v=1 hop=1 client=;;", " v=1 hop=1 hop=1"}) {
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
