package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpReplies;

/** What nodes of the system may say (rules 23, 24), and strangers may not. */
final class SmtpPeerSessionTests {
    private static final String OPENED = "O:\ni: 300\nS: 220 *\n";
    private static final String ITSELF = "XPEER v=1 hop=1 client=- tls=- sid=q1 binding=-";
    private static final String CLIENT = "XPEER v=1 hop=1 client=192.0.2.7 tls=TLSv1.3:X sid=f9 binding=YmluZA==";
    private static final String INTRODUCED = OPENED + "C: " + ITSELF + "\nS: 250 2.0.0 Ok s2/primary\n";
    private static final String QUEUE_ID = "0".repeat(26);

    private static void node(String script) {
        MachineTalk.answeringNode(MachineTalk.mta(), "s1/primary").run(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {ITSELF, CLIENT, "XPEER", "XPEER v=2", "xpeer v=1 hop=9", "XPOOR v=1"})
    void strangersHearThatThereIsNoSuchCommand(String line) {
        String refused = "C: " + line + "\nS: 500 5.5.1 Command not recognized\n";
        MachineTalk.answering(MachineTalk.mta()).run(OPENED + refused + "C: HELO x\nS: 250 *\n" + refused);
        MachineTalk.answeringInTls(MachineTalk.mta()).run(OPENED + refused);
        MachineTalk.answeringInTls(MachineTalk.submission()).run(OPENED + refused);
        MachineTalk.answeringNode(MachineTalk.mta(), "w1/witness").run(OPENED + refused);
        MachineTalk.answeringNode(MachineTalk.mta(), "mx.else.test").run(OPENED + refused);
    }

    @Test
    void strangersMayNotTellQueueIdsNorAskWhoLivesHere() {
        MachineTalk.answeringInTls(MachineTalk.mta())
                .run(OPENED
                        + "C: VRFY ann\nS: 252 *\nC: VRFY nobody\nS: 252 *\nC: HELO x\nS: 250 *\n"
                        + "C: MAIL FROM:<> XQID=" + QUEUE_ID + "\nS: 555 5.5.4 *\n"
                        + "C: MAIL FROM:<> XQID\nS: 555 5.5.4 *\n"
                        + "C: MAIL FROM:<> XSID=f9\nS: 555 5.5.4 *\n");
    }

    /** A proxy tells whose a connection is; that makes nobody a peer. */
    @Test
    void whoComesThroughAProxyIsAStranger() {
        SmtpServerMachine machine = new SmtpServerMachine(MachineTalk.mta(), proxied());
        assertThat(machine.on(new Input.Opened<>(proxied())).outputs()).isNotEmpty();
        assertThat(machine.on(new Input.Introduced<>(proxied())).outputs()).isEmpty();
        assertThat(machine.on(new Input.Line<>("VRFY ann", Input.LineDefect.NONE))
                        .outputs())
                .containsExactly(new Output.Reply<>(SmtpReplies.R252_CANNOT_VERIFY.wire()));
    }

    private static Input.Client proxied() {
        return new Input.Client(
                "s1",
                "smtp",
                "192.0.2.7",
                1,
                "127.0.0.1",
                Optional.empty(),
                Optional.of(new Input.Via("s1/backup", 1, "x")));
    }

    @Test
    void aNodeIsAStrangerUntilItHasIntroducedItself() {
        node(OPENED + "C: VRFY ann\nS: 252 *\nC: EHLO x\n" + "S: 250-*\n".repeat(10) + "S: 250 XMMSYS\n"
                + "C: MAIL FROM:<> XQID=" + QUEUE_ID + "\nS: 555 5.5.4 *\n"
                + "C: MAIL FROM:<> XSUB=" + "0a".repeat(32) + "\nS: 555 5.5.4 *\n"
                + "C: MAIL FROM:<ann@here.test>\nS: 530 5.7.0 *\n");
        // its certificate does not count before TLS is up
        MachineTalk.answering(MachineTalk.mta()).run(OPENED + "C: " + ITSELF + "\nS: 500 5.5.1 *\n");
    }

    @Test
    void takesMailFromAPeerWithoutAGreetingAndAnySender() {
        node(INTRODUCED
                + "C: MAIL FROM:<ann@here.test> SIZE=100 BODY=8BITMIME RET=FULL ENVID=x XQID=" + QUEUE_ID
                + " XSID=f9\nS: 250 2.1.0 *\n"
                + "C: RCPT TO:<bob@here.test> NOTIFY=NEVER ORCPT=rfc822;bob@here.test\nS: 250 2.1.5 *\n"
                + "C: RCPT TO:<cid@here.test>\nS: 551 5.1.6 not here\n"
                + "C: RCPT TO:<dan@here.test>\nS: 551 5.1.6 not here\n"
                + "C: RCPT TO:<nobody@here.test>\nS: 551 5.1.6 not here\n"
                + "C: RCPT TO:<joe@else.test>\nS: 551 5.1.6 not here\n"
                + "C: BDAT 10 LAST\nb: 10 last max 66536\nB: 10\nS: 250 2.0.0 Ok id=*\n"
                + "C: MAIL FROM:<nobody@here.test> XQID=" + QUEUE_ID + "\nS: 250 2.1.0 *\n"
                + "C: RSET\nS: 250 *\n"
                + "C: MAIL FROM:<> XQID=forged\nS: 501 5.5.4 *\n"
                + "C: MAIL FROM:<> XSUB=0123\nS: 501 5.5.4 *\n"
                + "C: MAIL FROM:<> XSUB=" + "0a".repeat(32) + "\nS: 250 2.1.0 *\nC: RSET\nS: 250 *\n"
                + "C: MAIL FROM:<> XQID\nS: 501 5.5.4 *\n");
        MachineTalk.answeringNode(MachineTalk.submission(), "s1/backup")
                .run(INTRODUCED + "C: MAIL FROM:<joe@else.test>\nS: 250 2.1.0 *\n");
    }

    /** What the next server has taken at its limit comes with a few more trace fields. */
    @Test
    void takesFromAPeerWhatAnotherServerHasTaken() {
        node(INTRODUCED
                + "C: MAIL FROM:<ann@here.test> SIZE=1300 XQID=" + QUEUE_ID + "\nS: 250 2.1.0 *\n"
                + "C: RCPT TO:<bob@here.test>\nS: 250 2.1.5 *\n"
                + "C: BDAT 1300 LAST\nb: 1300 last max 66536\nB: 1300\nS: 250 2.0.0 Ok id=*\n"
                + "C: MAIL FROM:<ann@here.test> SIZE=70000 XQID=" + QUEUE_ID + "\nS: 552 5.3.4 *\n");
        node(OPENED + "C: " + CLIENT + "\nS: 250 *\n" + "C: MAIL FROM:<joe@else.test> SIZE=1300\nS: 552 5.3.4 *\n");
    }

    @Test
    void doesNotAskOthersForAPeer() {
        MachineTalk.askingNode(MachineTalk.mta(), "s1/primary")
                .run(
                        INTRODUCED
                                + "C: MAIL FROM:<dan@here.test>\nQ: sender none\nA: sender none\nS: 250 *\n"
                                + "C: RCPT TO:<dan@here.test>\nQ: recipient dan@here.test here\nA: recipient dan\nS: 551 5.1.6 *\n");
    }

    @Test
    void tellsAPeerWhoLivesHere() {
        node(INTRODUCED
                + "C: VRFY ann@here.test\nS: 250 2.1.5 <ann@here.test>\n"
                + "C: VRFY cid@here.test\nS: 551 5.1.6 not here\n"
                + "C: VRFY nobody\nS: 551 5.1.6 not here\n"
                + "C: VRFY not..a..name\nS: 550 5.1.1 *\n"
                + "C: MAIL FROM:<>\nS: 250 *\nC: VRFY ann\nS: 250 2.1.5 <ann@here.test>\n"
                + "C: RCPT TO:<ann@here.test>\nS: 250 2.1.5 *\n");
    }

    /** Many refusals, commands and messages are what a busy server sends. */
    @Test
    void doesNotTurnAPeerAwayForTheMistakesOfItsClients() {
        node(INTRODUCED
                + "C: VRFY cid\nS: 551 *\n".repeat(200)
                + "C: MAIL FROM:<>\nS: 250 *\nC: RSET\nS: 250 *\n".repeat(20));
    }

    @Test
    void isIntroducedToOnceAndBeforeAnythingElse() {
        node(INTRODUCED + "C: " + ITSELF + "\nS: 503 5.5.1 *\nC: " + CLIENT + "\nS: 503 5.5.1 *\n"
                + "C: MAIL FROM:<>\nS: 250 *\nC: " + ITSELF + "\nS: 503 5.5.1 *\n");
        node(OPENED + "C: HELO x\nS: 250 *\nC: MAIL FROM:<>\nS: 250 *\nC: " + ITSELF + "\nS: 503 5.5.1 *\n"
                + "C: RSET\nS: 250 *\nC: " + ITSELF + "\nS: 503 5.5.1 *\n");
        node(OPENED + "C: HELO x\nS: 250 *\nC: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: 235 *\nC: " + CLIENT
                + "\nS: 503 5.5.1 *\n");
        node(OPENED + "C: EHLO x\n" + "S: 250-*\n".repeat(10) + "S: 250 XMMSYS\nC: " + CLIENT
                + "\nS: 250 2.0.0 Ok s2/primary\nC: STARTTLS\nS: 503 5.5.1 *\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        XPEER                                                               | no version
        XPEER v=2 hop=1 client=- tls=- sid=- binding=-                      | a version to come
        XPEER v=1 client=- tls=- sid=- binding=-                            | no hop
        XPEER v=1 hop=0 client=- tls=- sid=- binding=-                      | never left
        XPEER v=1 hop=3 client=192.0.2.7 tls=- sid=- binding=-              | too many hops
        XPEER v=1 hop=1 client=192.0.2.7;x tls=- sid=- binding=-            | no address
        XPEER v=1 hop=1 hop=2 client=192.0.2.7 tls=- sid=- binding=-        | said twice
        XPEER v=1 hop=1 client=192.0.2.7 client=127.0.0.1 tls=- sid=-       | two clients
        XPEER v=1 hop=1 client= tls=- sid=- binding=-                       | empty client
        XPEER v=1 hop=1 127.0.0.1                                           | a word without name
        """)
    void refusesForgedIntroductions(String line, String why) {
        node(OPENED + "C: " + line + "\nS: 501 5.5.4 *\nC: VRFY ann\nS: 252 *\n");
    }

    @Test
    void judgesLoginsByTheClientThatWasConveyed() {
        MachineTalk.askingNode(MachineTalk.mta(), "s3/primary")
                .run(OPENED + "C: " + CLIENT + "\nS: 250 2.0.0 Ok s2/primary\n"
                        + "C: AUTH PLAIN AGFubgBzZWNyZXQ=\nQ: login 192.0.2.7 PLAIN <AGFubgBzZWNyZXQ=>\nA: not-here\n"
                        + "S: 551 5.1.6 not here\n"
                        + "C: AUTH PLAIN\nQ: login 192.0.2.7 PLAIN\nA: challenge x\nS: 334 eA==\n"
                        + "C: AGFubgBzZWNyZXQ=\nQ: respond <AGFubgBzZWNyZXQ=>\nA: granted ann\nS: 235 *\n");
        String clear = "XPEER v=1 hop=1 client=192.0.2.7 tls=- sid=f9 binding=-";
        node(OPENED + "C: " + clear + "\nS: 250 *\nC: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: 538 5.7.11 *\n"
                + "C: EHLO x\nS: 250-mx.here.test Hello [192.0.2.7]\n" + "S: 250-*\n".repeat(8) + "S: 250 XMMSYS\n"
                + "C: STARTTLS\nS: 503 5.5.1 *\n");
    }

    @Test
    void aConveyedClientMayNotDoWhatANodeMay() {
        node(OPENED + "C: " + CLIENT + "\nS: 250 *\n"
                + "C: MAIL FROM:<ann@here.test>\nS: 530 5.7.0 *\n"
                + "C: MAIL FROM:<joe@else.test> XQID=" + QUEUE_ID + "\nS: 555 5.5.4 *\n"
                + "C: MAIL FROM:<joe@else.test>\nS: 250 *\n"
                + "C: RCPT TO:<cid@here.test>\nS: 551 5.1.6 *\nC: RCPT TO:<ann@here.test>\nS: 250 *\n");
    }

    @Test
    void asksToGoOnWhenTheHomeOfALoginWasFound() {
        MachineTalk.asking(MachineTalk.mta())
                .run(OPENED + "C: HELO x\nQ: greet\nA: mechanisms\nS: 250 *\n"
                        + "C: AUTH PLAIN AGNpZABzZWNyZXQ=\nQ: login PLAIN <AGNpZABzZWNyZXQ=>\nA: home-found\n"
                        + "Q: resume\nA: home-found\nQ: resume\nA: granted cid\nS: 235 2.7.0 *\n"
                        + "C: MAIL FROM:<cid@here.test>\nQ: sender cid@here.test here\nA: sender cid\nS: 250 *\n"
                        + "C: RCPT TO:<dan@here.test>\nQ: recipient dan@here.test\nA: recipient dan\nS: 250 *\n");
    }
}
