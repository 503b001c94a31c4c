package org.mmsys.finger;

import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/** One line, one question, one answer, good-bye. */
final class FingerMachine implements SessionMachine<String, String>, Input.Cases<String, Step<String>> {
    @Override
    public Step<String> on(Input<String> input) {
        return input.match(this);
    }

    @Override
    public Step<String> opened(Input.Opened<String> input) {
        return Step.nothing();
    }

    @Override
    public Step<String> line(Input.Line<String> input) {
        return Step.ask(input.octets());
    }

    @Override
    public Step<String> answered(Input.Answered<String> input) {
        return Step.of(new Output.Reply<>(input.answer() + "\r\n"), new Output.Close<>());
    }

    @Override
    public Step<String> bodyEnded(Input.BodyEnded<String> input) {
        return Step.nothing();
    }

    @Override
    public Step<String> bodySent(Input.BodySent<String> input) {
        return Step.nothing();
    }

    @Override
    public Step<String> tlsReady(Input.TlsReady<String> input) {
        return Step.nothing();
    }

    @Override
    public Step<String> introduced(Input.Introduced<String> input) {
        return Step.nothing();
    }

    @Override
    public Step<String> heard(Input.Heard<String> input) {
        return Step.nothing();
    }

    @Override
    public Step<String> timedOut(Input.TimedOut<String> input) {
        return Step.of(new Output.Close<>());
    }

    @Override
    public Step<String> draining(Input.Draining<String> input) {
        return Step.of(new Output.Close<>());
    }

    @Override
    public Step<String> peerClosed(Input.PeerClosed<String> input) {
        return Step.nothing();
    }
}
