package org.mmsys.wire.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;

/**
 * The client's end of an SMTP session (RFC 5321), pure.
 *
 * <p>Greeting, EHLO, STARTTLS, introduction and login as planned; then it asks for errands one after the other, does each and
 * reports it. What the plan could not reach is reported once, without an errand. Whatever happens to the connection, every
 * errand that was given is reported exactly once.
 */
public final class SmtpClientMachine implements SessionMachine<SmtpClientQuestion, SmtpClientAnswer> {
    private final SmtpClientPlan plan;
    private final ReplyCollector collector = new ReplyCollector();
    private final ClientSetUp setUp;
    private final Inputs inputs = new Inputs();
    private ClientTalk talk;
    private State state = State.TALKING;
    /** A question is open: nothing else may be asked. */
    private boolean asked;

    private boolean gone;
    private boolean useless;
    private boolean draining;

    private enum State {
        TALKING,
        CHOOSING,
        REPORTING,
        LEAVING,
        LEFT
    }

    public SmtpClientMachine(SmtpClientPlan plan) {
        this.plan = plan;
        this.setUp = new ClientSetUp(plan);
        this.talk = setUp;
    }

    @Override
    public Step<SmtpClientQuestion> on(Input<SmtpClientAnswer> input) {
        List<Output<SmtpClientQuestion>> outputs = input.match(inputs);
        asked |= !outputs.isEmpty() && outputs.get(outputs.size() - 1) instanceof Output.Ask;
        return new Step<>(outputs);
    }

    private List<Output<SmtpClientQuestion>> line(Input.Line<SmtpClientAnswer> line) {
        if (state == State.LEFT || state == State.REPORTING || state == State.CHOOSING) {
            return List.of();
        }
        if (line.defect() != LineDefect.NONE) {
            return unusable(Trouble.GARBAGE, "4.5.0", "garbage instead of a reply: " + line.defect());
        }
        ReplyCollector.Collected collected = collector.take(line.octets());
        if (collected instanceof ReplyCollector.Collected.Garbage garbage) {
            return unusable(Trouble.GARBAGE, "4.5.0", "garbage instead of a reply: " + garbage.why());
        }
        return collected instanceof ReplyCollector.Collected.Whole whole ? reply(whole.reply()) : List.of();
    }

    private List<Output<SmtpClientQuestion>> reply(ServerReply reply) {
        if (state == State.LEAVING) {
            return close();
        }
        if (reply.closing()) {
            return unusable(Trouble.REFUSED, reply.status(), reply.text());
        }
        return then(talk.heard(reply));
    }

    /** What follows when a talk has ended with these outputs, or only these. */
    private List<Output<SmtpClientQuestion>> then(List<Output<SmtpClientQuestion>> outputs) {
        Optional<SmtpOutcome> outcome = talk.outcome();
        if (outcome.isPresent()) {
            state = State.REPORTING;
            return with(outputs, new SmtpClientQuestion.Report(outcome.get()));
        }
        return talk == setUp && setUp.ready() ? with(outputs, next()) : outputs;
    }

    private SmtpClientQuestion next() {
        state = State.CHOOSING;
        return new SmtpClientQuestion.Next(setUp.offer(), setUp.secured());
    }

    /** The connection is of no use any more: this becomes of what was under way. */
    private List<Output<SmtpClientQuestion>> unusable(Trouble trouble, String status, String text) {
        useless = true;
        if (state == State.LEAVING) {
            return close();
        }
        if (state != State.TALKING || asked) {
            return List.of();
        }
        state = State.REPORTING;
        SmtpOutcome outcome = talk.outcome().orElseGet(() -> talk.broken(trouble, status, text));
        return List.of(ClientTalk.ask(new SmtpClientQuestion.Report(outcome)));
    }

    private List<Output<SmtpClientQuestion>> answer(SmtpClientAnswer answer) {
        asked = false;
        if (state == State.CHOOSING && answer instanceof SmtpClientAnswer.Errand errand) {
            return begin(errand.errand());
        }
        if (state == State.REPORTING) {
            return reported();
        }
        if (state != State.TALKING) {
            return List.of();
        }
        return gone ? lost() : then(talk.answered(answer));
    }

