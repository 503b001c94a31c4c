package org.mmsys.smtp;

import org.junit.jupiter.api.Test;

final class SmtpServerMachineTests {
    private static final String START = Greetings.EHLO;

    @Test
    void takesAMessageAndAsksAtEveryStep() {
        MachineTalk.asking(MachineTalk.mta()).run("""
            O:
            i: 300
            S: 220 mx.here.test ESMTP MMSys
            C: EHLO client.test
            Q: greet
            A: mechanisms SCRAM-SHA-256 PLAIN
            S: 250-mx.here.test Hello [127.0.0.1]
            S: 250-PIPELINING
            S: 250-SIZE 1000
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250-CHUNKING
            S: 250-ENHANCEDSTATUSCODES
            S: 250-DSN
            S: 250-STARTTLS
            S: 250-AUTH SCRAM-SHA-256 PLAIN
            S: 250-LIMITS RCPTMAX=3 MAILMAX=4
            S: 250 XMMSYS
            C: MAIL FROM:<joe@else.test> SIZE=500 BODY=8BITMIME
            Q: sender joe@else.test
            A: sender external
            S: 250 2.1.0 *
            C: RCPT TO:<ann@here.test>
            Q: recipient ann@here.test
            A: recipient ann
            S: 250 2.1.5 *
            C: RCPT TO:<Postmaster>
            Q: recipient postmaster@here.test
            A: recipient bob
            S: 250 2.1.5 *
            C: DATA
            Q: begin joe@else.test [ann@here.test=ann, postmaster@here.test=bob]
            A: ready
            S: 354 *
            b: dotted max 1000
            B: 400
            Q: commit
            A: committed-in-doubt
            S: 250 2.0.0 Ok id=*
            h:
            H:
            Q: confirm 1
            A: noted
            C: QUIT
            S: 221 2.0.0 Bye
            x:
            """);
    }

    @Test
    void speaksPlainSmtpToOldClients() {
        MachineTalk.answering(MachineTalk.mta()).run("""
            O:
            i: 300
            S: 220 mx.here.test *
            C: HELO client.test
            S: 250 mx.here.test
            C: MAIL FROM:<>
            S: 250 2.1.0 *
            C: RCPT TO:<ann@here.test>
            S: 250 2.1.5 *
            C: DATA
            S: 354 *
            b: dotted max 1000
            B: 10
            S: 250 2.0.0 Ok id=*
            """);
    }

    @Test
    void wantsEverythingInOrder() {
        MachineTalk.answering(MachineTalk.mta()).run("""
            O:
            i: 300
            S: 220 *
            C: MAIL FROM:<joe@else.test>
            S: 503 5.5.1 *
            C: RCPT TO:<ann@here.test>
            S: 503 5.5.1 *
            C: DATA
            S: 503 5.5.1 *
            C: NOOP
            S: 250 2.0.0 Ok
            C: RSET
            S: 250 2.0.0 Ok
            C: HELO x
            S: 250 mx.here.test
            C: RCPT TO:<ann@here.test>
            S: 503 5.5.1 *
            C: DATA
            p: 1000
            S: 503 5.5.1 *
            """);
    }

    @Test
    void refusesASecondMailAndForgetsAtReset() {
        MachineTalk.answering(MachineTalk.mta()).run(START + """
            C: MAIL FROM:<joe@else.test>
            S: 250 2.1.0 *
            C: MAIL FROM:<jim@else.test>
            S: 503 5.5.1 *
            C: RSET
            S: 250 2.0.0 *
            C: RCPT TO:<ann@here.test>
            S: 503 5.5.1 *
            C: MAIL FROM:<jim@else.test>
            S: 250 2.1.0 *
            C: HELO again.test
            S: 250 mx.here.test
            C: RCPT TO:<ann@here.test>
            S: 503 5.5.1 *
            """);
    }

