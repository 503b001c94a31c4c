package org.mmsys.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;

/** Says anything at any time, as the driver would deliver it; counts that each errand given is reported once. */
final class RandomServer {
    private final String[] lines;
    private final Random random;
    private final int seed;
    private final SmtpClientMachine machine = new SmtpClientMachine(new SmtpClientPlan(
            "me.test",
            SmtpClientPlan.StartTls.IF_OFFERED,
            Optional.empty(),
            Optional.empty(),
            false,
            SmtpClientTimes.OUTSIDE));
    private @Nullable SmtpClientQuestion open;
    private boolean sending;
    private boolean upgrading;
    private boolean over;
    private int given;
    private int reported;

    RandomServer(String[] lines, Random random, int seed) {
        this.lines = lines;
        this.random = random;
        this.seed = seed;
    }

    void talk() {
        feed(new Input.Opened<>(new Input.Client("c", "p", "127.0.0.1", 25, "127.0.0.1", Optional.empty())));
        boolean gone = false;
        for (int i = 0; i < 60 && !over; i++) {
            if (open != null) {
                gone |= !gone && random.nextInt(10) == 0 && feed(new Input.PeerClosed<>());
                answer();
            } else if (gone) {
                break;
            } else if (sending && random.nextInt(3) > 0) {
                sending = false;
                feed(new Input.BodySent<>());
            } else if (sending || upgrading || random.nextInt(20) == 0) {
                gone = feed(new Input.PeerClosed<>());
            } else {
                feed(new Input.Line<>(lines[random.nextInt(lines.length)], Input.LineDefect.NONE));
            }
        }
        if (!over && !gone) {
            feed(new Input.PeerClosed<>());
        }
        while (open != null) {
            answer();
        }
        assertThat(reported).as("seed %s", seed).isBetween(given, given + 1).isPositive();
    }

    private void answer() {
        SmtpClientQuestion asked = open;
        open = null;
        if (asked instanceof SmtpClientQuestion.Next) {
            given++;
            feed(new Input.Answered<>(new SmtpClientAnswer.Errand(
                    random.nextBoolean()
                            ? new SmtpErrand.Mail(ClientDialog.mail("a@b.test", "c@d.test", "e@f.test"))
                            : new SmtpErrand.Verify("c"))));
        } else if (asked instanceof SmtpClientQuestion.OpenBody) {
            feed(new Input.Answered<>(new SmtpClientAnswer.BodyReady(false, false)));
        } else {
            reported++;
            feed(new Input.Answered<>(new SmtpClientAnswer.Noted()));
        }
    }

    private boolean feed(Input<SmtpClientAnswer> input) {
        for (Output<SmtpClientQuestion> output : machine.on(input).outputs()) {
            if (output instanceof Output.Ask<SmtpClientQuestion> ask) {
                assertThat(open).as("seed %s: one question at a time", seed).isNull();
                open = ask.question();
            }
            sending |= output instanceof Output.SendBody;
            upgrading |= output instanceof Output.StartTls;
            over |= output instanceof Output.Close;
        }
        return true;
    }
}
