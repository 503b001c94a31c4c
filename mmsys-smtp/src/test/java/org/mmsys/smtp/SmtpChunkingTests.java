package org.mmsys.smtp;

import org.junit.jupiter.api.Test;

final class SmtpChunkingTests {
    private static final String HELLO = "O:\ni: 300\nS: 220 *\nC: HELO x\nS: 250 *\n";
    private static final String TO_ANN = HELLO + "C: MAIL FROM:<>\nS: 250 *\nC: RCPT TO:<ann@here.test>\nS: 250 *\n";

    private void run(String script) {
        MachineTalk.answering(MachineTalk.mta()).run(script);
    }

    @Test
    void takesAMessageInChunks() {
        run(TO_ANN + """
            C: BDAT 400
            b: 400 max 1000
            B: 400
            S: 250 2.0.0 *
            C: NOOP
            S: 250 *
            C: BDAT 0
            S: 250 2.0.0 *
            C: BDAT 600 LAST
            b: 600 last max 600
            B: 600
            S: 250 2.0.0 Ok id=*
            C: MAIL FROM:<>
            S: 250 *
            """);
    }

    @Test
    void takesAnEmptyLastChunkAndAMessageInOne() {
        run(
                TO_ANN
                        + "C: BDAT 10\nb: 10 max 1000\nB: 10\nS: 250 *\nC: BDAT 0 LAST\nb: 0 last max 990\nB: 0\nS: 250 2.0.0 Ok id=*\n");
        run(TO_ANN + "C: BDAT 10 LAST\nb: 10 last max 1000\nB: 10\nS: 250 2.0.0 Ok id=*\n");
    }

    @Test
    void swallowsTheOctetsOfRefusedChunks() {
        run(HELLO + "C: BDAT 10 LAST\nb: 10 last max 0\nB: 10\nS: 503 5.5.1 *\nC: NOOP\nS: 250 *\n");
        run(HELLO + "C: MAIL FROM:<>\nS: 250 *\nC: BDAT 10\nb: 10 last max 0\nB: 10\nS: 554 5.5.1 *\n");
        run("O:\ni: 300\nS: 220 *\nC: BDAT 10\nb: 10 last max 0\nB: 10\nS: 503 5.5.1 *\n");
        run(HELLO + "C: BDAT 0 LAST\nS: 503 5.5.1 *\n");
    }

    @Test
    void countsAllChunksOfAMessage() {
        run(TO_ANN + """
            C: BDAT 600
            b: 600 max 1000
            B: 600
            S: 250 *
            C: BDAT 401 LAST
            b: 401 last max 0
            B: 401 TOO_LARGE
            S: 552 5.3.4 *
            C: BDAT 5 LAST
            b: 5 last max 0
            B: 5
            S: 503 5.5.1 *
            C: MAIL FROM:<>
            S: 250 *
            """);
    }

    @Test
    void endsTheSessionAtMonstrousOrUnreadableChunks() {
        run(TO_ANN + "C: BDAT 1500\nb: 1500 last max 0\nB: 1500\nS: 552 5.3.4 *\n");
        run(TO_ANN + "C: BDAT 3000\nS: 552 5.3.4 *\nx:\n");
        run(TO_ANN + "C: BDAT 99999999999999999999 LAST\nS: 552 5.3.4 *\nx:\n");
        run(TO_ANN + "C: BDAT 10 FIRST\nS: 501 5.5.4 *\nx:\n");
        run(TO_ANN + "C: BDAT 10\nb: 10 max 1000\nB: 10\nS: 250 *\nC: BDAT 9223372036854775807\nS: 552 5.3.4 *\nx:\n");
    }

    @Test
    void doesNotMixWithDataNorMore() {
        run(TO_ANN + """
            C: BDAT 10
            b: 10 max 1000
            B: 10
            S: 250 *
            C: DATA
            S: 503 5.5.1 *
            C: MAIL FROM:<>
            S: 503 5.5.1 *
            C: RCPT TO:<bob@here.test>
            S: 503 5.5.1 *
            C: STARTTLS
            S: 503 5.5.1 *
            C: BDAT 10 LAST
            p: 1000
            b: 10 last max 990
            """);
    }

    @Test
    void forgetsHalfAMessageAtResetAndHello() {
        String half = "O:\ni: 300\nS: 220 *\nC: HELO x\nQ: greet\nA: mechanisms\nS: 250 *\n"
                + "C: MAIL FROM:<>\nQ: sender none\nA: sender none\nS: 250 *\n"
                + "C: RCPT TO:<ann@here.test>\nQ: recipient *\nA: recipient ann\nS: 250 *\n"
                + "C: BDAT 10\nQ: begin * counted\nA: ready\nb: 10 max 1000\nB: 10\nS: 250 *\n";
        MachineTalk.asking(MachineTalk.mta())
                .run(half + "C: RSET\nS: 250 *\nQ: discard\nA: discarded\nC: BDAT 0 LAST\nS: 503 *\n");
        MachineTalk.asking(MachineTalk.mta())
                .run(half + "C: HELO y\nQ: greet\nA: mechanisms\nS: 250 *\nC: DATA\nS: 503 *\n");
        MachineTalk.asking(MachineTalk.mta())
                .run(
                        half
                                + "C: BDAT 995\nb: 995 last max 0\nB: 995\nS: 552 *\nQ: discard\nA: discarded\nC: NOOP\nS: 250 *\n");
    }

    @Test
    void judgesEachChunk() {
        run(TO_ANN + "C: BDAT 10\nb: 10 max 1000\nB: 10 BARE_CR_OR_LF\nS: 550 5.6.0 *\nC: BDAT 0 LAST\nS: 503 *\n");
    }

    @Test
    void swallowsTheFirstChunkWhenThereIsNoSpace() {
        MachineTalk.asking(MachineTalk.mta())
                .run("O:\ni: 300\nS: 220 *\nC: HELO x\nQ: greet\nA: mechanisms\nS: 250 *\n"
                        + "C: MAIL FROM:<>\nQ: sender none\nA: sender none\nS: 250 *\n"
                        + "C: RCPT TO:<ann@here.test>\nQ: recipient *\nA: recipient ann\nS: 250 *\n"
                        + "C: BDAT 10\nQ: begin * counted\nA: no-space\nb: 10 last max 0\nB: 10\nS: 452 4.3.1 *\n");
    }
}