    @Test
    void answersAPipelinedBatchInOrderAfterAFailedMail() {
        MachineTalk.answering(MachineTalk.mta()).run(START + """
            C: MAIL FROM:<ann@here.test>
            S: 530 5.7.0 *
            C: RCPT TO:<bob@here.test>
            S: 503 5.5.1 *
            C: DATA
            S: 503 5.5.1 *
            C: NOOP
            S: 250 2.0.0 *
            """);
    }

    @Test
    void saysToDataWithoutValidRecipientThatThereIsNone() {
        MachineTalk.answering(MachineTalk.mta()).run(START + """
            C: MAIL FROM:<joe@else.test>
            S: 250 *
            C: DATA
            S: 554 5.5.1 *
            C: RCPT TO:<nobody@here.test>
            S: 550 5.1.1 *
            C: RCPT TO:<joe@else.test>
            S: 550 5.7.1 *
            C: DATA
            S: 554 5.5.1 *
            C: RCPT TO:<ann@here.test>
            S: 250 *
            C: DATA
            S: 354 *
            b: dotted max 1000
            B: 1
            S: 250 *
            """);
    }

    @Test
    void checksTheDeclaredSizeAndCountsToo() {
        MachineTalk.answering(MachineTalk.mta()).run(START + """
            C: MAIL FROM:<joe@else.test> SIZE=1001
            S: 552 5.3.4 *
            C: MAIL FROM:<joe@else.test> SIZE=1000
            S: 250 *
            C: RCPT TO:<ann@here.test>
            S: 250 *
            C: DATA
            S: 354 *
            b: dotted max 1000
            B: 1001 TOO_LARGE
            S: 552 5.3.4 *
            C: RCPT TO:<ann@here.test>
            S: 503 *
            """);
    }

    @Test
    void refusesBodiesWithDefects() {
        for (String[] each : new String[][] {
            {"BARE_CR_OR_LF", "550 5.6.0"},
            {"NUL", "550 5.6.0"},
            {"LINE_TOO_LONG", "554 5.6.0"},
            {"NO_SPACE", "452 4.3.1"},
            {"REFUSED", "451 4.3.0"},
            {"NO_SPACE BARE_CR_OR_LF", "550 5.6.0"},
            {"BARE_CR_OR_LF TOO_LARGE", "552 5.3.4"},
        }) {
            MachineTalk.answering(MachineTalk.mta()).run(START + """
                C: MAIL FROM:<joe@else.test>
                S: 250 *
                C: RCPT TO:<ann@here.test>
                S: 250 *
                C: DATA
                S: 354 *
                b: dotted max 1000
                B: 10 %s
                S: %s *
                C: MAIL FROM:<joe@else.test>
                S: 250 *
                """.formatted(each[0], each[1]));
        }
    }

    @Test
    void saysWhyTheSinkRefused() {
        MachineTalk.asking(MachineTalk.mta()).run("""
            O:
            i: 300
            S: 220 *
            C: HELO x
            Q: greet
            A: mechanisms
            S: 250 *
            C: MAIL FROM:<>
            Q: sender none
            A: sender none
            S: 250 *
            C: RCPT TO:<ann@here.test>
            Q: recipient ann@here.test
            A: recipient ann
            S: 250 *
            C: DATA
            Q: begin *
            A: ready
            S: 354 *
            b: dotted max 1000
            B: 10 REFUSED
            Q: discard
            A: discarded LOOP
            S: 554 5.4.6 *
            """);
    }

