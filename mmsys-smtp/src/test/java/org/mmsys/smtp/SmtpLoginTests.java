package org.mmsys.smtp;

import org.junit.jupiter.api.Test;

final class SmtpLoginTests {
    private static final String START = "O:\ni: 300\nS: 220 *\nC: EHLO x\nQ: greet\nA: mechanisms PLAIN\n"
            + "S: 250-*\n".repeat(11) + "S: 250 XMMSYS\n";

    private void run(String script) {
        MachineTalk.asking(MachineTalk.mta()).run(START + script);
    }

    @Test
    void takesAnInitialResponse() {
        run("""
            C: AUTH PLAIN AGFubgBzZWNyZXQ=
            Q: login PLAIN <AGFubgBzZWNyZXQ=>
            A: granted ann
            S: 235 2.7.0 *
            C: AUTH PLAIN AGFubgBzZWNyZXQ=
            S: 503 5.5.1 *
            C: MAIL FROM:<ann@here.test>
            Q: sender ann@here.test here
            A: sender ann
            S: 250 *
            """);
    }

    @Test
    void takesAnEmptyInitialResponseAndNone() {
        run("C: AUTH PLAIN =\nQ: login PLAIN <>\nA: denied\nS: 535 5.7.8 *\n");
        run("""
            C: auth plain
            Q: login PLAIN
            A: challenge
            S: 334*
            C: AGFubgBzZWNyZXQ=
            Q: respond <AGFubgBzZWNyZXQ=>
            A: granted ann
            S: 235 2.7.0 *
            """);
    }

    @Test
    void goesThroughManySteps() {
        run("""
            C: AUTH LOGIN
            Q: login LOGIN
            A: challenge Username:
            S: 334 VXNlcm5hbWU6
            C: YW5u
            Q: respond <YW5u>
            A: challenge Password:
            S: 334 UGFzc3dvcmQ6
            C:
            Q: respond <>
            A: denied
            S: 535 5.7.8 *
            C: NOOP
            S: 250 *
            """);
    }

    @Test
    void canBeCancelled() {
        run("C: AUTH LOGIN\nQ: login LOGIN\nA: challenge x\nS: 334 eA==\nC: *\nS: 501 5.7.0 *\nC: NOOP\nS: 250 *\n");
    }

    @Test
    void refusesWhatIsNotBase64() {
        run("C: AUTH PLAIN !!!!\nS: 501 5.5.2 *\n");
        run("C: AUTH PLAIN a b\nS: 501 5.5.2 *\n");
        run("C: AUTH LOGIN\nQ: login LOGIN\nA: challenge x\nS: 334 eA==\nC: =\nS: 501 5.5.2 *\nC: NOOP\nS: 250 *\n");
        run("C: AUTH LOGIN\nQ: login LOGIN\nA: challenge x\nS: 334 eA==\nL: NUL YWJj\nS: 501 5.5.2 *\n");
        run("C: AUTH LOGIN\nQ: login LOGIN\nA: challenge x\nS: 334 eA==\nL: TOO_LONG YWJj\nS: 500 5.5.6 *\n");
    }

    @Test
    void takesVeryLongResponses() {
        String response = "QUFB".repeat(3000);
        run("C: AUTH SCRAM-SHA-256 " + response + "\nQ: login SCRAM-SHA-256 <" + response + ">\nA: denied\nS: 535 *\n");
    }

    @Test
    void saysWhetherTlsWouldHelp() {
        run("C: AUTH PLAIN\nQ: login PLAIN\nA: no-mechanism\nS: 538 5.7.11 *\n");
        run("C: AUTH CRAM-MD5\nQ: login CRAM-MD5\nA: no-mechanism\nS: 504 5.5.4 *\n");
        MachineTalk.answeringInTls(MachineTalk.submission())
                .run("O:\ni: 300\nS: 220 *\nC: HELO x\nS: 250 *\nC: AUTH LOGIN\nS: 504 5.5.4 *\n");
    }

    @Test
    void saysTryLaterWhenItCannotBeChecked() {
        run("C: AUTH PLAIN AAAA\nQ: login PLAIN <AAAA>\nA: later\nS: 454 4.7.0 *\n");
    }

    @Test
    void doesNotLogInInsideAMessageNorBeforeEhlo() {
        run("C: MAIL FROM:<>\nQ: sender none\nA: sender none\nS: 250 *\nC: AUTH PLAIN AAAA\nS: 503 5.5.1 *\n");
        MachineTalk.asking(MachineTalk.mta()).run("O:\ni: 300\nS: 220 *\nC: AUTH PLAIN AAAA\nS: 503 5.5.1 *\n");
    }

    @Test
    void forgetsTheLoginAtStartTls() {
        run("""
            C: AUTH PLAIN AAAA
            Q: login PLAIN <AAAA>
            A: granted ann
            S: 235 *
            C: STARTTLS
            S: 220 *
            t:
            U:
            C: HELO x
            Q: greet tls
            A: mechanisms PLAIN
            S: 250 *
            C: MAIL FROM:<ann@here.test>
            Q: sender ann@here.test
            A: sender ann
            S: 530 5.7.0 *
            """);
    }

    @Test
    void endsASessionThatKeepsGuessing() {
        MachineTalk talk = MachineTalk.answeringInTls(MachineTalk.submission());
        talk.run("O:\ni: 300\nS: 220 *\nC: HELO x\nS: 250 *\n");
        talk.run("C: AUTH PLAIN AAAA\nS: 535 5.7.8 *\n".repeat(4));
        talk.run("C: AUTH PLAIN AAAA\np: 1000\nS: 535 5.7.8 *\n".repeat(3));
        talk.run("C: AUTH PLAIN AAAA\nS: 421 4.7.0 *\nx:\n");
    }
}
