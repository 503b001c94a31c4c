package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mmsys.core.journal.Origin;
import org.mmsys.core.store.MailStore.Delivery;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.OutgoingMail;
import org.mmsys.wire.smtp.ServerReply;
import org.mmsys.wire.smtp.SmtpClientAnswer;
import org.mmsys.wire.smtp.SmtpClientMachine;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpClientQuestion;
import org.mmsys.wire.smtp.SmtpClientTimes;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;
import org.mmsys.wire.smtp.SmtpOutcome.Fate;

/** Our own client's machine against our own server's, over TLS as node s3/primary: what queues and fronts do. */
final class MarriedSmtpTests {
    private static final String BODY = "Received: from a by b; c\r\nMessage-ID: <1@x>\r\n\r\n.dot\r\n";
    private static final Input.Client ORIGINAL = new Input.Client(
            "f9", "smtp", "192.0.2.7", 5, "127.0.0.1", Optional.of(new Input.Tls("TLSv1.3", "X", "YmluZA==")));

    private final SmallHouse house = new SmallHouse();
    private final List<SmtpOutcome> outcomes = new ArrayList<>();
    private final Deque<byte[]> responses = new ArrayDeque<>();

    @Test
    void handsOverQueuedMail() {
        converse(Optional.empty(), "s3/primary", new SmtpErrand.Mail(mail("ann", "cid", "nobody")), mailTo("bob"));
        assertThat(fates(0).get(0)).isInstanceOf(Fate.Accepted.class);
        assertThat(fates(0).subList(1, 3))
                .allSatisfy(fate -> assertThat(((Fate.Refused) fate).code()).isEqualTo(551));
        assertThat(fates(1)).singleElement().isInstanceOf(Fate.Accepted.class);
        assertThat(((SmtpOutcome.Mailed) outcomes.get(0)).dsn()).isTrue();
        Delivery first = house.deliveries.get(0);
        assertThat(first.origin()).contains(new Origin("s3", MachineTalk.guid(5)));
        assertThat(first.recipients()).containsExactly(MachineTalk.ANN);
        assertThat(first.submission()).isEmpty();
        assertThat(SmallHouse.text(first.body()))
                .startsWith("Return-Path: <cid@here.test>\r\nReceived: from mx3.here.test (s3/primary [127.0.0.1])\r\n"
                        + "\tby mx.here.test with ESMTPS\r\n")
                .endsWith(BODY);
        assertThat(house.reported).singleElement().asString().startsWith("cid@here.test e1 ");
    }

    @Test
    void saysWhoLivesHere() {
        converse(
                Optional.empty(),
                "s3/backup",
                new SmtpErrand.Verify("ann@here.test"),
                new SmtpErrand.Verify("cid@here.test"),
                new SmtpErrand.Verify("dan@here.test"),
                new SmtpErrand.Verify("no..name@here.test"));
        assertThat(outcomes).extracting(MarriedSmtpTests::code).containsExactly(250, 551, 551, 550);
    }

    @Test
    void logsTheClientsOfOtherServersIn() {
        converse(Optional.of(ORIGINAL), "s3/primary", login("\0ann\0secret"));
        converse(Optional.of(ORIGINAL), "s3/primary", login("\0ann\0wrong"));
        converse(Optional.of(ORIGINAL), "s3/primary", login("\0cid\0secret"));
        responses.add("secret".getBytes(StandardCharsets.UTF_8));
        converse(
                Optional.of(ORIGINAL),
                "s3/primary",
                new SmtpErrand.RelayLogin("LOGIN", Optional.of("ann".getBytes(StandardCharsets.UTF_8))));
        assertThat(outcomes).extracting(MarriedSmtpTests::code).containsExactly(235, 535, 551, 235);
    }

    @Test
    void doesNotKnowANodeOfAnotherSystem() {
        converse(Optional.empty(), "", mailTo("ann"));
        assertThat(((SmtpOutcome.Failed) outcomes.get(0)).failure().trouble())
                .isEqualTo(SmtpOutcome.Trouble.NOT_INTRODUCED);
        assertThat(house.deliveries).isEmpty();
    }

