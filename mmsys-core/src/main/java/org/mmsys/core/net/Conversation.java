package org.mmsys.core.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Performer;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.text.CrlfFramer;
import org.mmsys.wire.text.CrlfFramer.Framed;

/**
 * The dialogue of one session: what the machine is told next, and what becomes of what it wants.
 *
 * <p>Moves in steps, see {@link #advance}; the driver decides how many in a turn. Owned by the session's I/O thread.
 *
 * @param <Q> the questions of the machine
 * @param <A> the answers of the performer
 */
final class Conversation<Q, A> {
    private final SessionParts parts;
    private final Hearing hearing;
    private final Bodies bodies;
    private final InputQueue input;
    private final CrlfFramer framer;
    private final Questions<Q, A> questions;
    private final Outputs<Q, A> outputs;

    private Mode mode = Mode.HANDSHAKE;
    private boolean begun;
    private @Nullable SessionMachine<Q, A> machine;
    private Iterator<Output<Q>> rest = Collections.emptyIterator();
    private @Nullable Input<A> introduction;
    private boolean endOfInput;
    private boolean relayed;
    private boolean drainWanted;
    private boolean timedOut;
    /** The machine got its last input but answers. */
    private boolean machineEnded;

    /** The machine threw: it is not asked again. */
    private boolean broken;

    /**
     * @param goOn runs on the I/O thread when there may be something to do again
     * @param letGo closes a performer whose dialogue is over before its connection
     * @param failed runs on the I/O thread when a body or performer failed on a worker
     */
    Conversation(SessionParts parts, Runnable goOn, Consumer<Performer<Q, A>> letGo, Consumer<Throwable> failed) {
        Connection connection = parts.connection();
        this.parts = parts;
        this.hearing = new Hearing(parts.outbox());
        this.bodies = new Bodies(connection, parts.house(), parts.outbox(), goOn, failed);
        this.input = parts.input();
        this.framer = parts.framer();
        this.questions = new Questions<>(connection, parts.house().workers(), parts.deadlines(), goOn, failed);
        this.outputs = new Outputs<>(parts, bodies, questions, hearing, goOn, letGo);
    }

    Mode mode() {
        return mode;
    }

    /** Whether the first words have been said, be it that the dialogue is over since. */
    boolean hasBegun() {
        return begun;
    }

    /** The socket is ready: the first words. */
    void begin(SessionMachine<Q, A> first, Performer<Q, A> acts, Input<A> opened) {
        mode = Mode.COMMANDS;
        begun = true;
        machine = first;
        outputs.performedBy(acts);
        feed(opened);
    }

    /** A handshake in the middle of the session is done. */
    void secured(Input<A> ready) {
        mode = Mode.COMMANDS;
        feed(ready);
    }

    /** A proxy in front has told who the client is. */
    void introduced(Input<A> client) {
        introduction = client;
    }

    /**
     * The client is reached through another process. If that dies, its machine closes the connection in order, with what we
     * said still inside: an end proves nothing then, only octets do.
     */
    void relayed() {
        relayed = true;
    }

    /** Octets arrived; false when nobody wants them any more. */
    boolean received(ByteBuffer octets) {
        hearing.peerShowedUp();
        if (mode == Mode.CLOSING || mode == Mode.GONE) {
            return false;
        }
        input.add(octets);
        return true;
    }

    /** The peer closed its half in order. */
    void inputEnded() {
        endOfInput = true;
        if (!relayed) {
            hearing.peerShowedUp();
        }
    }

    boolean isInputEnded() {
        return endOfInput;
    }

    void drain() {
        drainWanted = true;
    }

    void timeOut() {
        timedOut = true;
    }

    /** The connection is one end of a splice now. */
    void spliced() {
        if (mode == Mode.PARKED) {
            mode = Mode.SPLICED;
        }
    }

    /** The socket is gone: what arrived and was not served never will be. */
    void gone() {
        mode = Mode.GONE;
        rest = Collections.emptyIterator();
        outputs.unpause();
        dropAll();
    }

    /** After a turn: lets go of memory that is not needed, and sets whether the socket is read on. */
    void settle(ReadGate gate) {
        input.settle();
        gate.account(input.octets());
        if (mode == Mode.CLOSING) {
            gate.open(endOfInput);
        } else if (mode != Mode.GONE) {
            gate.set(endOfInput, bodies.full(), !input.isEmpty() || bodies.sinkBusy());
        }
    }

    boolean hasPartialLine() {
        return framer.hasPartialLine();
    }

    long bodyOctets() {
        return bodies.octets();
    }

    /** Whether the next move is ours, so that the peer cannot be blamed for silence. */
    boolean ours() {
        return outputs.paused()
                || questions.open()
                || bodies.busy()
                || mode == Mode.HANDSHAKE
                || mode == Mode.PARKED
                || mode == Mode.CLOSING
                || mode == Mode.GONE;
    }

