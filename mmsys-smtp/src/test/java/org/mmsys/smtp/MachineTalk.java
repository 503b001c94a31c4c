package org.mmsys.smtp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.route.Route;
import org.mmsys.testkit.DialogScript;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.Framing;
import org.mmsys.wire.text.Base64Text;

/**
 * Talks to a machine in the words of a script. Inputs: {@code O} opened, {@code C} a line, {@code L} a line with a defect,
 * {@code B} end of body (size, defects), {@code A} an answer, {@code U} TLS is up, {@code H} heard, {@code Z} timed out,
 * {@code D} draining, {@code P} peer closed. Outputs: {@code S} a line, {@code Q} a question, {@code b} collect a body,
 * {@code t} start TLS, {@code h} notify, {@code p} pause, {@code i} idle limit, {@code x} close.
 *
 * <p>Where questions are answered by itself ({@link #answering}), they are not shown: ann, bob and postmaster live at
 * here.test, cid at another server, and of dan nobody knows.
 */
final class MachineTalk implements DialogScript.Endpoint {
    static final Set<Character> INPUTS = Set.of('O', 'C', 'L', 'B', 'A', 'U', 'H', 'Z', 'D', 'P');
    static final AccountName ANN = new AccountName("ann", "here.test");
    static final AccountName BOB = new AccountName("bob", "here.test");
    static final AccountName CID = new AccountName("cid", "here.test");
    static final AccountName DAN = new AccountName("dan", "here.test");
    static final Sha256 SUBMISSION = Sha256.over("submission".getBytes(StandardCharsets.UTF_8));
    private static final Input.Tls TLS = new Input.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "");

    private final SmtpServerMachine machine;
    private final boolean tls;
    private final boolean answering;
    private final Optional<String> node;
    private @Nullable SmtpQuestion open;
    private int commits;

    private MachineTalk(SmtpPolicy policy, boolean tls, boolean answering, Optional<String> node) {
        this.tls = tls;
        this.answering = answering;
        this.node = node;
        this.machine = new SmtpServerMachine(policy, client(false));
    }

    /** Every question is shown and answered by the script. */
    static MachineTalk asking(SmtpPolicy policy) {
        return new MachineTalk(policy, false, false, Optional.empty());
    }

    static MachineTalk answering(SmtpPolicy policy) {
        return new MachineTalk(policy, false, true, Optional.empty());
    }

    static MachineTalk answeringInTls(SmtpPolicy policy) {
        return new MachineTalk(policy, true, true, Optional.empty());
    }

    /** The other end shows the certificate of this node, in TLS from the start. */
    static MachineTalk answeringNode(SmtpPolicy policy, String node) {
        return new MachineTalk(policy, true, true, Optional.of(node));
    }

    static MachineTalk askingNode(SmtpPolicy policy, String node) {
        return new MachineTalk(policy, true, false, Optional.of(node));
    }

    /** Rules of an MTA listener with limits small enough to reach. */
    static SmtpPolicy mta() {
        return policy(false, SenderCheck.AUTHENTICATED);
    }

    static SmtpPolicy submission() {
        return policy(true, SenderCheck.AUTHENTICATED);
    }

    static SmtpPolicy policy(boolean submission, SenderCheck check) {
        return policy(submission, check, false);
    }

    static SmtpPolicy policy(boolean submission, SenderCheck check, boolean relay) {
        return new SmtpPolicy(
                submission,
                check,
                "mx.here.test",
                "here.test",
                "s2/primary",
                relay,
                1000,
                3,
                4,
                50,
                5,
                8,
                Duration.ofSeconds(1),
                Duration.ofMinutes(5));
    }

    void run(String script) {
        DialogScript.run(INPUTS, script, this);
    }

    @Override
    public List<String> feed(char kind, String text) {
        return switch (kind) {
            case 'O' -> show(new Input.Opened<>(client(tls)));
            case 'C' -> show(new Input.Line<>(text, Input.LineDefect.NONE));
            case 'L' -> {
                String[] parts = text.split(" ", 2);
                yield show(new Input.Line<>(parts[1], Input.LineDefect.valueOf(parts[0])));
            }
            case 'B' -> show(new Input.BodyEnded<>(report(text)));
            case 'A' -> show(new Input.Answered<>(answer(text)));
            case 'U' -> show(new Input.TlsReady<>(client(true)));
            case 'H' -> show(new Input.Heard<>());
            case 'Z' -> show(new Input.TimedOut<>());
            case 'D' -> show(new Input.Draining<>());
            case 'P' -> show(new Input.PeerClosed<>());
            default -> throw new IllegalArgumentException("input " + kind);
        };
    }

    /** Feeds one input and shows the outputs, those after questions answered by itself included. */
    List<String> show(Input<SmtpAnswer> first) {
        List<String> shown = new ArrayList<>();
        Input<SmtpAnswer> input = first;
        while (true) {
            open = null;
            for (Output<SmtpQuestion> output : machine.on(input).outputs()) {
                shown.addAll(output.match(new Shown()));
            }
            if (!answering || open == null) {
                return shown;
            }
            input = new Input.Answered<>(open.match(new World()));
        }
    }

    private Input.Client client(boolean secure) {
        Input.Tls state = new Input.Tls(TLS.protocol(), TLS.cipher(), "", node);
        return new Input.Client(
                "s1", "smtp", "127.0.0.1", 40000, "127.0.0.1", secure ? Optional.of(state) : Optional.empty());
    }

    private static BodyReport report(String text) {
        String[] parts = text.split(" ", -1);
        List<Defect> defects = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            defects.add(Defect.valueOf(parts[i]));
        }
        return new BodyReport(Long.parseLong(parts[0]), Set.copyOf(defects));
    }

    private SmtpAnswer answer(String text) {
        String[] parts = text.split(" ", 2);
        String rest = parts.length > 1 ? parts[1] : "";
        return switch (parts[0]) {
            case "mechanisms" -> new SmtpAnswer.Mechanisms(rest.isEmpty() ? List.of() : List.of(rest.split(" ", -1)));
            case "sender" ->
                new SmtpAnswer.SenderFound(
                        rest.equals("none") ? Optional.empty() : Optional.of(route(rest)), Optional.empty());
            case "full" -> new SmtpAnswer.SenderFound(Optional.empty(), Optional.of(Refusal.NO_SPACE));
            case "recipient" -> new SmtpAnswer.RecipientFound(route(rest));
            case "challenge" -> new SmtpAnswer.Challenge(rest.getBytes(StandardCharsets.UTF_8));
            case "granted" -> new SmtpAnswer.LoggedIn(new AccountName(rest, "here.test"));
            case "denied" -> new SmtpAnswer.LoginDenied();
            case "later" -> new SmtpAnswer.LoginLater();
            case "not-here" -> new SmtpAnswer.LoginNotHere();
            case "home-found" -> new SmtpAnswer.HomeFound();
            case "verified" ->
                new SmtpAnswer.Verified(
                        AccountName.ofLogin(parts[1].split(" ", 2)[0], "here.test"), rest.endsWith(" here"));
            case "no-mechanism" -> new SmtpAnswer.NoMechanism();
            case "ready" -> new SmtpAnswer.Ready();
            case "no-space" -> new SmtpAnswer.NotNow(Refusal.NO_SPACE);
            case "committed" -> new SmtpAnswer.Committed(guid(1), Optional.empty());
            case "committed-in-doubt" -> new SmtpAnswer.Committed(guid(1), Optional.of(SUBMISSION));
            case "refused" -> new SmtpAnswer.NotCommitted(Refusal.valueOf(rest));
            case "discarded" ->
                new SmtpAnswer.Discarded(
                        rest.isEmpty() ? Optional.empty() : Optional.of(SmtpAnswer.Trouble.valueOf(rest)));
            case "noted" -> new SmtpAnswer.Noted();
            default -> throw new IllegalArgumentException("answer " + text);
        };
    }

    static Guid guid(int number) {
        return Guid.of(1, 1, 0, 1, number, 0);
    }

    static Route route(String text) {
        return switch (text) {
            case "unknown" -> new Route.Unknown();
            case "external" -> new Route.External("else.test");
            case "cid" -> new Route.Peer("s2", CID);
            case "dan" -> new Route.Unsure(DAN);
            default -> new Route.Local(new AccountName(text, "here.test"));
        };
    }

    static Route route(EmailAddress address) {
        if (!address.domain().equals("here.test")) {
            return new Route.External(address.domain());
        }
        return switch (address.local()) {
            case "ann", "postmaster" -> new Route.Local(ANN);
            case "bob" -> new Route.Local(BOB);
            case "cid" -> new Route.Peer("s2", CID);
            case "dan" -> new Route.Unsure(DAN);
            default -> address.local().startsWith("u") ? many(address) : new Route.Unknown();
        };
    }

    /** u0, u1, u2 and so on live at three servers in turn. */
    private static Route many(EmailAddress address) {
        AccountName account = new AccountName(address.local(), address.domain());
        int home = Integer.parseInt(address.local().substring(1)) % 3;
        return home == 0 ? new Route.Local(account) : new Route.Peer("s" + (home + 1), account);
    }

    private final class Shown implements Output.Cases<SmtpQuestion, List<String>> {
        @Override
        public List<String> reply(Output.Reply<SmtpQuestion> output) {
            return output.octets().lines().map(line -> "S: " + line).toList();
        }

        @Override
        public List<String> ask(Output.Ask<SmtpQuestion> output) {
            open = output.question();
            return answering ? List.of() : List.of("Q: " + output.question().match(new Asked()));
        }

        @Override
        public List<String> collectBody(Output.CollectBody<SmtpQuestion> output) {
            String framing = output.framing() instanceof Framing.Exact exact
                    ? exact.octets() + (exact.last() ? " last" : "")
                    : "dotted";
            return List.of("b: " + framing + " max " + output.limit());
        }

        @Override
        public List<String> sendBody(Output.SendBody<SmtpQuestion> output) {
            return List.of("send");
        }

        @Override
        public List<String> startTls(Output.StartTls<SmtpQuestion> output) {
            return List.of("t:");
        }

        @Override
        public List<String> notifyHeard(Output.NotifyHeard<SmtpQuestion> output) {
            return List.of("h:");
        }

        @Override
        public List<String> idleLimit(Output.IdleLimit<SmtpQuestion> output) {
            return List.of("i: " + output.silence().toSeconds());
        }

        @Override
        public List<String> pause(Output.Pause<SmtpQuestion> output) {
            return List.of("p: " + output.length().toMillis());
        }

        @Override
        public List<String> close(Output.Close<SmtpQuestion> output) {
            return List.of("x:");
        }

        @Override
        public List<String> splice(Output.Splice<SmtpQuestion> output) {
            return List.of("splice:");
        }

        @Override
        public List<String> handOver(Output.HandOver<SmtpQuestion> output) {
            return List.of("handover:");
        }
    }

    private static final class Asked implements SmtpQuestion.Cases<String> {
        @Override
        public String greet(SmtpQuestion.Greet question) {
            return "greet" + (question.client().tls().isPresent() ? " tls" : "");
        }

        @Override
        public String sender(SmtpQuestion.Sender question) {
            return "sender "
                    + question.address()
                            .map(address -> address + (question.resolve() ? "" : " here"))
                            .orElse("none");
        }

        @Override
        public String recipient(SmtpQuestion.Recipient question) {
            return "recipient " + question.address() + (question.resolve() ? "" : " here");
        }

        @Override
        public String verify(SmtpQuestion.Verify question) {
            return "verify " + question.argument();
        }

        @Override
        public String resume(SmtpQuestion.Resume question) {
            return "resume";
        }

        @Override
        public String login(SmtpQuestion.Login question) {
            return "login "
                    + (question.client().via().isPresent() ? question.client().address() + " " : "")
                    + question.mechanism()
                    + question.initialResponse()
                            .map(r -> " <" + Base64Text.encode(r) + ">")
                            .orElse("");
        }

        @Override
        public String respond(SmtpQuestion.Respond question) {
            return "respond <" + Base64Text.encode(question.response()) + ">";
        }

        @Override
        public String begin(SmtpQuestion.Begin question) {
            Envelope envelope = question.envelope();
            return "begin " + envelope.sender().map(Object::toString).orElse("none") + " "
                    + envelope.recipients().stream()
                            .map(r -> r.address() + "=" + shown(r))
                            .toList()
                    + (envelope.counted() ? " counted" : "")
                    + envelope.login().map(login -> " by " + login.local()).orElse("");
        }

        private static String shown(Envelope.Recipient recipient) {
            return recipient.route() instanceof Route.Local local
                    ? local.account().local()
                    : recipient.route().getClass().getSimpleName();
        }

        @Override
        public String commit(SmtpQuestion.Commit question) {
            return "commit";
        }

        @Override
        public String discard(SmtpQuestion.Discard question) {
            return "discard";
        }

        @Override
        public String confirm(SmtpQuestion.Confirm question) {
            return "confirm " + question.submissions().size();
        }
    }

    /** Answers as a small house would. */
    private final class World implements SmtpQuestion.Cases<SmtpAnswer> {
        @Override
        public SmtpAnswer greet(SmtpQuestion.Greet question) {
            return new SmtpAnswer.Mechanisms(
                    question.client().tls().isPresent() ? List.of("PLAIN", "LOGIN") : List.of());
        }

        @Override
        public SmtpAnswer sender(SmtpQuestion.Sender question) {
            return new SmtpAnswer.SenderFound(question.address().map(MachineTalk::route), Optional.empty());
        }

        @Override
        public SmtpAnswer recipient(SmtpQuestion.Recipient question) {
            return new SmtpAnswer.RecipientFound(route(question.address()));
        }

        @Override
        public SmtpAnswer verify(SmtpQuestion.Verify question) {
            Optional<AccountName> account = AccountName.ofLogin(question.argument(), "here.test");
            return new SmtpAnswer.Verified(
                    account,
                    account.filter(name -> route(new EmailAddress(name.local(), name.domain())) instanceof Route.Local)
                            .isPresent());
        }

        @Override
        public SmtpAnswer resume(SmtpQuestion.Resume question) {
            return new SmtpAnswer.LoginLater();
        }

        @Override
        public SmtpAnswer login(SmtpQuestion.Login question) {
            if (question.client().tls().isEmpty() || !question.mechanism().equals("PLAIN")) {
                return new SmtpAnswer.NoMechanism();
            }
            return question.initialResponse().map(this::plain).orElseGet(() -> new SmtpAnswer.Challenge(new byte[0]));
        }

        @Override
        public SmtpAnswer respond(SmtpQuestion.Respond question) {
            return plain(question.response());
        }

        private SmtpAnswer plain(byte[] response) {
            return new String(response, StandardCharsets.UTF_8).equals("\0ann\0secret")
                    ? new SmtpAnswer.LoggedIn(ANN)
                    : new SmtpAnswer.LoginDenied();
        }

        @Override
        public SmtpAnswer begin(SmtpQuestion.Begin question) {
            return new SmtpAnswer.Ready();
        }

        @Override
        public SmtpAnswer commit(SmtpQuestion.Commit question) {
            return new SmtpAnswer.Committed(guid(++commits), Optional.empty());
        }

        @Override
        public SmtpAnswer discard(SmtpQuestion.Discard question) {
            return new SmtpAnswer.Discarded(Optional.empty());
        }

        @Override
        public SmtpAnswer confirm(SmtpQuestion.Confirm question) {
            return new SmtpAnswer.Noted();
        }
    }
}
