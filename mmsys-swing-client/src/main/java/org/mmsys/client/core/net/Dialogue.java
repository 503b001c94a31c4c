package org.mmsys.client.core.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;
import org.mmsys.wire.text.CrlfFramer.Framed;

/** Drives the client's end of a session over a wire, by blocking reads, from question to question. Owned by one thread. */
final class Dialogue<Q, A> {
    private final Wire wire;
    private final SessionMachine<Q, A> machine;
    private final Transcript transcript;
    private BodySink sink = (octets, offset, length) -> {};
    private @Nullable InputStream source;
    private SendProgress sending = octets -> {};
    private boolean bodyComplete;
    private @Nullable IOException local;
    private String problem = "";
    private String lastLine = "";

    Dialogue(Wire wire, SessionMachine<Q, A> machine, Transcript transcript) {
        this.wire = wire;
        this.machine = machine;
        this.transcript = transcript;
    }

    /** Where the next body goes. */
    void sink(BodySink into) {
        sink = into;
    }

    /** What the next body is. */
    void source(InputStream octets, SendProgress progress) {
        source = octets;
        sending = progress;
        bodyComplete = false;
    }

    /** Whether the last body has left so far that the server may have taken it. */
    boolean bodyComplete() {
        return bodyComplete;
    }

    /** What this computer could not do, if that was what ended it: a full disk, a file gone. */
    Optional<IOException> localTrouble() {
        return Optional.ofNullable(local);
    }

    /** In words, what ended the connection; empty if nothing did. */
    String wireTrouble() {
        return problem;
    }

    /** The first words on a new connection; the question they lead to. */
    Optional<Q> open() {
        return pump(new Input.Opened<>(wire.client()));
    }

    /** The answer to the last question; the next one, or empty when the dialogue is over. */
    Optional<Q> answer(A answer) {
        return pump(new Input.Answered<>(answer));
    }

    /** The same unless the connection is gone. */
    void answerIfOpen(A answer) {
        if (problem.isEmpty() && wire.open()) {
            pump(new Input.Answered<>(answer));
        }
    }

    /** The first line of the server. */
    String greeting() {
        return lastLine;
    }

    private Optional<Q> pump(Input<A> first) {
        Input<A> input = first;
        while (true) {
            Step<Q> step = machine.on(input);
            Carried<Q, A> carried = carry(step);
            if (carried.over()) {
                return carried.question();
            }
            input = carried.next().orElseGet(this::listen);
        }
    }

    /** What came of the outputs of one step. */
    private record Carried<Q, A>(boolean over, Optional<Q> question, Optional<Input<A>> next) {}

    private Carried<Q, A> carry(Step<Q> step) {
        Optional<Input<A>> next = Optional.empty();
        for (Output<Q> output : step.outputs()) {
            if (output instanceof Output.Ask<Q> ask) {
                return new Carried<>(true, Optional.of(ask.question()), Optional.empty());
            }
            if (output instanceof Output.Close<Q>) {
                attempt(() -> wire.flush());
                wire.close();
                return new Carried<>(true, Optional.empty(), Optional.empty());
            }
            next = perform(output);
        }
        return new Carried<>(false, Optional.empty(), next);
    }

    private Optional<Input<A>> perform(Output<Q> output) {
        if (output instanceof Output.Reply<Q> reply) {
            transcript.said(reply.octets());
            wire.say(reply.octets());
        } else if (output instanceof Output.IdleLimit<Q> limit) {
            wire.silence(limit.silence());
        } else if (output instanceof Output.StartTls<Q>) {
            return Optional.of(attempt(() -> wire.startTls()).orElseGet(() -> new Input.TlsReady<>(wire.client())));
        } else if (output instanceof Output.CollectBody<Q> collect) {
            return Optional.of(collected(collect.limit()));
        } else if (output instanceof Output.SendBody<Q> send) {
            return Optional.of(sent(send.dotStuffed()));
        }
        return Optional.empty();
    }

    private Input<A> collected(long limit) {
        try {
            wire.flush();
            BodyReport report = wire.collect(this::take, limit);
            transcript.note(report.size() + " octets received");
            return new Input.BodyEnded<>(report);
        } catch (IOException failed) {
            return broken(failed);
        }
    }

    private void take(byte[] octets, int offset, int length) throws IOException {
        try {
            sink.take(octets, offset, length);
        } catch (IOException full) {
            local = full;
            throw full;
        }
    }

    private Input<A> sent(boolean dotStuffed) {
        InputStream octets = source;
        if (octets == null) {
            throw new IllegalStateException("no body to send");
        }
        try {
            wire.send(octets, dotStuffed, () -> bodyComplete = true, sending);
            transcript.note("message sent");
            return new Input.BodySent<>();
        } catch (IOException failed) {
            return broken(failed);
        }
    }

    private Input<A> listen() {
        try {
            wire.flush();
            Framed line = wire.line();
            transcript.heard(line.octets());
            if (lastLine.isEmpty()) {
                lastLine = line.octets();
            }
            return new Input.Line<>(line.octets(), line.defect());
        } catch (IOException failed) {
            return broken(failed);
        }
    }

    private Optional<Input<A>> attempt(Action action) {
        try {
            action.run();
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(broken(failed));
        }
    }

    private Input<A> broken(IOException failed) {
        problem = failed instanceof SocketTimeoutException
                ? "no answer in time"
                : String.valueOf(failed.getMessage() == null ? failed : failed.getMessage());
        transcript.note(problem);
        boolean timedOut = failed instanceof SocketTimeoutException;
        wire.close();
        return timedOut ? new Input.TimedOut<>() : new Input.PeerClosed<>();
    }

    /** Something on the wire. */
    private interface Action {
        void run() throws IOException;
    }
}