    /** After {@link #gone}: whether machine and performer are through with everything. */
    boolean over() {
        return questions.settled() && !bodies.busy() && (broken || machine == null || machineEnded);
    }

    /** The performer, to be let go; empty when the session never began. */
    Optional<Performer<Q, A>> performer() {
        return outputs.performer();
    }

    /** Whoever owes an answer will not give it any more. */
    void forsake() {
        questions.forsake();
    }

    boolean usedWorkers() {
        return questions.usedWorkers();
    }

    /** One step; false when nothing can be done before something arrives. */
    boolean advance() throws IOException {
        if (broken || outputs.paused()) {
            return false;
        }
        if (rest.hasNext()) {
            carryOut(rest.next());
            return true;
        }
        A arrived = questions.take();
        if (arrived != null) {
            feed(new Input.Answered<>(arrived));
            return true;
        }
        return switch (mode) {
            case HANDSHAKE -> false;
            case COMMANDS -> questions.open() ? announceDrain() : command();
            case RECEIVING -> receive();
            case SENDING -> send();
            case PARKED, SPLICED, CLOSING -> false;
            case GONE -> lastWords();
        };
    }

    private boolean command() {
        Input<A> told = introduction;
        if (told != null) {
            introduction = null;
            feed(told);
            return true;
        }
        if (hearing.take()) {
            feed(new Input.Heard<>());
            return true;
        }
        if (announceDrain()) {
            return true;
        }
        if (timedOut) {
            sayGoodBye();
            return true;
        }
        if (parts.outbox().congested()) {
            return false;
        }
        Optional<Framed> line = input.nextLine(framer);
        if (line.isPresent()) {
            feed(new Input.Line<>(line.get().octets(), line.get().defect()));
            return true;
        }
        return endOfInput && lastWords();
    }

    private boolean announceDrain() {
        if (!drainWanted) {
            return false;
        }
        drainWanted = false;
        feed(new Input.Draining<>());
        return true;
    }

    private boolean receive() {
        boolean moved = bodies.take(input);
        Optional<BodyReport> report = bodies.received();
        if (report.isPresent()) {
            mode = Mode.COMMANDS;
            parts.deadlines().bodyEnded();
            feed(new Input.BodyEnded<>(report.get()));
            return true;
        }
        if (timedOut && !bodies.busy()) {
            sayGoodBye();
            return true;
        }
        return moved || (endOfInput && input.isEmpty() && lastWords());
    }

    private boolean send() throws IOException {
        boolean moved = bodies.advance();
        if (bodies.sent()) {
            mode = Mode.COMMANDS;
            feed(new Input.BodySent<>());
            return true;
        }
        return moved;
    }

    private void sayGoodBye() {
        timedOut = false;
        if (mode == Mode.RECEIVING) {
            bodies.abandon();
            mode = Mode.COMMANDS;
            parts.farewell().linger();
        }
        feed(new Input.TimedOut<>());
        while (rest.hasNext() && !outputs.paused()) {
            carryOut(rest.next());
        }
        if (!questions.open() && !outputs.paused()) {
            close();
        }
    }

    /** The peer is gone or will say nothing more, and all it said has been served. */
    private boolean lastWords() {
        if (machineEnded || machine == null || bodies.busy()) {
            return false;
        }
        if (!questions.open() && hearing.take()) {
            feed(new Input.Heard<>());
            return true;
        }
        machineEnded = true;
        feed(new Input.PeerClosed<>());
        close();
        return true;
    }

    private void feed(Input<A> event) {
        SessionMachine<Q, A> told = machine;
        if (told == null) {
            return;
        }
        try {
            rest = told.on(event).outputs().iterator();
        } catch (Throwable e) {
            broken = true;
            throw e;
        }
    }

    private void carryOut(Output<Q> output) {
        if (machineEnded || mode == Mode.GONE || mode == Mode.CLOSING) {
            if (output instanceof Output.Ask<Q> last && outputs.performer().isPresent()) {
                outputs.ask(last);
            }
            return;
        }
        Optional<Mode> next = output.match(outputs);
        if (output instanceof Output.Splice<Q> || output instanceof Output.HandOver<Q>) {
            machine = null;
            machineEnded = true;
        }
        if (next.isPresent()) {
            enter(next.get());
        }
    }

    private void enter(Mode next) {
        if (next == Mode.CLOSING) {
            close();
        } else {
            mode = next;
        }
    }

    /** Says nothing more; what was said leaves, then the socket closes. */
    void close() {
        if (mode == Mode.CLOSING || mode == Mode.GONE) {
            return;
        }
        if ((mode == Mode.RECEIVING || !input.isEmpty() || parts.end().owing()) && !endOfInput) {
            parts.farewell().linger();
        }
        mode = Mode.CLOSING;
        dropAll();
        parts.farewell().begin(parts.house().settings().closeGrace());
    }

    private void dropAll() {
        input.clear();
        framer.clear();
        bodies.abandon();
    }
}
