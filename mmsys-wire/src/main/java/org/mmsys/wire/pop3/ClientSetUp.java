package org.mmsys.wire.pop3;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.mmsys.wire.pop3.Pop3ClientPlan.StartTls;
import org.mmsys.wire.pop3.Pop3Trouble.Kind;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Step;
import org.mmsys.wire.text.Base64Text;

/**
 * A client until it is logged in: greeting, CAPA, STLS, CAPA again, introduction, UTF8, login.
 *
 * <p>Owned by the machine. What was learnt before TLS is forgotten (RFC 2595 §4).
 */
final class ClientSetUp {
    private static final int CAPABILITIES_MAX = 100;

    /** RFC 5034 §4: an initial response that makes the line longer than this has to wait for the challenge. */
    private static final int AUTH_LINE_MAX = 255;

    private final Pop3ClientPlan plan;
    private final Pop3ClientMachine machine;
    private final Deque<Awaited> awaited = new ArrayDeque<>();
    private final Deque<Word> script = new ArrayDeque<>();
    private final List<String> capabilities = new ArrayList<>();
    private Pop3Features features = Pop3Features.NONE;
    private Optional<byte[]> heldBack = Optional.empty();
    private Optional<Tls> tls = Optional.empty();

    /** What the next line from the server is the answer to. */
    private enum Awaited {
        GREETING,
        CAPA,
        CAPABILITY,
        STLS,
        INTRODUCTION,
        UTF8,
        USER,
        LOGIN
    }

    /** Something to be said, complete with CRLF. */
    private record Word(String line, Awaited answer) {}

    ClientSetUp(Pop3ClientPlan plan, Pop3ClientMachine machine) {
        this.plan = plan;
        this.machine = machine;
    }

    Step<Pop3ClientQuestion> opened(Client connection) {
        tls = connection.tls();
        if (plan.again()) {
            return again();
        }
        awaited.add(Awaited.GREETING);
        return Step.of(new Output.IdleLimit<>(plan.setUp()));
    }

    private Step<Pop3ClientQuestion> again() {
        if (tls.isEmpty()) {
            throw new IllegalStateException("a connection in the clear cannot have served before");
        }
        List<Output<Pop3ClientQuestion>> outputs = new ArrayList<>();
        outputs.add(new Output.IdleLimit<>(Pop3ClientPlan.AGAIN_SILENCE));
        outputs.addAll(logIn().outputs());
        return new Step<>(outputs);
    }

    /** TLS is on. */
    Step<Pop3ClientQuestion> secured(Client connection) {
        tls = connection.tls();
        features = Pop3Features.NONE;
        awaited.clear();
        return plan.peer() ? logIn() : say(new Word("CAPA\r\n", Awaited.CAPA));
    }

    Step<Pop3ClientQuestion> line(String octets) {
        Awaited answerTo = awaited.peek();
        if (answerTo == Awaited.CAPABILITY) {
            return capability(octets);
        }
        if (answerTo == Awaited.LOGIN && (octets.equals("+") || octets.startsWith("+ "))) {
            return challenge(octets.length() > 2 ? octets.substring(2) : "");
        }
        Optional<Pop3Status> status = Pop3Status.parse(octets);
        if (answerTo == null || status.isEmpty()) {
            return machine.fail(Pop3Trouble.of(Kind.GARBAGE));
        }
        awaited.remove();
        return answered(answerTo, status.get());
    }

    Step<Pop3ClientQuestion> respond(byte[] octets) {
        return Step.reply(Base64Text.encode(octets) + "\r\n");
    }

    /** RFC 5034 §4: {@code *} ends the exchange. */
    Step<Pop3ClientQuestion> cancel() {
        List<Output<Pop3ClientQuestion>> outputs = new ArrayList<>(List.of(new Output.Reply<>("*\r\n")));
        outputs.addAll(machine.fail(Pop3Trouble.of(Kind.CANCELLED)).outputs());
        return new Step<>(outputs);
    }

    private Step<Pop3ClientQuestion> answered(Awaited to, Pop3Status status) {
        return switch (to) {
            case GREETING -> status.ok() ? welcome() : failed(Kind.NOT_WELCOME, status);
            case CAPA -> capabilities(status.ok());
            case STLS -> startTls(status);
            case INTRODUCTION -> status.ok() ? introduced() : failed(Kind.NOT_INTRODUCED, status);
            case UTF8 -> goOn(); // without it some messages cannot be had, the others can
            case USER -> status.ok() ? goOn() : failed(Kind.REFUSED, status);
            case LOGIN -> status.ok() ? machine.loggedIn(status, features) : failed(Kind.REFUSED, status);
            case CAPABILITY -> throw new IllegalStateException("a listing has no status");
        };
    }

