package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.OutgoingMail;
import org.mmsys.wire.smtp.SmtpClientAnswer;
import org.mmsys.wire.smtp.SmtpClientMachine;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpClientPlan.StartTls;
import org.mmsys.wire.smtp.SmtpClientQuestion;
import org.mmsys.wire.smtp.SmtpClientTimes;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;
import org.mmsys.wire.smtp.SmtpOutcome.Fate;

/** The client's machine married to the server's: what one says the other understands. */
final class SmtpClientMeetsServerTests {
    private final Deque<SmtpErrand> errands = new ArrayDeque<>();
    private final List<SmtpOutcome> outcomes = new ArrayList<>();
    private final Deque<String> toClient = new ArrayDeque<>();
    private long size;
    private boolean closed;

    private static SmtpClientPlan plan(StartTls tls, Optional<SmtpClientPlan.Login> login) {
        return new SmtpClientPlan("me.test", tls, Optional.empty(), login, false, SmtpClientTimes.OUTSIDE);
    }

    private void mail(long octets, String... recipients) {
        size = octets;
        errands.add(new SmtpErrand.Mail(new OutgoingMail(
                EmailAddress.of("cy", "else.test"),
                octets,
                false,
                false,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(recipients).stream()
                        .map(to -> new OutgoingMail.Recipient(new EmailAddress(to, "here.test"), "", ""))
                        .toList())));
    }

    private void talk(MachineTalk server, SmtpClientPlan plan) {
        SmtpClientMachine client = new SmtpClientMachine(plan);
        toClient.addAll(server.feed('O', ""));
        feed(client, server, new Input.Opened<>(address(false)));
        while (!closed && !toClient.isEmpty()) {
            String said = toClient.remove();
            if (said.startsWith("S: ")) {
                feed(client, server, new Input.Line<>(said.substring(3), Input.LineDefect.NONE));
            }
        }
    }

    private static Input.Client address(boolean tls) {
        return new Input.Client(
                "c",
                "relay",
                "127.0.0.1",
                25,
                "127.0.0.1",
                tls ? Optional.of(new Input.Tls("TLSv1.3", "X", "")) : Optional.empty());
    }

    private void feed(SmtpClientMachine client, MachineTalk server, Input<SmtpClientAnswer> first) {
        Input<SmtpClientAnswer> input = first;
        while (input != null) {
            @Nullable Input<SmtpClientAnswer> next = null;
            for (Output<SmtpClientQuestion> output : client.on(input).outputs()) {
                next = carryOut(server, output);
            }
            input = next;
        }
    }

    private @Nullable Input<SmtpClientAnswer> carryOut(MachineTalk server, Output<SmtpClientQuestion> output) {
        if (output instanceof Output.Reply<SmtpClientQuestion> said) {
            said.octets().lines().forEach(line -> toClient.addAll(server.feed('C', line)));
        } else if (output instanceof Output.SendBody<SmtpClientQuestion>) {
            toClient.addAll(server.feed('B', Long.toString(size)));
            return new Input.BodySent<>();
        } else if (output instanceof Output.StartTls<SmtpClientQuestion>) {
            toClient.addAll(server.feed('U', ""));
            return new Input.TlsReady<>(address(true));
        } else if (output instanceof Output.Ask<SmtpClientQuestion> ask) {
            return new Input.Answered<>(answer(ask.question()));
        } else if (output instanceof Output.Close<SmtpClientQuestion>) {
            closed = true;
        }
        return null;
    }

    private SmtpClientAnswer answer(SmtpClientQuestion question) {
        if (question instanceof SmtpClientQuestion.Next) {
            return new SmtpClientAnswer.Errand(errands.isEmpty() ? new SmtpErrand.Quit() : errands.remove());
        }
        if (question instanceof SmtpClientQuestion.Report report) {
            outcomes.add(report.outcome());
            return new SmtpClientAnswer.Noted();
        }
        return new SmtpClientAnswer.BodyReady(false, false);
    }

    private static String fates(SmtpOutcome outcome) {
        assertThat(outcome).isInstanceOf(SmtpOutcome.Mailed.class);
        return ((SmtpOutcome.Mailed) outcome)
                .fates().stream()
                        .map(fate -> fate instanceof Fate.Refused refused ? refused.status() : "ok")
                        .toList()
                        .toString();
    }

    @Test
    void mailArrivesAndTheRefusedIsTold() {
        mail(100, "ann", "nobody", "bob");
        mail(100, "nobody");
        mail(100, "bob");
        mail(5000, "bob");

        talk(MachineTalk.answering(MachineTalk.mta()), plan(StartTls.NEVER, Optional.empty()));

        assertThat(outcomes)
                .extracting(SmtpClientMeetsServerTests::fates)
                .containsExactly("[ok, 5.1.1, ok]", "[5.1.1]", "[ok]", "[5.3.4]");
        assertThat(closed).isTrue();
    }

    @Test
    void logsInOverTls() {
        mail(100, "bob");

        talk(
                MachineTalk.answering(MachineTalk.submission()),
                plan(StartTls.IF_OFFERED, Optional.of(new SmtpClientPlan.Login("ann", Secret.of("secret"), "nonce"))));

        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.get(0)).isInstanceOf(SmtpOutcome.Mailed.class);
    }
}