    private List<Output<SmtpClientQuestion>> begin(SmtpErrand errand) {
        if (errand instanceof SmtpErrand.Quit) {
            return gone ? close() : quit();
        }
        talk = talkFor(errand);
        state = State.TALKING;
        return gone ? lost() : then(talk.begin());
    }

    private ClientTalk talkFor(SmtpErrand errand) {
        if (errand instanceof SmtpErrand.Mail mail) {
            return new ClientMail(plan, setUp.offer(), mail.mail());
        }
        if (errand instanceof SmtpErrand.RelayLogin login) {
            return new ClientRelayLogin(plan, login);
        }
        return new ClientVerify(plan, ((SmtpErrand.Verify) errand).name());
    }

    private List<Output<SmtpClientQuestion>> lost() {
        return unusable(Trouble.CLOSED, "4.4.2", "connection closed");
    }

    private List<Output<SmtpClientQuestion>> reported() {
        if (gone || useless) {
            return close();
        }
        return draining || talk.lastOfConnection() ? quit() : List.of(ClientTalk.ask(next()));
    }

    /** RFC 5321 §4.1.1.10: waits for the answer, though not for long. */
    private List<Output<SmtpClientQuestion>> quit() {
        state = State.LEAVING;
        return List.of(
                ClientTalk.say("QUIT\r\n"), new Output.IdleLimit<>(plan.times().goodBye()));
    }

    private List<Output<SmtpClientQuestion>> close() {
        state = State.LEFT;
        return List.of(new Output.Close<>());
    }

    private static List<Output<SmtpClientQuestion>> with(
            List<Output<SmtpClientQuestion>> outputs, SmtpClientQuestion question) {
        List<Output<SmtpClientQuestion>> all = new ArrayList<>(outputs);
        all.add(ClientTalk.ask(question));
        return all;
    }

    private final class Inputs implements Input.Cases<SmtpClientAnswer, List<Output<SmtpClientQuestion>>> {
        @Override
        public List<Output<SmtpClientQuestion>> opened(Input.Opened<SmtpClientAnswer> input) {
            setUp.connected(input.client());
            return setUp.begin();
        }

        @Override
        public List<Output<SmtpClientQuestion>> line(Input.Line<SmtpClientAnswer> input) {
            return SmtpClientMachine.this.line(input);
        }

        @Override
        public List<Output<SmtpClientQuestion>> bodyEnded(Input.BodyEnded<SmtpClientAnswer> input) {
            throw new IllegalStateException("a client collects no bodies");
        }

        @Override
        public List<Output<SmtpClientQuestion>> bodySent(Input.BodySent<SmtpClientAnswer> input) {
            return state == State.TALKING ? then(talk.bodySent()) : List.of();
        }

        @Override
        public List<Output<SmtpClientQuestion>> tlsReady(Input.TlsReady<SmtpClientAnswer> input) {
            collector.forget();
            return setUp.upgraded(input.client());
        }

        @Override
        public List<Output<SmtpClientQuestion>> answered(Input.Answered<SmtpClientAnswer> input) {
            return answer(input.answer());
        }

        @Override
        public List<Output<SmtpClientQuestion>> heard(Input.Heard<SmtpClientAnswer> input) {
            return List.of();
        }

        @Override
        public List<Output<SmtpClientQuestion>> timedOut(Input.TimedOut<SmtpClientAnswer> input) {
            List<Output<SmtpClientQuestion>> last = unusable(Trouble.TIMED_OUT, "4.4.2", "no answer in time");
            return last.isEmpty() && !asked ? close() : last;
        }

        @Override
        public List<Output<SmtpClientQuestion>> draining(Input.Draining<SmtpClientAnswer> input) {
            draining = true;
            return List.of();
        }

        @Override
        public List<Output<SmtpClientQuestion>> peerClosed(Input.PeerClosed<SmtpClientAnswer> input) {
            gone = true;
            return lost();
        }

        @Override
        public List<Output<SmtpClientQuestion>> introduced(Input.Introduced<SmtpClientAnswer> input) {
            throw new IllegalStateException("nobody introduces a server");
        }
    }
}