    @Test
    void refusesForWantOfSpaceBeforeTheBodyAndAfterIt() {
        MachineTalk.asking(MachineTalk.mta()).run("""
            O:
            i: 300
            S: 220 *
            C: HELO x
            Q: greet
            A: mechanisms
            S: 250 *
            C: MAIL FROM:<>
            Q: sender none
            A: full
            S: 452 4.3.1 *
            C: MAIL FROM:<>
            Q: sender none
            A: sender none
            S: 250 *
            C: RCPT TO:<ann@here.test>
            Q: recipient ann@here.test
            A: recipient ann
            S: 250 *
            C: DATA
            Q: begin none *
            A: no-space
            S: 452 4.3.1 *
            C: MAIL FROM:<>
            Q: sender none
            A: sender none
            S: 250 *
            C: RCPT TO:<ann@here.test>
            Q: recipient ann@here.test
            A: recipient ann
            S: 250 *
            C: DATA
            Q: begin none *
            A: ready
            S: 354 *
            b: dotted max 1000
            B: 10
            Q: commit
            A: refused NO_SPACE
            S: 452 4.3.1 *
            C: NOOP
            S: 250 *
            """);
    }

    @Test
    void refusesLinesThatOthersMightReadOtherwise() {
        MachineTalk.answering(MachineTalk.mta()).run(START + """
            L: BARE_CR_OR_LF NOOP\\nMAIL FROM:<joe@else.test>
            S: 500 5.5.2 *
            L: NUL NOOP
            S: 500 5.5.2 *
            L: TOO_LONG NOOP
            S: 500 5.5.2 *
            C: NOOP
            S: 250 2.0.0 Ok
            """);
        MachineTalk.answering(MachineTalk.mta()).run(START + "C: NOOP " + "x".repeat(2044) + "\nS: 500 5.5.2 *\n");
    }

    @Test
    void knowsTheOtherVerbs() {
        MachineTalk.answering(MachineTalk.mta()).run(START + """
            C: VRFY ann
            S: 252 2.0.0 *
            C: HELP
            S: 214 2.0.0 *
            C: EXPN all
            S: 502 5.5.1 *
            C: XPEER v=1
            S: 500 5.5.1 *
            C: VRFY
            S: 501 5.5.4 *
            C: DATA now
            S: 503 5.5.1 *
            """);
    }

    @Test
    void takesUnicodeOnlyInMessagesThatSaySo() {
        MachineTalk.answering(MachineTalk.mta()).run(START + """
            C: MAIL FROM:<j\u00c3\u00bcrgen@else.test>
            S: 553 5.6.7 *
            C: MAIL FROM:<joe@else.test>
            S: 250 *
            C: RCPT TO:<\u00c3\u00a4nn@here.test>
            S: 553 5.6.7 *
            C: RSET
            S: 250 *
            C: MAIL FROM:<j\u00c3\u00bcrgen@else.test> SMTPUTF8
            S: 250 *
            C: RCPT TO:<\u00c3\u00a4nn@here.test>
            S: 550 5.1.1 *
            """);
    }

    @Test
    void forgetsEverythingAtStartTls() {
        MachineTalk.answering(MachineTalk.mta()).run(START + """
            C: STARTTLS now
            S: 501 5.5.4 *
            C: STARTTLS
            S: 220 2.0.0 *
            t:
            U:
            C: MAIL FROM:<joe@else.test>
            S: 503 5.5.1 *
            C: EHLO client.test
            S: 250-mx.here.test *
            S: 250-PIPELINING
            S: 250-SIZE 1000
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250-CHUNKING
            S: 250-ENHANCEDSTATUSCODES
            S: 250-DSN
            S: 250-AUTH PLAIN LOGIN
            S: 250-LIMITS *
            S: 250 XMMSYS
            C: STARTTLS
            S: 503 5.5.1 *
            C: MAIL FROM:<joe@else.test>
            S: 250 *
            """);
    }

    @Test
    void startsNoTlsInAMessageNorBeforeEhlo() {
        MachineTalk.answering(MachineTalk.mta()).run("O:\ni: 300\nS: 220 *\nC: STARTTLS\nS: 503 5.5.1 *\n");
        MachineTalk.answering(MachineTalk.mta())
                .run(START + "C: MAIL FROM:<>\nS: 250 *\nC: STARTTLS\nS: 503 5.5.1 *\n");
    }
}
