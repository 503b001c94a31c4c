package org.mmsys.wire.pop3;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmsys.testkit.DialogScript;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;

/**
 * Dialogues with the client's machine, questions visible.
 *
 * <p>Inputs: {@code S} a line of the server, {@code L} a defective one, {@code A} an answer, {@code X} an event: {@code opened,
 * opened-tls, tls, body, sent, timeout, drain, gone}. Outputs: {@code C} a line, {@code Q} a question, {@code O} something
 * else to be done.
 */
final class ClientScript {
    private static final Client PLAIN = new Client("s", "out", "192.0.2.1", 110, "192.0.2.2", Optional.empty());
    private static final Client SECURE =
            new Client("s", "out", "192.0.2.1", 995, "192.0.2.2", Optional.of(new Tls("TLSv1.3", "any", "")));

    private final Pop3ClientMachine machine;

    private ClientScript(Pop3ClientPlan plan) {
        this.machine = new Pop3ClientMachine(plan);
    }

    static void run(Pop3ClientPlan plan, String script) {
        DialogScript.run(Set.of('S', 'L', 'A', 'X'), script, new ClientScript(plan)::feed);
    }

    private List<String> feed(char kind, String text) {
        Input<Pop3ClientAnswer> input = switch (kind) {
            case 'S' -> new Input.Line<>(text, LineDefect.NONE);
            case 'L' -> new Input.Line<>("+OK", LineDefect.valueOf(text));
            case 'A' -> new Input.Answered<>(answer(text));
            default -> event(text);
        };
        List<String> outputs = new ArrayList<>();
        machine.on(input).outputs().forEach(output -> outputs.addAll(written(output)));
        return outputs;
    }

    private static Pop3ClientAnswer answer(String text) {
        String[] parts = text.split(" ", 2);
        String rest = parts.length > 1 ? parts[1] : "";
        return switch (parts[0]) {
            case "respond" -> new Pop3ClientAnswer.Respond(rest.getBytes(StandardCharsets.UTF_8));
            case "cancel" -> new Pop3ClientAnswer.Cancel();
            case "hand-over" -> new Pop3ClientAnswer.HandOver();
            case "single" -> new Pop3ClientAnswer.Single(rest);
            case "listing" -> new Pop3ClientAnswer.Listing(rest, 3);
            case "fetch" -> new Pop3ClientAnswer.Fetch(rest, 1000);
            case "upload" -> new Pop3ClientAnswer.Upload(Long.parseLong(rest));
            case "quit" -> new Pop3ClientAnswer.Quit();
            case "noted" -> new Pop3ClientAnswer.Noted();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Input<Pop3ClientAnswer> event(String text) {
        return switch (text) {
            case "opened" -> new Input.Opened<>(PLAIN);
            case "opened-tls" -> new Input.Opened<>(SECURE);
            case "tls" -> new Input.TlsReady<>(SECURE);
            case "body" -> new Input.BodyEnded<>(new BodyReport(7, Set.of()));
            case "sent" -> new Input.BodySent<>();
            case "timeout" -> new Input.TimedOut<>();
            case "drain" -> new Input.Draining<>();
            case "gone" -> new Input.PeerClosed<>();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static List<String> written(Output<Pop3ClientQuestion> output) {
        if (output instanceof Output.Reply<Pop3ClientQuestion> reply) {
            if (!reply.octets().endsWith("\r\n")) {
                throw new AssertionError("not whole lines: " + reply.octets());
            }
            String lines = reply.octets().substring(0, reply.octets().length() - 2);
            return Arrays.stream(lines.split("\r\n", -1))
                    .map(line -> line.isEmpty() ? "C:" : "C: " + line)
                    .toList();
        }
        if (output instanceof Output.Ask<Pop3ClientQuestion> ask) {
            return List.of("Q: " + question(ask.question()));
        }
        if (output instanceof Output.IdleLimit<Pop3ClientQuestion> idle) {
            return List.of("O: idle " + idle.silence());
        }
        if (output instanceof Output.CollectBody<Pop3ClientQuestion> collect) {
            return List.of("O: collect of at most " + collect.limit());
        }
        return List.of("O: " + output.getClass().getSimpleName());
    }

    private static String question(Pop3ClientQuestion question) {
        return question.match(new Pop3ClientQuestion.Cases<>() {
            @Override
            public String challenge(Pop3ClientQuestion.Challenge challenge) {
                return "challenge <" + new String(challenge.octets(), StandardCharsets.UTF_8) + ">";
            }

            @Override
            public String next(Pop3ClientQuestion.Next next) {
                return "next after " + outcome(next.before());
            }

            @Override
            public String ended(Pop3ClientQuestion.Ended ended) {
                return "ended " + status(ended.status());
            }

            @Override
            public String failed(Pop3ClientQuestion.Failed failed) {
                return "failed " + failed.trouble();
            }
        });
    }

    private static String outcome(Pop3Outcome outcome) {
        return outcome.match(new Pop3Outcome.Cases<>() {
            @Override
            public String loggedIn(Pop3Outcome.LoggedIn in) {
                return "login " + status(in.status()) + " "
                        + in.features().tags().keySet().stream().sorted().toList();
            }

            @Override
            public String said(Pop3Outcome.Said said) {
                return status(said.status());
            }

            @Override
            public String listed(Pop3Outcome.Listed listed) {
                return status(listed.status()) + " " + listed.lines();
            }

            @Override
            public String fetched(Pop3Outcome.Fetched fetched) {
                return status(fetched.status()) + " body of " + fetched.report().size();
            }
        });
    }

    private static String status(Pop3Status status) {
        return (status.ok() ? "ok" : "err") + "<" + status.code() + "|" + status.text() + ">";
    }
}
