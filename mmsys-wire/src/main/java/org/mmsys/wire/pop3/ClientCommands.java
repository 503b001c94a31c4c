package org.mmsys.wire.pop3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.pop3.Pop3Trouble.Kind;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.Framing;
import org.mmsys.wire.session.Step;

/** A client that is logged in: one command at a time, each answered before the performer is asked for the next. Owned by the machine. */
final class ClientCommands {
    private static final long LISTING_OCTETS_MAX = 64L << 20;

    private final Pop3ClientPlan plan;
    private final Pop3ClientMachine machine;
    private Awaited awaited = Awaited.NOTHING;
    private List<String> lines = new ArrayList<>();
    private int linesMax;
    private long octetsLeft;
    private long octetsMax;
    private @Nullable Pop3Status status;

    /** What the next line, or body, is the answer to. */
    private enum Awaited {
        NOTHING,
        SINGLE,
        LISTING,
        LISTED_LINE,
        FETCH,
        BODY,
        /** XAPPEND: the server is to say that it waits for the octets. */
        GO_AHEAD,
        QUIT
    }

    ClientCommands(Pop3ClientPlan plan, Pop3ClientMachine machine) {
        this.plan = plan;
        this.machine = machine;
    }

    Step<Pop3ClientQuestion> begin(Pop3Outcome login) {
        return Step.of(new Output.IdleLimit<>(plan.command()), new Output.Ask<>(new Pop3ClientQuestion.Next(login)));
    }

    Step<Pop3ClientQuestion> single(Pop3ClientAnswer.Single command) {
        return say(command.line(), Awaited.SINGLE);
    }

    Step<Pop3ClientQuestion> listing(Pop3ClientAnswer.Listing command) {
        linesMax = command.linesMax();
        octetsLeft = LISTING_OCTETS_MAX;
        return say(command.line(), Awaited.LISTING);
    }

    Step<Pop3ClientQuestion> fetch(Pop3ClientAnswer.Fetch command) {
        octetsMax = command.octetsMax();
        return say(command.line(), Awaited.FETCH);
    }

    Step<Pop3ClientQuestion> upload(Pop3ClientAnswer.Upload command) {
        return say("XAPPEND " + command.octets(), Awaited.GO_AHEAD);
    }

    Step<Pop3ClientQuestion> quit() {
        return say("QUIT", Awaited.QUIT);
    }

    Step<Pop3ClientQuestion> line(String octets) {
        if (awaited == Awaited.LISTED_LINE) {
            return listed(octets);
        }
        if (awaited == Awaited.GO_AHEAD && (octets.equals("+") || octets.startsWith("+ "))) {
            awaited = Awaited.SINGLE;
            return Step.of(new Output.SendBody<>(false));
        }
        Optional<Pop3Status> said = Pop3Status.parse(octets);
        if (awaited == Awaited.NOTHING || said.isEmpty()) {
            return garbage();
        }
        return answered(said.get());
    }

    Step<Pop3ClientQuestion> bodyEnded(BodyReport report) {
        Pop3Status before = status;
        if (awaited != Awaited.BODY || before == null) {
            return garbage();
        }
        return next(new Pop3Outcome.Fetched(before, report));
    }

    private Step<Pop3ClientQuestion> answered(Pop3Status said) {
        return switch (awaited) {
            case LISTING -> said.ok() ? wait(said, Awaited.LISTED_LINE) : next(new Pop3Outcome.Said(said));
            case FETCH -> {
                if (!said.ok()) {
                    yield next(new Pop3Outcome.Said(said));
                }
                wait(said, Awaited.BODY);
                yield Step.of(new Output.CollectBody<>(new Framing.Dotted(), octetsMax));
            }
            case QUIT -> machine.end(said);
            // an upload accepted before it was sent is no answer
            case GO_AHEAD -> said.ok() ? garbage() : next(new Pop3Outcome.Said(said));
            case NOTHING, SINGLE, LISTED_LINE, BODY -> next(new Pop3Outcome.Said(said));
        };
    }

    private Step<Pop3ClientQuestion> listed(String line) {
        Pop3Status before = status;
        if (line.equals(".") && before != null) {
            List<String> all = lines;
            lines = new ArrayList<>();
            return next(new Pop3Outcome.Listed(before, all));
        }
        octetsLeft -= line.length();
        if (lines.size() >= linesMax || octetsLeft < 0) {
            lines = new ArrayList<>();
            return machine.fail(Pop3Trouble.of(Kind.TOO_MUCH));
        }
        lines.add(line.startsWith(".") ? line.substring(1) : line);
        return Step.nothing();
    }

    private Step<Pop3ClientQuestion> say(String line, Awaited answer) {
        awaited = answer;
        return Step.reply(line + "\r\n");
    }

    private Step<Pop3ClientQuestion> wait(Pop3Status said, Awaited then) {
        status = said;
        awaited = then;
        return Step.nothing();
    }

    private Step<Pop3ClientQuestion> next(Pop3Outcome outcome) {
        awaited = Awaited.NOTHING;
        status = null;
        return Step.ask(new Pop3ClientQuestion.Next(outcome));
    }

    private Step<Pop3ClientQuestion> garbage() {
        return machine.fail(Pop3Trouble.of(Kind.GARBAGE));
    }
}
