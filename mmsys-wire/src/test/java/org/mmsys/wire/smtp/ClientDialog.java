package org.mmsys.wire.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmsys.testkit.DialogScript;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.text.Base64Text;

/**
 * The client's machine in a script. Inputs: {@code O} opened, {@code S} a line of the server, {@code L} a line with a defect,
 * {@code A} an answer, {@code U} TLS is up, {@code B} the body is sent, {@code Z} timed out, {@code D} draining, {@code P} peer
 * closed. Outputs: {@code C} a line, {@code Q} a question, {@code b} send the body, {@code t} start TLS, {@code x} close;
 * {@code i} an idle limit, if shown.
 */
final class ClientDialog implements DialogScript.Endpoint {
    private static final Set<Character> INPUTS = Set.of('O', 'S', 'L', 'A', 'U', 'B', 'Z', 'D', 'P');
    private static final Input.Tls TLS = new Input.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "");
    /** The nonce of RFC 7677 §3. */
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

    private final SmtpClientMachine machine;
    private final boolean limits;
    private final List<SmtpOutcome> outcomes = new ArrayList<>();
    private SmtpClientAnswer.@Nullable Proof proof;
    private OutgoingMail mail = mail("ann@here.test", "bob@there.test");

    private ClientDialog(SmtpClientPlan plan, boolean limits) {
        this.machine = new SmtpClientMachine(plan);
        this.limits = limits;
    }

    static ClientDialog plain() {
        return new ClientDialog(plan(SmtpClientPlan.StartTls.NEVER, Optional.empty()), false);
    }

    static ClientDialog tls(SmtpClientPlan.StartTls tls) {
        return new ClientDialog(plan(tls, Optional.empty()), false);
    }

    static ClientDialog login() {
        return new ClientDialog(
                plan(
                        SmtpClientPlan.StartTls.IF_OFFERED,
                        Optional.of(new SmtpClientPlan.Login("user", Secret.of("pencil"), NONCE))),
                false);
    }

    static ClientDialog peer() {
        return new ClientDialog(SmtpClientPlan.peer("s1.test", "XPEER v=1\r\n", SmtpClientTimes.PEERS), false);
    }

    static ClientDialog withLimits() {
        return new ClientDialog(plan(SmtpClientPlan.StartTls.NEVER, Optional.empty()), true);
    }

    private static SmtpClientPlan plan(SmtpClientPlan.StartTls tls, Optional<SmtpClientPlan.Login> login) {
        return new SmtpClientPlan("me.test", tls, Optional.empty(), login, false, SmtpClientTimes.OUTSIDE);
    }

    static OutgoingMail mail(String sender, String... recipients) {
        return new OutgoingMail(
                address(sender),
                100,
                false,
                false,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(recipients).stream()
                        .map(to -> new OutgoingMail.Recipient(address(to).orElseThrow(), "", ""))
                        .toList());
    }

    private static Optional<EmailAddress> address(String text) {
        int at = text.lastIndexOf('@');
        return at < 0 ? Optional.empty() : EmailAddress.of(text.substring(0, at), text.substring(at + 1));
    }

    ClientDialog sending(OutgoingMail next) {
        mail = next;
        return this;
    }

    List<SmtpOutcome> outcomes() {
        return outcomes;
    }

    SmtpOutcome run(String script) {
        DialogScript.run(INPUTS, script, this);
        return outcomes.isEmpty()
                ? new SmtpOutcome.Failed(
                        new SmtpOutcome.Failure(SmtpOutcome.Trouble.CLOSED, "", "nothing reported", false))
                : outcomes.get(outcomes.size() - 1);
    }

    @Override
    public List<String> feed(char kind, String text) {
        return switch (kind) {
            case 'O' -> show(new Input.Opened<>(client(text.equals("tls"))));
            case 'S' -> show(new Input.Line<>(text, Input.LineDefect.NONE));
            case 'L' -> show(new Input.Line<>("250 x", Input.LineDefect.valueOf(text)));
            case 'A' -> show(new Input.Answered<>(answer(text)));
            case 'U' -> show(new Input.TlsReady<>(client(true)));
            case 'B' -> show(new Input.BodySent<>());
            case 'Z' -> show(new Input.TimedOut<>());
            case 'D' -> show(new Input.Draining<>());
            case 'P' -> show(new Input.PeerClosed<>());
            default -> throw new IllegalArgumentException("input " + kind);
        };
    }

    private static Input.Client client(boolean tls) {
        return new Input.Client(
                "c1", "peer-smtp", "127.0.0.1", 25, "127.0.0.1", tls ? Optional.of(TLS) : Optional.empty());
    }

    private SmtpClientAnswer answer(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "mail" -> new SmtpClientAnswer.Errand(new SmtpErrand.Mail(mail));
            case "verify" -> new SmtpClientAnswer.Errand(new SmtpErrand.Verify(words[1]));
            case "login" ->
                new SmtpClientAnswer.Errand(new SmtpErrand.RelayLogin(
                        words[1],
                        words.length < 3 ? Optional.empty() : Optional.of(words[2].getBytes(StandardCharsets.UTF_8))));
            case "quit" -> new SmtpClientAnswer.Errand(new SmtpErrand.Quit());
            case "body" ->
                new SmtpClientAnswer.BodyReady(
                        List.of(words).contains("8bit"), List.of(words).contains("utf8"));
            case "no-body" -> new SmtpClientAnswer.BodyMissing("damaged");
            case "response" -> new SmtpClientAnswer.Response(words[1].getBytes(StandardCharsets.UTF_8));
            case "cancel" -> new SmtpClientAnswer.Cancel();
            case "proof" -> proof == null ? new SmtpClientAnswer.Proof(Optional.empty()) : proof;
            case "noted" -> new SmtpClientAnswer.Noted();
            default -> throw new IllegalArgumentException("answer " + text);
        };
    }

    private List<String> show(Input<SmtpClientAnswer> input) {
        List<String> shown = new ArrayList<>();
        for (Output<SmtpClientQuestion> output : machine.on(input).outputs()) {
            if (output instanceof Output.Reply<SmtpClientQuestion> reply) {
                reply.octets().lines().forEach(line -> shown.add("C: " + line));
            } else if (output instanceof Output.Ask<SmtpClientQuestion> ask) {
                shown.add("Q: " + asked(ask.question()));
            } else if (output instanceof Output.SendBody<SmtpClientQuestion> body) {
                shown.add("b: " + (body.dotStuffed() ? "dotted" : "raw"));
            } else if (output instanceof Output.StartTls<SmtpClientQuestion>) {
                shown.add("t:");
            } else if (output instanceof Output.Close<SmtpClientQuestion>) {
                shown.add("x:");
            } else if (output instanceof Output.IdleLimit<SmtpClientQuestion> limit) {
                if (limits) {
                    shown.add("i: " + limit.silence().toSeconds());
                }
            } else {
                throw new AssertionError("unexpected " + output);
            }
        }
        return shown;
    }

    private String asked(SmtpClientQuestion question) {
        if (question instanceof SmtpClientQuestion.Next) {
            return "next";
        }
        if (question instanceof SmtpClientQuestion.OpenBody open) {
            return "body" + (open.inspect() ? " inspect" : "");
        }
        if (question instanceof SmtpClientQuestion.Challenge challenge) {
            return "challenge " + Base64Text.encode(challenge.octets());
        }
        if (question instanceof SmtpClientQuestion.Prove prove) {
            proof = new SmtpClientAnswer.Proof(prove.exchange().last(prove.serverFirst()));
            return "prove";
        }
        SmtpOutcome outcome = ((SmtpClientQuestion.Report) question).outcome();
        outcomes.add(outcome);
        return "report " + text(outcome);
    }

    private static String text(SmtpOutcome outcome) {
        if (outcome instanceof SmtpOutcome.Answered answered) {
            return answered.reply().text();
        }
        if (outcome instanceof SmtpOutcome.Failed failed) {
            return text(failed.failure());
        }
        SmtpOutcome.Mailed mailed = (SmtpOutcome.Mailed) outcome;
        return mailed.fates().stream().map(ClientDialog::text).toList()
                + (mailed.dsn() ? " dsn" : "")
                + mailed.failure().map(failure -> " " + text(failure)).orElse("");
    }

    private static String text(SmtpOutcome.Failure failure) {
        return failure.trouble() + " " + failure.status() + (failure.untouched() ? " untouched" : "");
    }

    private static String text(SmtpOutcome.Fate fate) {
        if (fate instanceof SmtpOutcome.Fate.Refused refused) {
            return refused.code() + " " + refused.status();
        }
        return fate instanceof SmtpOutcome.Fate.Accepted
                ? "ok"
                : ((SmtpOutcome.Fate.Lost) fate).maybeTaken() ? "unknown" : "lost";
    }
}
