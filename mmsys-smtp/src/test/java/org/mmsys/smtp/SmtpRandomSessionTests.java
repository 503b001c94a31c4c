package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.LineDefect;

/** Clients that say anything at all: every line is answered, in order, with one reply that is legal. */
final class SmtpRandomSessionTests {
    private static final String[] LINES = {
        "EHLO a.test",
        "HELO b",
        "EHLO",
        "MAIL FROM:<joe@else.test>",
        "MAIL FROM:<> SIZE=10",
        "MAIL FROM:<ann@here.test>",
        "MAIL FROM:<joe@else.test> SMTPUTF8",
        "MAIL FROM:joe",
        "RCPT TO:<ann@here.test>",
        "RCPT TO:<bob@here.test>",
        "RCPT TO:<x@here.test>",
        "RCPT TO:<Postmaster>",
        "RCPT TO:<j@else.test> X=1",
        "RCPT TO:<cid@here.test> NOTIFY=NEVER ORCPT=rfc822;x",
        "RCPT TO:<dan@here.test>",
        "RCPT TO:<ann@here.test> NOTIFY=NEVER,DELAY",
        "MAIL FROM:<cid@here.test> RET=FULL ENVID=x",
        "MAIL FROM:<> XQID=00000000000000000000000000 XSID=f9",
        "XPEER v=1 hop=1 client=- tls=- sid=- binding=-",
        "XPEER v=1 hop=2 client=192.0.2.7 tls=- sid=- binding=-",
        "XPEER v=1 hop=3",
        "VRFY ann@here.test",
        "DATA",
        "DATA x",
        "BDAT 10",
        "BDAT 10 LAST",
        "BDAT 0 LAST",
        "BDAT 0",
        "BDAT 1001",
        "BDAT 3000",
        "BDAT x",
        "RSET",
        "NOOP",
        "VRFY a",
        "EXPN a",
        "HELP",
        "STARTTLS",
        "STARTTLS x",
        "AUTH PLAIN AGFubgBzZWNyZXQ=",
        "AUTH PLAIN",
        "AUTH LOGIN",
        "AUTH X",
        "AUTH",
        "*",
        "AGFubgBzZWNyZXQ=",
        "",
        " ",
        "\u00ff\u0001",
        "QUIT now"
    };
    private static final List<LineDefect> DEFECTS =
            List.of(LineDefect.TOO_LONG, LineDefect.BARE_CR_OR_LF, LineDefect.NUL);
    private static final Pattern LAST = Pattern.compile(
            "S: (220|221|235|250|252|214|354|421|450|451|452|454|500|501|502|503|504|530|535|538|550|551|552|553|554|555) .*");

    static Stream<Integer> seeds() {
        return IntStream.range(0, 400).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void getALegalAnswerToEveryLine(int seed) {
        Random random = new Random(seed);
        SmtpPolicy policy = MachineTalk.policy(
                random.nextInt(3) == 0, random.nextBoolean() ? SenderCheck.USERNAME : SenderCheck.AUTHENTICATED);
        MachineTalk talk = switch (random.nextInt(3)) {
            case 0 -> MachineTalk.answering(policy);
            case 1 -> MachineTalk.answeringInTls(policy);
            default -> MachineTalk.answeringNode(policy, "s1/primary");
        };
        List<String> shown = talk.feed('O', "");
        for (int turn = 0; turn < 120; turn++) {
            assertLegal(shown, seed, turn);
            String last = shown.isEmpty() ? "" : shown.get(shown.size() - 1);
            if (last.equals("x:")) {
                assertThat(talk.feed('C', "NOOP")).isEmpty();
                assertThat(talk.feed('P', "")).isEmpty();
                return;
            }
            if (last.equals("t:")) {
                assertThat(talk.feed('U', "")).isEmpty();
                shown = talk.feed('C', LINES[random.nextInt(LINES.length)]);
            } else if (last.startsWith("b:")) {
                String defect = random.nextInt(3) == 0 ? " BARE_CR_OR_LF" : "";
                shown = talk.feed('B', "10" + defect);
            } else if (random.nextInt(10) == 0) {
                LineDefect defect = DEFECTS.get(random.nextInt(DEFECTS.size()));
                shown = talk.show(new Input.Line<>("MAIL FROM:<>", defect));
            } else {
                shown = talk.feed('C', LINES[random.nextInt(LINES.length)]);
            }
        }
    }

    /** One reply, or a body begun, or a challenge; nothing after a close. */
    private static void assertLegal(List<String> shown, int seed, int turn) {
        String where = "seed " + seed + " turn " + turn + " " + shown;
        List<String> replies = shown.stream()
                .filter(line -> line.startsWith("S: ") && line.charAt(6) == ' ')
                .toList();
        boolean chunk = shown.size() == 1 && shown.get(0).startsWith("b: ");
        assertThat(replies).as(where).hasSize(chunk ? 0 : 1);
        if (!chunk && !replies.get(0).startsWith("S: 334 ")) {
            assertThat(replies.get(0)).as(where).matches(LAST);
        }
        assertThat(shown.indexOf("x:")).as(where).isIn(-1, shown.size() - 1);
    }
}