    // ---- the wedding

    private void converse(Optional<Input.Client> onBehalf, String node, SmtpErrand... errands) {
        Deque<SmtpErrand> todo = new ArrayDeque<>(List.of(errands));
        SmtpClientMachine client = new SmtpClientMachine(SmtpClientPlan.peer(
                "mx3.here.test", Introduction.of(onBehalf, "q1").line(), SmtpClientTimes.PEERS));
        SmtpWire server = new SmtpWire(house);
        Deque<Input<SmtpClientAnswer>> inputs = new ArrayDeque<>();
        inputs.add(new Input.Opened<>(clientEnd(Optional.empty())));
        while (true) {
            server.heard().lines().forEach(line -> inputs.add(new Input.Line<>(line, Input.LineDefect.NONE)));
            if (inputs.isEmpty()) {
                return;
            }
            for (Output<SmtpClientQuestion> output : client.on(inputs.remove()).outputs()) {
                if (output instanceof Output.Reply<SmtpClientQuestion> said) {
                    server.send(said.octets());
                } else if (output instanceof Output.SendBody<SmtpClientQuestion>) {
                    server.send(BODY);
                    inputs.addFirst(new Input.BodySent<>());
                } else if (output instanceof Output.StartTls<SmtpClientQuestion>) {
                    server.secured(
                            new Input.Tls("TLSv1.3", "X", "", Optional.of(node).filter(name -> !name.isEmpty())));
                    inputs.addFirst(new Input.TlsReady<>(clientEnd(Optional.of(new Input.Tls("TLSv1.3", "X", "")))));
                } else if (output instanceof Output.Ask<SmtpClientQuestion> ask) {
                    inputs.addFirst(new Input.Answered<>(answer(ask.question(), todo)));
                } else if (output instanceof Output.Close<SmtpClientQuestion>) {
                    return;
                }
            }
        }
    }

    private SmtpClientAnswer answer(SmtpClientQuestion question, Deque<SmtpErrand> todo) {
        if (question instanceof SmtpClientQuestion.Next) {
            return new SmtpClientAnswer.Errand(todo.isEmpty() ? new SmtpErrand.Quit() : todo.remove());
        }
        if (question instanceof SmtpClientQuestion.Report report) {
            outcomes.add(report.outcome());
            return new SmtpClientAnswer.Noted();
        }
        if (question instanceof SmtpClientQuestion.Challenge) {
            return new SmtpClientAnswer.Response(responses.remove());
        }
        return new SmtpClientAnswer.BodyReady(false, false);
    }

    private static Input.Client clientEnd(Optional<Input.Tls> tls) {
        return new Input.Client("o1", "peer-smtp", "127.0.0.1", 25, "127.0.0.1", tls);
    }

    private List<Fate> fates(int errand) {
        return ((SmtpOutcome.Mailed) outcomes.get(errand)).fates();
    }

    private static int code(SmtpOutcome outcome) {
        ServerReply reply = ((SmtpOutcome.Answered) outcome).reply();
        return reply.code();
    }

    private static SmtpErrand login(String plain) {
        return new SmtpErrand.RelayLogin("PLAIN", Optional.of(plain.getBytes(StandardCharsets.UTF_8)));
    }

    private static SmtpErrand mailTo(String... locals) {
        return new SmtpErrand.Mail(mail(locals));
    }

    private static OutgoingMail mail(String... locals) {
        List<OutgoingMail.Recipient> recipients = new ArrayList<>();
        for (String local : locals) {
            boolean wanted = local.equals("ann");
            recipients.add(new OutgoingMail.Recipient(
                    new EmailAddress(local, "here.test"), wanted ? "SUCCESS" : "", wanted ? "rfc822;a+2Bb@x" : ""));
        }
        return new OutgoingMail(
                Optional.of(new EmailAddress("cid", "here.test")),
                BODY.length(),
                false,
                false,
                "HDRS",
                "e1",
                Optional.of(MachineTalk.guid(5).toString()),
                Optional.of("f9"),
                recipients);
    }
}
