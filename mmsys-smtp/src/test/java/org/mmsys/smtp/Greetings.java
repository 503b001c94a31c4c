package org.mmsys.smtp;

/** How dialogues begin, for {@link MachineTalk}. */
final class Greetings {
    /** A classic client, whatever is asked and answered by itself. */
    static final String HELO = "O:\ni: 300\nS: 220 *\nC: HELO x\nS: 250 *\n";

    /** A client of today in clear text. */
    static final String EHLO = """
            O:
            i: 300
            S: 220 mx.here.test ESMTP MMSys
            C: EHLO client.test
            S: 250-mx.here.test Hello [127.0.0.1]
            S: 250-PIPELINING
            S: 250-SIZE 1000
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250-CHUNKING
            S: 250-ENHANCEDSTATUSCODES
            S: 250-DSN
            S: 250-STARTTLS
            S: 250-LIMITS RCPTMAX=3 MAILMAX=4
            S: 250 XMMSYS
            """;

    /** Up to the question whether a message to ann may be committed, all questions shown. */
    static final String TO_COMMIT = """
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
            Q: recipient *
            A: recipient ann
            S: 250 *
            C: DATA
            Q: begin *
            A: ready
            S: 354 *
            b: dotted max 1000
            B: 10
            Q: commit
            """;

    private Greetings() {}
}
