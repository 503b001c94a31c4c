package org.mmsys.replica.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/**
 * A client of a backup: waits until the serving half answers, then is joined with it. Says nothing itself but a refusal, reads
 * nothing: the greeting is the serving half's, and so is everything the client says.
 */
final class RelayMachine implements SessionMachine<RelayQuestion, RelayAnswer> {
    private static final Duration PAUSE_FIRST = Duration.ofMillis(50);
    static final Duration PAUSE_MAX = Duration.ofMillis(100);

    private final Refusal refusal;
    private final Inputs inputs = new Inputs();
    private Duration pause = PAUSE_FIRST;
    private boolean draining;
    private boolean ended;

    RelayMachine(Refusal refusal) {
        this.refusal = refusal;
    }

    @Override
    public Step<RelayQuestion> on(Input<RelayAnswer> input) {
        return ended ? Step.nothing() : input.match(inputs);
    }

    private Step<RelayQuestion> answered(RelayAnswer answer) {
        if (draining) {
            return refuse();
        }
        return switch (answer) {
            case CONNECTED -> {
                ended = true;
                yield Step.of(new Output.Splice<>());
            }
            case NOT_YET -> {
                Output<RelayQuestion> wait = new Output.Pause<>(pause);
                pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
                yield Step.of(wait, new Output.Ask<>(RelayQuestion.CALL));
            }
            case TOO_LATE -> refuse();
        };
    }

    private Step<RelayQuestion> refuse() {
        ended = true;
        List<Output<RelayQuestion>> outputs = new ArrayList<>();
        if (!refusal.nobodyServes().isEmpty()) {
            outputs.add(new Output.Reply<>(refusal.nobodyServes()));
        }
        outputs.add(new Output.Close<>());
        return new Step<>(outputs);
    }

    /** What each input means. */
    private final class Inputs implements Input.Cases<RelayAnswer, Step<RelayQuestion>> {
        @Override
        public Step<RelayQuestion> opened(Input.Opened<RelayAnswer> input) {
            return Step.ask(RelayQuestion.CALL);
        }

        @Override
        public Step<RelayQuestion> answered(Input.Answered<RelayAnswer> input) {
            return RelayMachine.this.answered(input.answer());
        }

        @Override
        public Step<RelayQuestion> draining(Input.Draining<RelayAnswer> input) {
            draining = true;
            return Step.nothing();
        }

        @Override
        public Step<RelayQuestion> timedOut(Input.TimedOut<RelayAnswer> input) {
            return refuse();
        }

        @Override
        public Step<RelayQuestion> peerClosed(Input.PeerClosed<RelayAnswer> input) {
            ended = true;
            return Step.nothing();
        }

        @Override
        public Step<RelayQuestion> line(Input.Line<RelayAnswer> input) {
            return Step.nothing();
        }

        @Override
        public Step<RelayQuestion> bodyEnded(Input.BodyEnded<RelayAnswer> input) {
            return Step.nothing();
        }

        @Override
        public Step<RelayQuestion> bodySent(Input.BodySent<RelayAnswer> input) {
            return Step.nothing();
        }

        @Override
        public Step<RelayQuestion> tlsReady(Input.TlsReady<RelayAnswer> input) {
            return Step.nothing();
        }

        @Override
        public Step<RelayQuestion> heard(Input.Heard<RelayAnswer> input) {
            return Step.nothing();
        }

        @Override
        public Step<RelayQuestion> introduced(Input.Introduced<RelayAnswer> input) {
            return Step.nothing();
        }
    }
}
