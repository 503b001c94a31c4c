package org.mmsys.pop3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Performer;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/** A dialogue of a caller, married in memory to a home, or to anything else that answers octets. */
final class MarriedDialogue<Q, A> {
    static final Client CONNECTION = new Client("out1", "peer-pop3", "127.0.0.1", 1101, "127.0.0.1", Optional.empty());

    private final SessionMachine<Q, A> machine;
    private final Performer<Q, A> performer;
    private final Callee callee;
    private final Deque<Input<A>> inputs = new ArrayDeque<>();
    final StringBuilder said = new StringBuilder();
    private boolean asking;
    private boolean over;
    private boolean running;

    /** The other end. */
    interface Callee {
        /** What it says to these octets; the first time, to none, its greeting. */
        String send(String octets);

        /** The caller has gone. */
        void hangUp();

        /** The link when the dialogue is over. */
        MarriedLink link();
    }

    MarriedDialogue(Dialogue<Q, A> dialogue, Callee callee) {
        this.machine = dialogue.machine();
        this.performer = dialogue.performer();
        this.callee = callee;
    }

    void run() {
        inputs.add(new Input.Opened<>(CONNECTION));
        hear(callee.send(""));
        proceed();
    }

    /** On a connection that is in TLS already; nobody greets. */
    void runAgain() {
        callee.send("");
        inputs.add(new Input.Opened<>(secured()));
        proceed();
    }

    void timeOut() {
        inputs.add(new Input.TimedOut<>());
        proceed();
    }

    /** The other end closes. */
    void cutOff() {
        inputs.add(new Input.PeerClosed<>());
        proceed();
        if (!over && !asking) {
            end();
        }
    }

    void hear(String octets) {
        octets.lines().forEach(line -> inputs.add(new Input.Line<>(line, LineDefect.NONE)));
    }

    void proceed() {
        if (running) {
            return;
        }
        running = true;
        while (!inputs.isEmpty() && !asking && !over) {
            carryOut(machine.on(inputs.remove()));
        }
        running = false;
    }

    private void carryOut(Step<Q> step) {
        for (Output<Q> output : step.outputs()) {
            if (output instanceof Output.Reply<Q> reply) {
                said.append(reply.octets());
                hear(callee.send(reply.octets()));
            } else if (output instanceof Output.Ask<Q> ask) {
                ask(ask.question());
            } else if (output instanceof Output.StartTls<Q>) {
                inputs.clear();
                inputs.add(new Input.TlsReady<>(secured()));
            } else if (output instanceof Output.HandOver<Q>) {
                over = true;
                performer.handedOver(callee.link());
                performer.closed();
            } else if (output instanceof Output.Close<Q>) {
                callee.hangUp();
                end();
            }
        }
    }

    private void ask(Q question) {
        asking = true;
        Attempt<A> attempt = performer.tryNow(question, answer -> {
            asking = false;
            inputs.addFirst(new Input.Answered<>(answer));
            proceed();
        });
        if (attempt instanceof Attempt.Now<A> now) {
            asking = false;
            inputs.addFirst(new Input.Answered<>(now.answer()));
        }
    }

    private static Client secured() {
        return new Client(
                CONNECTION.sessionId(),
                CONNECTION.listener(),
                CONNECTION.address(),
                CONNECTION.port(),
                CONNECTION.localAddress(),
                Optional.of(new Tls("TLSv1.3", "any", "", Optional.of("s2/primary"))));
    }

    private void end() {
        over = true;
        performer.closed();
    }
}
