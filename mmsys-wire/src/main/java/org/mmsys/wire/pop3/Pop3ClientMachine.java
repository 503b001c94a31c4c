package org.mmsys.wire.pop3;

import org.jspecify.annotations.Nullable;
import org.mmsys.wire.pop3.Pop3Trouble.Kind;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/**
 * The client's end of a POP3 session (RFC 1939) with its extensions and XFOLDERS, without I/O, clock or thread.
 *
 * <p>Logs in as planned, then asks its performer what next until that quits or takes the connection over. Whatever the
 * server does, the performer hears of the end exactly once, by {@link Pop3ClientQuestion.Failed} or
 * {@link Pop3ClientQuestion.Ended}, unless it took the connection over. Never throws on what a server sends.
 */
public final class Pop3ClientMachine implements SessionMachine<Pop3ClientQuestion, Pop3ClientAnswer> {
    private final ClientSetUp setUp;
    private final ClientCommands commands;
    private final Input.Cases<Pop3ClientAnswer, Step<Pop3ClientQuestion>> inputs = new Inputs();
    private final Pop3ClientAnswer.Cases<Step<Pop3ClientQuestion>> answers = new Answers();
    private boolean loggedIn;
    private boolean asking;
    /** The performer knows that it is over. */
    private boolean told;

    private boolean ended;
    private @Nullable Pop3Trouble waiting;

    /** A machine for a new connection. */
    public Pop3ClientMachine(Pop3ClientPlan plan) {
        this.setUp = new ClientSetUp(plan, this);
        this.commands = new ClientCommands(plan, this);
    }

    @Override
    public Step<Pop3ClientQuestion> on(Input<Pop3ClientAnswer> input) {
        if (ended) {
            return Step.nothing();
        }
        Step<Pop3ClientQuestion> step = input.match(inputs);
        if (!step.outputs().isEmpty()) {
            Output<Pop3ClientQuestion> last = step.outputs().get(step.outputs().size() - 1);
            asking |= last instanceof Output.Ask;
            ended = last instanceof Output.Close || last instanceof Output.HandOver;
        }
        return step;
    }

    Step<Pop3ClientQuestion> loggedIn(Pop3Status status, Pop3Features features) {
        loggedIn = true;
        return commands.begin(new Pop3Outcome.LoggedIn(status, features));
    }

    Step<Pop3ClientQuestion> fail(Pop3Trouble trouble) {
        told = true;
        return Step.ask(new Pop3ClientQuestion.Failed(trouble));
    }

    Step<Pop3ClientQuestion> end(Pop3Status status) {
        told = true;
        return Step.ask(new Pop3ClientQuestion.Ended(status));
    }

    /** Something from outside has ended the session: told at once, or when the performer has answered. */
    private Step<Pop3ClientQuestion> broken(Kind kind) {
        if (told) {
            return Step.nothing();
        }
        if (asking) {
            waiting = Pop3Trouble.of(kind);
            return Step.nothing();
        }
        return fail(Pop3Trouble.of(kind));
    }

    private static <Q> Step<Q> unexpected() {
        throw new IllegalStateException("an answer that does not fit the question");
    }

    /** What each input means. */
    private final class Inputs implements Input.Cases<Pop3ClientAnswer, Step<Pop3ClientQuestion>> {
        @Override
        public Step<Pop3ClientQuestion> opened(Input.Opened<Pop3ClientAnswer> input) {
            return setUp.opened(input.client());
        }

        @Override
        public Step<Pop3ClientQuestion> line(Input.Line<Pop3ClientAnswer> input) {
            if (told) {
                return Step.nothing();
            }
            if (input.defect() != LineDefect.NONE) {
                return fail(Pop3Trouble.of(Kind.GARBAGE));
            }
            return loggedIn ? commands.line(input.octets()) : setUp.line(input.octets());
        }

        @Override
        public Step<Pop3ClientQuestion> bodyEnded(Input.BodyEnded<Pop3ClientAnswer> input) {
            return commands.bodyEnded(input.report());
        }

        @Override
        public Step<Pop3ClientQuestion> bodySent(Input.BodySent<Pop3ClientAnswer> input) {
            return Step.nothing();
        }

        @Override
        public Step<Pop3ClientQuestion> tlsReady(Input.TlsReady<Pop3ClientAnswer> input) {
            return setUp.secured(input.client());
        }

        @Override
        public Step<Pop3ClientQuestion> answered(Input.Answered<Pop3ClientAnswer> input) {
            asking = false;
            if (told) {
                return Step.of(new Output.Close<>());
            }
            Pop3Trouble since = waiting;
            return since != null ? fail(since) : input.answer().match(answers);
        }

        @Override
        public Step<Pop3ClientQuestion> heard(Input.Heard<Pop3ClientAnswer> input) {
            return Step.nothing();
        }

        @Override
        public Step<Pop3ClientQuestion> timedOut(Input.TimedOut<Pop3ClientAnswer> input) {
            return broken(Kind.TIMED_OUT);
        }

        @Override
        public Step<Pop3ClientQuestion> draining(Input.Draining<Pop3ClientAnswer> input) {
            return broken(Kind.GOING_DOWN);
        }

        @Override
        public Step<Pop3ClientQuestion> peerClosed(Input.PeerClosed<Pop3ClientAnswer> input) {
            return broken(Kind.CUT_OFF);
        }

        @Override
        public Step<Pop3ClientQuestion> introduced(Input.Introduced<Pop3ClientAnswer> input) {
            return Step.nothing();
        }
    }

    /** What each answer of the performer means. */
    private final class Answers implements Pop3ClientAnswer.Cases<Step<Pop3ClientQuestion>> {
        @Override
        public Step<Pop3ClientQuestion> respond(Pop3ClientAnswer.Respond answer) {
            return loggedIn ? unexpected() : setUp.respond(answer.octets());
        }

        @Override
        public Step<Pop3ClientQuestion> cancel(Pop3ClientAnswer.Cancel answer) {
            return loggedIn ? unexpected() : setUp.cancel();
        }

        @Override
        public Step<Pop3ClientQuestion> handOver(Pop3ClientAnswer.HandOver answer) {
            return loggedIn ? Step.of(new Output.HandOver<>()) : unexpected();
        }

        @Override
        public Step<Pop3ClientQuestion> single(Pop3ClientAnswer.Single answer) {
            return commands.single(answer);
        }

        @Override
        public Step<Pop3ClientQuestion> listing(Pop3ClientAnswer.Listing answer) {
            return commands.listing(answer);
        }

        @Override
        public Step<Pop3ClientQuestion> fetch(Pop3ClientAnswer.Fetch answer) {
            return commands.fetch(answer);
        }

        @Override
        public Step<Pop3ClientQuestion> upload(Pop3ClientAnswer.Upload answer) {
            return commands.upload(answer);
        }

        @Override
        public Step<Pop3ClientQuestion> quit(Pop3ClientAnswer.Quit answer) {
            return commands.quit();
        }

        @Override
        public Step<Pop3ClientQuestion> noted(Pop3ClientAnswer.Noted answer) {
            return unexpected();
        }
    }
}
