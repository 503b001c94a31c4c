package org.mmsys.smtp;

import org.junit.jupiter.api.Test;

/** How sessions and commits end. */
final class SmtpGoodByeTests {
    private static final String START = Greetings.EHLO;

    @Test
    void saysTryAgainWhenTheCommitterIsBusyAndGoodByeWhenItIsClosed() {
        String toCommit = Greetings.TO_COMMIT;
        MachineTalk.asking(MachineTalk.mta()).run(toCommit + "A: refused TOO_BUSY\nS: 451 4.3.2 *\n");
        MachineTalk.asking(MachineTalk.mta()).run(toCommit + "A: refused CLOSED\nS: 421 4.3.2 *\nx:\n");
        MachineTalk.asking(MachineTalk.mta()).run(toCommit + "D:\nA: committed\nS: 250 *\nS: 421 4.3.2 *\nx:\n");
        MachineTalk.asking(MachineTalk.mta()).run(toCommit + "P:\nA: committed\n");
    }

    @Test
    void saysGoodByeToTheSilentAndWhenItGoesDown() {
        MachineTalk.answering(MachineTalk.mta()).run(START + "Z:\nS: 421 4.4.2 *\nx:\nC: NOOP\n");
        MachineTalk.answering(MachineTalk.mta()).run(START + "D:\nS: 421 4.3.2 *\nx:\n");
        MachineTalk.answering(MachineTalk.mta()).run("D:\nO:\nS: 421 4.3.2 *\nx:\n");
        MachineTalk.answering(MachineTalk.mta()).run(START + "C: MAIL FROM:<>\nS: 250 *\nD:\nS: 421 4.3.2 *\nx:\nP:\n");
        MachineTalk.answering(MachineTalk.mta()).run(START + """
            C: MAIL FROM:<>
            S: 250 *
            C: RCPT TO:<ann@here.test>
            S: 250 *
            C: DATA
            S: 354 *
            b: dotted max 1000
            D:
            B: 10
            S: 250 2.0.0 Ok id=*
            S: 421 4.3.2 *
            x:
            """);
        MachineTalk.answering(MachineTalk.mta()).run(START + "C: STARTTLS\nS: 220 *\nt:\nD:\nU:\nS: 421 4.3.2 *\nx:\n");
    }

    @Test
    void confirmsOnlyWhatWasHeard() {
        String committed = Greetings.TO_COMMIT + "A: committed-in-doubt\nS: 250 *\nh:\n";
        MachineTalk.asking(MachineTalk.mta()).run(committed + "P:\n");
        MachineTalk.asking(MachineTalk.mta()).run(committed + "H:\nQ: confirm 1\nA: noted\nP:\n");
        MachineTalk.asking(MachineTalk.mta())
                .run(committed + "C: QUIT\nS: 221 *\nx:\nH:\nQ: confirm 1\nA: noted\nP:\n");
        MachineTalk.asking(MachineTalk.mta()).run(committed + "D:\nS: 421 *\nx:\nH:\nQ: confirm 1\nA: noted\nP:\n");
        // heard while the next body comes: told as soon as nothing else is open
        MachineTalk.asking(MachineTalk.mta()).run(committed + """
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
            H:
            B: 10
            Q: commit
            A: committed-in-doubt
            S: 250 *
            h:
            Q: confirm 1
            A: noted
            H:
            Q: confirm 1
            A: noted
            """);
    }
}
