package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.store.FolderName;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.text.Base64Text;

/** Whole sessions at a server that is not the account's home: the machines of client, front and home married in memory. */
final class FrontSessionTests {
    private static final String MAIL = "Subject: one\r\n\r\n.dot\r\nline\r\n";

    private final FakeMailStore ownStore = new FakeMailStore();
    private final FakeAuthenticator ownAuthenticator = new FakeAuthenticator().with("bob", "own");
    private final FakeDirectory ownDirectory =
            new FakeDirectory().with("ann", new Home.There("s1")).with("nobody", new Home.Nobody());
    private final FakeMailStore homeStore = new FakeMailStore();
    private final FakeAuthenticator homeAuthenticator = new FakeAuthenticator().with("ann", "secret");
    private final FakeDirectory homeDirectory = new FakeDirectory().with("bob", new Home.There("s2"));
    private final FakePeers peers = new FakePeers().with("s1", this::home);
    private final List<MarriedHome> homes = new ArrayList<>();

    @BeforeEach
    void someMail() {
        homeStore.put("ann", FolderName.INBOX, MAIL.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void readsMailThatLivesElsewhere() {
        TestSession session = session();
        session.say("USER ann");

        assertThat(session.say("PASS secret")).isEqualTo("+OK 1 " + MAIL.length() + "\r\n");
        assertThat(session.say("RETR 1")).isEqualTo("+OK 28 octets\r\nSubject: one\r\n\r\n..dot\r\nline\r\n.\r\n");
        assertThat(session.say("XFMAKE Old")).startsWith("+OK");
        session.say("DELE 1");
        assertThat(session.say("QUIT")).isEqualTo("+OK bye\r\n");
        assertThat(homeStore.account("ann").folders.get(FolderName.INBOX)).isEmpty();
        assertThat(session.workerCalls).isZero();
        assertThat(ownAuthenticator.hashes).isZero();
    }

    @Test
    void introducesItsClientBeforeAnythingElse() {
        Client far = new Client(
                "sid7", "pop3s", "192.0.2.7", 4000, "192.0.2.1", Optional.of(new Tls("TLSv1.3", "any", "YWJj")));
        TestSession session = session(far);
        session.say("UTF8");
        session.say("USER ann");
        assertThat(session.say("PASS secret")).startsWith("+OK 1 ");

        assertThat(homes.get(0).told.toString().replaceFirst("end=[0-9a-f]{32}", "end=*"))
                .isEqualTo("""
                STLS
                XPEER v=1 hop=1 client=192.0.2.7 tls=TLSv1.3:any sid=sid7 binding=YWJj end=*
                UTF8
                USER ann
                PASS secret
                """.replace("\n", "\r\n"));
    }

    @Test
    void whatWasSaidBehindThePasswordReachesTheHomeInOrder() {
        peers.held = new ArrayList<>();
        TestSession session = session();

        assertThat(session.send("USER ann\r\nPASS secret\r\nSTAT\r\nLIST 1\r\nQU"))
                .startsWith("+OK");
        peers.held.remove(0).run();

        assertThat(session.later()).isEqualTo("+OK 1 28\r\n+OK 1 28\r\n+OK 1 28\r\n");
        assertThat(session.send("IT\r\n")).isEqualTo("+OK bye\r\n");
    }

    @Test
    void theHomesNoIsAWrongPasswordLikeAnyOther() {
        TestSession session = session();
        for (int i = 1; i <= 3; i++) {
            session.say("USER ann");
            assertThat(session.say("PASS wrong")).startsWith("-ERR [AUTH] ");
            assertThat(session.pauses).isEqualTo(i);
            assertThat(homes.get(i - 1).session.closed).isTrue();
        }
        assertThat(session.closed).isTrue();
        assertThat(peers.failures).isEmpty();
    }

    @Test
    void oneSessionAtATimeWhereverItComesFrom() {
        homeStore.open(ownDirectory.account("ann").orElseThrow());
        TestSession session = session();
        session.say("USER ann");

        assertThat(session.say("PASS secret")).startsWith("-ERR [IN-USE] ");
        assertThat(peers.failures).isEmpty();
    }

    @Test
    void aHomeThatIsTooBusySaysNothingAboutThePassword() {
        homeAuthenticator.overloaded(true);
        TestSession session = session();
        session.say("USER ann");

        assertThat(session.say("PASS secret")).startsWith("-ERR [SYS/TEMP] ");
        assertThat(session.pauses).isZero();
    }

    @Test
    void aHomeThatCannotBeReached() {
        ownDirectory.with("carl", new Home.There("s9"));
        TestSession session = session();
        session.say("USER carl");

        assertThat(session.say("PASS secret")).startsWith("-ERR [SYS/TEMP] ");
    }

    @Test
    void aDeadNodeIsNoDeadServer() {
        peers.deadNodes = 1;
        TestSession session = session();
        session.say("USER ann");

        assertThat(session.say("PASS secret")).startsWith("+OK 1 ");
    }

    @Test
    void everyWayInWhichAHomeCanGoWrong() {
        for (Parrot parrot : new Parrot[] {
            new Parrot("220 this is SMTP\r\n"),
            new Parrot("-ERR [SYS/TEMP] going down\r\n"),
            new Parrot("+OK\r\n", "-ERR no TLS\r\n"),
            new Parrot("+OK\r\n", "+OK\r\n", "-ERR unknown command\r\n"),
            new Parrot("+OK\r\n", "+OK\r\n", "+OK s1/primary\r\nhello\r\n"),
            new Parrot("+OK\r\n", "+OK\r\n", "+OK s1/primary\r\n+OK\r\n+ Z=\r\n"),
        }) {
            peers.with("s1", () -> parrot);
            TestSession session = session();
            session.say("USER ann");

            assertThat(session.say("PASS secret")).startsWith("-ERR [SYS/TEMP] ");
            assertThat(parrot.hungUp).isTrue();
        }
        assertThat(peers.failures).hasSize(6).allMatch(failure -> failure.startsWith("s1 "));
    }

    @Test
    void aHomeThatHangsOrClosesInMidReply() {
        peers.with("s1", () -> new Parrot("+OK\r\n", "+OK\r\n", "+OK s1/primary\r\n"));
        TestSession hung = session();
        hung.say("USER ann");
        assertThat(hung.say("PASS secret")).isEmpty();
        peers.last().timeOut();
        assertThat(hung.later()).startsWith("-ERR [SYS/TEMP] ");

        TestSession cut = session();
        cut.say("USER ann");
        assertThat(cut.say("PASS secret")).isEmpty();
        peers.last().cutOff();
        assertThat(cut.later()).startsWith("-ERR [SYS/TEMP] ");
        assertThat(peers.failures).hasSize(2);
        assertThat(cut.say("NOOP")).startsWith("-ERR");
    }

    @Test
    void aKeptConnectionThatTurnsOutDeadCostsNobodyALogin() {
        FakePeers again = new FakePeers();
        TestSession session = session();
        session.kept.keep("s1", new KeptHomes.Kept(new KeptLink(again, ""), "0".repeat(32)));
        session.kept.keep("s1", new KeptHomes.Kept(new MarriedLink(session), "1".repeat(32)));
        session.say("USER ann");
        assertThat(session.say("PASS secret")).isEmpty(); // the first could not be used at all
        assertThat(peers.calls).isEmpty();

        again.last().cutOff();
        assertThat(session.later()).isEqualTo("+OK 1 " + MAIL.length() + "\r\n");
        assertThat(peers.calls).containsExactly("s1 POP3");
        assertThat(peers.failures).isEmpty();
    }

    @Test
    void aKeptConnectionBeginsWithAProofAndWithoutAGreeting() {
        FakePeers again = new FakePeers();
        TestSession session = session();
        session.kept.keep("s1", new KeptHomes.Kept(new KeptLink(again, ""), "0".repeat(32)));
        session.say("USER ann");
        session.say("PASS secret");

        assertThat(again.last().said.toString().replaceFirst("end=[0-9a-f]{32}", "end=*"))
                .isEqualTo("XPEER after=" + "0".repeat(32)
                        + " v=1 hop=1 client=127.0.0.1 tls=- sid=sid1 binding=- end=*\r\n"
                        + "USER ann\r\nPASS secret\r\n");
        again.last().timeOut();
        assertThat(session.later()).startsWith("+OK 1 ");
    }

    @Test
    void aKeptConnectionThatHasSpokenIsAHomeLikeAnyOther() {
        FakePeers again = new FakePeers();
        TestSession session = session();
        session.kept.keep("s1", new KeptHomes.Kept(new KeptLink(again, "+OK s1/primary\r\n"), "0".repeat(32)));
        session.say("USER ann");
        session.say("PASS secret");
        again.last().cutOff();
        assertThat(session.later()).startsWith("-ERR [SYS/TEMP] ");
        assertThat(peers.calls).isEmpty();
    }

    @Test
    void keepsNoMoreThanSixteenConnectionsToAServer() {
        KeptHomes kept = new KeptHomes(new Random(5));
        List<MarriedLink> links = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            MarriedLink link = new MarriedLink(session());
            links.add(link);
            kept.keep("s1", new KeptHomes.Kept(link, kept.newMarker()));
        }
        assertThat(links.subList(0, 4)).allMatch(link -> link.closed);
        assertThat(links.subList(4, 20)).noneMatch(link -> link.closed);
        assertThat(kept.take("s2")).isEmpty();
        for (int i = 19; i >= 4; i--) {
            assertThat(kept.take("s1").orElseThrow().link()).isSameAs(links.get(i));
        }
        assertThat(kept.take("s1")).isEmpty();
    }

    @Test
    void aWrongIdeaOfTheHomeCostsARetry() {
        ownDirectory.with("ann", new Home.There("s3")).resolving("ann", new Home.There("s1"));
        peers.with("s3", () -> home(new FakeDirectory().with("ann", new Home.There("s1"))));
        TestSession session = session();
        session.say("USER ann");

        assertThat(session.say("PASS secret")).startsWith("+OK 1 ");
        assertThat(ownDirectory.denials).containsExactly("ann not at s3");
        assertThat(peers.calls).containsExactly("s3 POP3", "s1 POP3");
    }

    @Test
    void whoIsNowhereHasAWrongPasswordAndPaysForAHash() {
        ownDirectory.with("carl", new Home.There("s1")).resolving("carl", new Home.Nobody());
        homeDirectory.with("carl", new Home.Nobody());
        TestSession session = session();
        session.say("USER carl");
        assertThat(session.say("PASS secret")).startsWith("-ERR [AUTH] ");
        session.say("USER nobody");
        assertThat(session.say("PASS secret")).startsWith("-ERR [AUTH] ");

        assertThat(ownAuthenticator.hashes).isEqualTo(2);
        assertThat(peers.calls).containsExactly("s1 POP3");
    }

    @Test
    void serversThatDisagreeAreAskedTwiceAtMost() {
        ownDirectory.with("bob", new Home.There("s1")).resolving("bob", new Home.There("s1"));
        TestSession session = session();
        session.say("USER bob");

        assertThat(session.say("PASS secret")).startsWith("-ERR [SYS/TEMP] ");
        assertThat(peers.calls).containsExactly("s1 POP3", "s1 POP3");
        assertThat(ownDirectory.denials).hasSize(2);
    }

    @Test
    void ifOneServerCannotBeAskedNobodyIsDenied() {
        ownDirectory.with("bob", new Home.There("s1")).resolving("bob", new Home.Unsure());
        TestSession session = session();
        session.say("USER bob");

        assertThat(session.say("PASS secret")).startsWith("-ERR [SYS/TEMP] ");
        assertThat(session.pauses).isZero();
    }

    @Test
    void whereNothingIsKnownTheOthersAreAskedFirst() {
        ownDirectory
                .with("ann", new Home.Unsure())
                .resolving("ann", new Home.There("s1"))
                .with("bob", new Home.Unsure())
                .resolving("bob", new Home.Here())
                .with("carl", new Home.Unsure());
        TestSession there = session();
        there.say("USER ann");
        assertThat(there.say("PASS secret")).startsWith("+OK 1 ");

        TestSession here = session();
        here.say("USER bob");
        assertThat(here.say("PASS own")).isEqualTo("+OK 0 0\r\n");

        TestSession unsure = session();
        unsure.say("USER carl");
        assertThat(unsure.say("PASS any")).startsWith("-ERR [SYS/TEMP] ");
    }

    @Test
    void aClientThatLeavesWhileItsHomeIsCalled() {
        peers.held = new ArrayList<>();
        TestSession session = session();
        session.say("USER ann");
        session.say("PASS secret");
        session.hangUp();
        assertThat(session.closed).isFalse();

        peers.held.remove(0).run();
        session.later();

        assertThat(session.closed).isTrue();
        assertThat(homes.get(0).link().closed).isTrue();
        assertThat(homeStore.isLocked("ann")).isFalse();
    }

    @Test
    void aClientThatLeavesAfterwardsUnlocksItsMail() {
        TestSession session = session();
        session.say("USER ann");
        session.say("PASS secret");
        assertThat(homeStore.isLocked("ann")).isTrue();
        session.say("DELE 1");

        session.hangUp();

        assertThat(homeStore.isLocked("ann")).isFalse();
        assertThat(homeStore.commits).isZero();
    }

    @Test
    void aFrontThatGoesDownLetsNobodyThrough() {
        peers.held = new ArrayList<>();
        TestSession session = session();
        session.say("USER ann");
        session.say("PASS secret");
        session.drain();
        peers.held.remove(0).run();

        assertThat(session.later()).startsWith("-ERR [SYS/TEMP] going down");
        assertThat(session.closed).isTrue();
        assertThat(homeStore.isLocked("ann")).isFalse();
    }

    @Test
    void anEmptyPasswordIsWrongWithoutACall() {
        TestSession session = session();
        session.say("USER ann");
        assertThat(session.send("PASS \r\n")).startsWith("-ERR [AUTH] ");
        assertThat(peers.calls).isEmpty();
    }

    @Test
    void logsInBySaslWithAndWithoutAnInitialResponse() {
        assertThat(session().say("AUTH PLAIN AGFubgBzZWNyZXQ=")).startsWith("+OK 1 ");
        homes.get(0).session.hangUp();

        TestSession later = session();
        assertThat(later.say("AUTH PLAIN")).isEqualTo("+ \r\n");
        assertThat(later.say("AGFubgBzZWNyZXQ=")).startsWith("+OK 1 ");
        assertThat(homes.get(1).told).contains("\r\nAUTH PLAIN AGFubgBzZWNyZXQ=\r\n");

        TestSession wrong = session();
        assertThat(wrong.say("AUTH PLAIN AGFubgB3cm9uZw==")).startsWith("-ERR [AUTH] ");
        assertThat(wrong.pauses).isEqualTo(1);
    }

    @Test
    void challengesArePassedOnStepByStep() {
        ScriptedScram scram = new ScriptedScram();
        peers.with("s1", () -> scram);
        ownAuthenticator.offer("SCRAM-SHA-256");
        TestSession session = session();

        assertThat(session.say("AUTH SCRAM-SHA-256")).isEqualTo("+ \r\n");
        assertThat(session.say(base64("n,,n=ann,r=abc"))).isEqualTo("+ " + base64("r=abcdef,s=AAAA,i=4096") + "\r\n");
        assertThat(session.say(base64("c=biws,r=abcdef,p=AAAA"))).isEqualTo("+ " + base64("v=AAAA") + "\r\n");
        assertThat(session.say("")).isEqualTo("-ERR [AUTH] wrong name or password\r\n");
        assertThat(scram.heard.toString().replaceFirst("end=[0-9a-f]{32}", "end=*"))
                .isEqualTo("""
                STLS
                XPEER v=1 hop=1 client=127.0.0.1 tls=- sid=sid1 binding=- end=*
                AUTH SCRAM-SHA-256 %s
                %s

                """.formatted(base64("n,,n=ann,r=abc"), base64("c=biws,r=abcdef,p=AAAA"))
                        .replace("\n", "\r\n"));
    }

    @Test
    void anExchangeThatIsBrokenOffHoldsNoConnection() {
        for (String breaker : new String[] {"*", "???"}) {
            ScriptedScram scram = new ScriptedScram();
            peers.with("s1", () -> scram);
            ownAuthenticator.offer("SCRAM-SHA-256");
            TestSession session = session();
            session.say("AUTH SCRAM-SHA-256 " + base64("n,,n=ann,r=abc"));

            assertThat(session.say(breaker)).startsWith("-ERR");

            assertThat(scram.heard.toString()).endsWith("\r\n*\r\n");
            assertThat(scram.hungUp).isTrue();
            assertThat(session.say("CAPA")).startsWith("+OK");
        }
    }

    @Test
    void aHomeThatGoesWhileTheClientThinks() {
        peers.with("s1", ScriptedScram::new);
        ownAuthenticator.offer("SCRAM-SHA-256");
        TestSession session = session();
        session.say("AUTH SCRAM-SHA-256 " + base64("n,,n=ann,r=abc"));

        peers.last().cutOff();

        assertThat(session.say(base64("c=biws,r=abcdef,p=AAAA"))).startsWith("-ERR [SYS/TEMP] ");
    }

    @Test
    void aClientThatGoesWhileItShouldAnswerAChallenge() {
        ScriptedScram scram = new ScriptedScram();
        peers.with("s1", () -> scram);
        ownAuthenticator.offer("SCRAM-SHA-256");
        TestSession session = session();
        session.say("AUTH SCRAM-SHA-256 " + base64("n,,n=ann,r=abc"));

        session.hangUp();

        assertThat(scram.hungUp).isTrue();
    }

    @Test
    void ownAccountsNeedNobodyElse() {
        TestSession session = session();
        session.say("USER bob");
        assertThat(session.say("PASS own")).isEqualTo("+OK 0 0\r\n");
        assertThat(peers.calls).isEmpty();
    }

    private MarriedHome home() {
        return home(homeDirectory);
    }

    private MarriedHome home(FakeDirectory directory) {
        MarriedHome made = new MarriedHome(homeStore, homeAuthenticator, directory, Optional.of("s2/primary"));
        homes.add(made);
        return made;
    }

    private TestSession session() {
        return session(TestSession.client("127.0.0.1"));
    }

    private TestSession session(Client client) {
        TestSession session = new TestSession(
                ownStore, ownAuthenticator, ownDirectory, peers, TestSession.SETTINGS, client, Optional.empty());
        session.heard();
        return session;
    }

    private static String base64(String text) {
        return Base64Text.encode(text);
    }

    /** A home that goes through SCRAM and says no at its end. */
    private static final class ScriptedScram implements MarriedDialogue.Callee {
        final StringBuilder heard = new StringBuilder();
        boolean hungUp;

        @Override
        public String send(String octets) {
            heard.append(octets);
            if (octets.isEmpty() || octets.startsWith("STLS")) {
                return "+OK\r\n";
            }
            if (octets.startsWith("XPEER")) {
                return "+OK s1/primary\r\n+ " + base64("r=abcdef,s=AAAA,i=4096") + "\r\n";
            }
            return octets.equals("\r\n") ? "-ERR [AUTH] no\r\n" : "+ " + base64("v=AAAA") + "\r\n";
        }

        @Override
        public void hangUp() {
            hungUp = true;
        }

        @Override
        public MarriedLink link() {
            throw new AssertionError("nobody was let in");
        }
    }
}