    private Step<Pop3ClientQuestion> introduced() {
        return plan.again() ? Step.of(new Output.IdleLimit<>(plan.setUp())) : goOn();
    }

    private Step<Pop3ClientQuestion> welcome() {
        return plan.peer() ? afterCapabilities() : say(new Word("CAPA\r\n", Awaited.CAPA));
    }

    private Step<Pop3ClientQuestion> capabilities(boolean follow) {
        capabilities.clear();
        if (follow) {
            awaited.addFirst(Awaited.CAPABILITY);
            return Step.nothing();
        }
        return afterCapabilities();
    }

    private Step<Pop3ClientQuestion> capability(String line) {
        if (line.equals(".")) {
            awaited.remove();
            features = Pop3Features.of(capabilities);
            return afterCapabilities();
        }
        capabilities.add(line.startsWith(".") ? line.substring(1) : line);
        return capabilities.size() > CAPABILITIES_MAX ? machine.fail(Pop3Trouble.of(Kind.TOO_MUCH)) : Step.nothing();
    }

    private Step<Pop3ClientQuestion> afterCapabilities() {
        boolean wanted = plan.tls() == StartTls.ALWAYS || plan.tls() == StartTls.IF_OFFERED && features.has("STLS");
        return wanted && tls.isEmpty() ? say(new Word("STLS\r\n", Awaited.STLS)) : logIn();
    }

    private Step<Pop3ClientQuestion> startTls(Pop3Status status) {
        if (status.ok()) {
            return Step.of(new Output.StartTls<>());
        }
        return plan.tls() == StartTls.ALWAYS ? failed(Kind.NO_TLS, status) : logIn();
    }

    private Step<Pop3ClientQuestion> logIn() {
        plan.introduction().ifPresent(line -> script.add(new Word(line, Awaited.INTRODUCTION)));
        if (plan.utf8() && (plan.peer() || features.has("UTF8"))) {
            script.add(new Word("UTF8\r\n", Awaited.UTF8));
        }
        if (!script(plan.login())) {
            return machine.fail(Pop3Trouble.of(Kind.NO_LOGIN));
        }
        if (!plan.peer()) {
            return goOn();
        }
        StringBuilder all = new StringBuilder();
        for (Word word : script) {
            all.append(word.line());
            awaited.add(word.answer());
        }
        script.clear();
        return Step.reply(all.toString());
    }

    /** What is to be said for this login; false when there is no way that suits. */
    private boolean script(Pop3Login how) {
        return how.match(new Pop3Login.Cases<Boolean>() {
            @Override
            public Boolean password(Pop3Login.Password login) {
                script.add(new Word(login.userLine(), Awaited.USER));
                return script.add(new Word(login.passLine(), Awaited.LOGIN));
            }

            @Override
            public Boolean sasl(Pop3Login.Sasl login) {
                return script.add(new Word(authLine(login), Awaited.LOGIN));
            }

            @Override
            public Boolean chosen(Pop3Login.Chosen login) {
                return login.by().apply(features, tls).map(way -> script(way)).orElse(false);
            }
        });
    }

    private String authLine(Pop3Login.Sasl login) {
        String bare = "AUTH " + login.mechanism();
        String whole = bare
                + login.initial()
                        .map(octets -> octets.length == 0 ? " =" : " " + Base64Text.encode(octets))
                        .orElse("");
        boolean tooLong = !plan.peer() && whole.length() + 2 > AUTH_LINE_MAX;
        heldBack = tooLong ? login.initial() : Optional.empty();
        return (tooLong ? bare : whole) + "\r\n";
    }

    private Step<Pop3ClientQuestion> challenge(String base64) {
        if (heldBack.isPresent()) {
            byte[] response = heldBack.get();
            heldBack = Optional.empty();
            return respond(response);
        }
        return Base64Text.decode(base64)
                .map(octets -> Step.<Pop3ClientQuestion>ask(new Pop3ClientQuestion.Challenge(octets)))
                .orElseGet(() -> machine.fail(Pop3Trouble.of(Kind.GARBAGE)));
    }

    /** Says the next line; nothing when all was said in one go. */
    private Step<Pop3ClientQuestion> goOn() {
        Word next = script.poll();
        return next == null ? Step.nothing() : say(next);
    }

    private Step<Pop3ClientQuestion> say(Word word) {
        awaited.add(word.answer());
        return Step.reply(word.line());
    }

    private Step<Pop3ClientQuestion> failed(Kind kind, Pop3Status status) {
        return machine.fail(Pop3Trouble.of(kind, status));
    }
}
