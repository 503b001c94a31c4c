package org.mmsys.smtp;

import org.junit.jupiter.api.Test;

final class SmtpLimitsTests {
    private static final String HELLO = Greetings.HELO;
    private static final String MESSAGE = "C: MAIL FROM:<>\nS: 250 *\nC: RCPT TO:<ann@here.test>\nS: 250 *\n"
            + "C: DATA\nS: 354 *\nb: dotted max 1000\nB: 1\nS: 250 *\n";

    private void run(String script) {
        MachineTalk.answering(MachineTalk.mta()).run(script);
    }

    @Test
    void takesSoManyRecipientsAndNoMore() {
        run(
                HELLO + "C: MAIL FROM:<>\nS: 250 *\n" + "C: RCPT TO:<ann@here.test>\nS: 250 *\n".repeat(3)
                        + "C: RCPT TO:<bob@here.test>\nS: 452 4.5.3 *\nC: DATA\nS: 354 *\nb: dotted max 1000\nB: 1\nS: 250 *\n");
    }

    @Test
    void recipientsBeyondTheLimitAreNoErrors() {
        run(HELLO + "C: MAIL FROM:<>\nS: 250 *\n" + "C: RCPT TO:<ann@here.test>\nS: 250 *\n".repeat(3)
                + "C: RCPT TO:<bob@here.test>\nS: 452 4.5.3 *\n".repeat(48)
                + "C: RCPT TO:<bob@here.test>\nS: 421 4.7.0 *\nx:\n");
    }

    @Test
    void takesSoManyMessagesAndNoMore() {
        run(HELLO + MESSAGE.repeat(4) + "C: MAIL FROM:<>\nS: 421 4.7.0 *\nx:\n");
    }

    @Test
    void slowsDownAndEndsAfterManyErrors() {
        run(HELLO + "C: WHAT\nS: 500 5.5.1 *\n".repeat(4) + "C: WHAT\np: 1000\nS: 500 5.5.1 *\n".repeat(3)
                + "C: WHAT\nS: 421 4.7.0 *\nx:\nC: NOOP\n");
    }

    @Test
    void forgivesErrorsWhenAMessageWasTaken() {
        run(HELLO + ("C: WHAT\nS: 500 5.5.1 *\n".repeat(4) + MESSAGE).repeat(4));
    }

    @Test
    void endsAfterTooManyCommandsThatLeadNowhere() {
        run(HELLO + "C: NOOP\nS: 250 *\n".repeat(49) + "C: NOOP\nS: 421 4.7.0 *\nx:\n");
    }

    @Test
    void doesNotCountAcceptedChunksAsCommands() {
        run(
                "O:\ni: 300\nS: 220 *\nC: HELO x\nS: 250 *\nC: MAIL FROM:<>\nS: 250 *\nC: RCPT TO:<ann@here.test>\nS: 250 *\n"
                        + chunks(100)
                        + "C: BDAT 0\nS: 250 *\n".repeat(48)
                        + "C: BDAT 0\nS: 421 4.7.0 *\nx:\n");
    }

    private static String chunks(int count) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < count; i++) {
            script.append("C: BDAT 2\nb: 2 max ").append(1000 - 2 * i).append("\nB: 2\nS: 250 *\n");
        }
        return script.toString();
    }

    @Test
    void doesNotCountAcceptedRecipientsAsCommands() {
        run(HELLO
                + ("C: MAIL FROM:<>\nS: 250 *\n" + "C: RCPT TO:<ann@here.test>\nS: 250 *\n".repeat(3)
                                + "C: RSET\nS: 250 *\n")
                        .repeat(4)
                + "C: NOOP\nS: 250 *\n".repeat(41) + "C: NOOP\nS: 421 4.7.0 *\nx:\n");
    }
}
