package org.mmsys.core.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.SendBody;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.text.CrlfFramer;
import org.mmsys.wire.text.CrlfFramer.Framed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one session's machine and carries out what it wants: the only place where protocol, socket and threads meet.
 *
 * <p>Everything here happens on the session's I/O thread, which thereby is the session's lock: answers and chunks from
 * other threads are handed over to it, so the committer and the workers never run a machine, and nobody holds a lock
 * while another runs. A long input is served in slices of {@value #INPUTS_A_TURN} so that other sessions get their turn.
 *
 * <p>Order of things at the end: the socket is gone, workers have left sink and source, the machine got
 * {@link Input.PeerClosed} and the answers to what it asked then, {@link Performer#closed} is called, once.
 *
 * @param <Q> the questions of the machine
 * @param <A> the answers of the performer
 */
final class SessionDriver<Q, A> {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDriver.class);
    static final int INPUTS_A_TURN = 200;

    private enum Mode {
        /** Before the session is opened, and during every TLS handshake. */
        HANDSHAKE,
        COMMANDS,
        RECEIVING,
        SENDING,
        /** Nothing more is said; what was said is on its way out. */
        CLOSING,
        /** The socket is gone. */
        GONE
    }

    private final Connection connection;
    private final Protocol<Q, A> protocol;
    private final SessionHouse house;
    private final Consumer<SessionDriver<?, ?>> ended;
    private final SessionLife life;
    private final Outbox outbox;
    private final InputQueue input = new InputQueue();
    private final CrlfFramer framer;
    private final Deadlines deadlines;
    private final CarryOut carryOut = new CarryOut();
    private final Questions<Q, A> questions;
    private final Hearing hearing;
    private final ReadGate gate;
    private final Farewell farewell;

    private Mode mode = Mode.HANDSHAKE;
    private Client client;
    private @Nullable SessionMachine<Q, A> machine;
    private @Nullable Performer<Q, A> performer;
    private Iterator<Output<Q>> rest = Collections.emptyIterator();
    private @Nullable BodyIntake intake;
    private @Nullable BodyOutlet outlet;
    private boolean pumping;
    private boolean paused;
    private boolean endOfInput;
    private boolean drainWanted;
    private boolean timedOut;
    /** The machine got its last input but answers. */
    private boolean machineEnded;

    /** The machine threw: it is not asked again. */
    private boolean broken;
    /** We close without another word. */
    private boolean hungUp;

    private boolean over;

    SessionDriver(
            Connection connection,
            Protocol<Q, A> protocol,
            Client client,
            SessionHouse house,
            Consumer<SessionDriver<?, ?>> ended) {
        this.connection = connection;
        this.protocol = protocol;
        this.client = client;
        this.house = house;
        this.ended = ended;
        this.life = new SessionLife(connection, client);
        this.outbox = new Outbox(connection);
        this.framer = new CrlfFramer(protocol.lineLimit());
        this.deadlines = new Deadlines(house.settings());
        this.questions = new Questions<>(connection, house.workers(), this::pump, this::failed);
        this.hearing = new Hearing(outbox);
        this.gate = new ReadGate(connection, house.held(), this::settle);
        this.farewell = new Farewell(connection, outbox, deadlines);
    }

    Client client() {
        return client;
    }

    /** Whether the clock may have something to say. Any thread. */
    boolean due(long now) {
        return deadlines.due(now);
    }

    /** Hands {@link #look} over to the I/O thread. Any thread. */
    void lookSoon() {
        connection.post(this::look);
    }

    /** The server goes down. Any thread. */
    void drain() {
        connection.post(() -> {
            drainWanted = true;
            pump();
        });
    }

    /** Ends the session without a word. Any thread. */
    void cut() {
        connection.closeNow();
    }

    // ---- what the socket tells; I/O thread

    /** A connection without TLS, or whose handshake comes first. */
    void opened(boolean implicitTls) {
        if (implicitTls) {
            deadlines.endWithin(house.settings().handshakeTime());
            guarded(() -> connection.startTls(house.tls().current()));
        } else {
            begin(new Input.Opened<>(client));
        }
    }

    /** The TLS handshake is done. Any thread. */
    void securedSoon() {
        if (connection.onIoThread()) {
            secured();
        } else {
            connection.post(this::secured);
        }
    }

    private void secured() {
        if (mode != Mode.HANDSHAKE) {
            return;
        }
        Client now = connection.secured(client);
        client = now;
        life.secured(now);
        deadlines.noEnd();
        if (machine == null) {
            begin(new Input.Opened<>(now));
        } else {
            mode = Mode.COMMANDS;
            guarded(() -> feed(new Input.TlsReady<>(now)));
            pump();
        }
    }

    void received(ByteBuffer octets) {
        hearing.peerShowedUp();
        if (mode == Mode.CLOSING || mode == Mode.GONE) {
            return;
        }
        input.add(octets);
        pump();
    }

    void sent(int octets) {
        if (farewell.said()) {
            return;
        }
        boolean waited = mode == Mode.SENDING || mode == Mode.CLOSING || outbox.congested();
        outbox.sent(octets);
        if (waited) {
            connection.post(this::pump); // not from here: MINA would not leave its flush loop for a fast reader
        }
    }

    /** The peer has closed its half; it may still read. */
    void inputEnded() {
        connection.pauseReading(true); // else the selector would report the end again and again
        if (endOfInput) {
            return;
        }
        endOfInput = true;
        if (mode == Mode.HANDSHAKE) {
            connection.closeNow();
        } else {
            farewell.inputEnded();
            hearing.peerShowedUp();
            pump();
        }
    }

    void gone() {
        mode = Mode.GONE;
        input.clear();
        rest = Collections.emptyIterator();
        paused = false;
        if (intake != null) {
            intake.abandon();
        }
        if (outlet != null) {
            outlet.abandon();
        }
        pump();
    }

    /** Ends the session after a mistake of ours; the others go on. */
    void failed(Throwable cause) {
        if (cause instanceof WorkersFullException) {
            overloaded();
        } else {
            if (!hungUp) {
                life.failed(cause);
            }
            hungUp = true;
            connection.closeNow();
        }
        if (!pumping) {
            settle();
        }
    }

    // ---- the turn

    private void begin(Input<A> first) {
        mode = Mode.COMMANDS;
        guarded(() -> {
            machine = protocol.machine(client);
            performer = protocol.performer(client);
            feed(first);
        });
        pump();
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Goes on as far as possible, then lets what was said leave. */
    private void pump() {
        if (pumping || over) {
            return;
        }
        pumping = true;
        try {
            int inputs = 0;
            while (inputs < INPUTS_A_TURN && advance()) {
                inputs++;
            }
            if (inputs == INPUTS_A_TURN) {
                connection.post(this::pump);
            }
            outbox.flush();
        } catch (WorkersFullException e) {
            overloaded();
        } catch (Throwable e) {
            outbox.discard();
            failed(e);
        } finally {
            pumping = false;
        }
        settle();
    }

    /** One step; false when nothing can be done before something arrives. */
    private boolean advance() throws IOException {
        if (broken || paused || (hungUp && mode != Mode.GONE)) {
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
            case CLOSING -> false;
            case GONE -> lastWords();
        };
    }

    private boolean command() {
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
        if (outbox.congested()) {
            return false;
        }
        Optional<Framed> line = nextLine();
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

    private Optional<Framed> nextLine() {
        while (!input.isEmpty()) {
            ByteBuffer octets = input.peek();
            int before = octets.remaining();
            Optional<Framed> line = framer.next(octets);
            input.consumed(before - octets.remaining());
            if (line.isPresent()) {
                return line;
            }
        }
        return Optional.empty();
    }

    private boolean receive() {
        BodyIntake body = intake;
        if (body == null) {
            return false;
        }
        boolean moved = body.take(input);
        if (body.overrun()) {
            life.overrun();
            hungUp = true;
            connection.closeNow();
            return false;
        }
        Optional<BodyReport> report = body.ended();
        if (report.isPresent()) {
            intake = null;
            mode = Mode.COMMANDS;
            deadlines.bodyEnded();
            feed(new Input.BodyEnded<>(report.get()));
            return true;
        }
        if (!body.busy() && timedOut) {
            sayGoodBye();
            return true;
        }
        return moved || (endOfInput && input.isEmpty() && !body.busy() && lastWords());
    }

    private boolean send() throws IOException {
        BodyOutlet body = outlet;
        if (body == null) {
            return false;
        }
        boolean moved = body.advance();
        if (body.ended()) {
            outlet = null;
            mode = Mode.COMMANDS;
            feed(new Input.BodySent<>());
            return true;
        }
        return moved;
    }

    private void sayGoodBye() {
        timedOut = false;
        if (intake != null) {
            intake.abandon();
            intake = null;
            mode = Mode.COMMANDS;
            farewell.linger();
        }
        feed(new Input.TimedOut<>());
        while (rest.hasNext() && !paused) {
            carryOut(rest.next());
        }
        if (!questions.open() && !paused) {
            close();
        }
    }

    /** The peer is gone or will say nothing more, and all it said has been served. */
    private boolean lastWords() {
        if (machineEnded || machine == null || workersInside()) {
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

    // ---- outputs

    private void carryOut(Output<Q> output) {
        if (machineEnded || mode == Mode.GONE || mode == Mode.CLOSING) {
            if (output instanceof Output.Ask<Q> last) {
                questions.ask(performing(), last.question());
            }
        } else {
            output.match(carryOut);
        }
    }

    private final class CarryOut implements Output.Cases<Q, Optional<Void>> {
        @Override
        public Optional<Void> reply(Output.Reply<Q> output) {
            outbox.append(output.octets());
            return Optional.empty();
        }

        @Override
        public Optional<Void> ask(Output.Ask<Q> output) {
            questions.ask(performing(), output.question());
            return Optional.empty();
        }

        @Override
        public Optional<Void> collectBody(CollectBody<Q> output) {
            intake = new BodyIntake(
                    output,
                    performing().sink(output),
                    connection,
                    house,
                    SessionDriver.this::pump,
                    SessionDriver.this::failed);
            mode = Mode.RECEIVING;
            deadlines.bodyBegins();
            return Optional.empty();
        }

        @Override
        public Optional<Void> sendBody(SendBody<Q> output) {
            outlet = new BodyOutlet(
                    performing().source(),
                    output.dotStuffed(),
                    connection,
                    house.workers(),
                    outbox,
                    SessionDriver.this::pump,
                    SessionDriver.this::failed);
            mode = Mode.SENDING;
            return Optional.empty();
        }

        @Override
        public Optional<Void> startTls(Output.StartTls<Q> output) {
            outbox.flush();
            input.clear();
            framer.clear();
            mode = Mode.HANDSHAKE;
            deadlines.endWithin(house.settings().handshakeTime());
            connection.startTls(house.tls().current());
            return Optional.empty();
        }

        @Override
        public Optional<Void> notifyHeard(Output.NotifyHeard<Q> output) {
            hearing.request();
            return Optional.empty();
        }

        @Override
        public Optional<Void> idleLimit(Output.IdleLimit<Q> output) {
            deadlines.idleLimit(output.silence());
            return Optional.empty();
        }

        @Override
        public Optional<Void> pause(Output.Pause<Q> output) {
            paused = true;
            Runnable over = () -> connection.post(() -> {
                paused = false;
                pump();
            });
            try {
                var unused = house.timer().schedule(over, output.length().toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException goingDown) {
                over.run();
            }
            return Optional.empty();
        }

        @Override
        public Optional<Void> close(Output.Close<Q> output) {
            SessionDriver.this.close();
            return Optional.empty();
        }
    }

    private Performer<Q, A> performing() {
        Performer<Q, A> present = performer;
        if (present == null) {
            throw new IllegalStateException("no performer before the session is open");
        }
        return present;
    }

    private void overloaded() {
        if (mode == Mode.GONE || mode == Mode.CLOSING) {
            return;
        }
        life.overloaded();
        outbox.append(protocol.turnedAway(TurnedAway.TOO_MANY_CONNECTIONS));
        close();
        outbox.flush();
    }

    // ---- the end

    private void close() {
        if (mode == Mode.CLOSING || mode == Mode.GONE) {
            return;
        }
        if ((mode == Mode.RECEIVING || !input.isEmpty()) && !endOfInput) {
            farewell.linger();
        }
        mode = Mode.CLOSING;
        input.clear();
        framer.clear();
        if (intake != null) {
            intake.abandon();
        }
        if (outlet != null) {
            outlet.abandon();
        }
        farewell.begin(house.settings().closeGrace());
    }

    private boolean workersInside() {
        return (intake != null && intake.busy()) || (outlet != null && outlet.busy());
    }

    /** After each turn: reading or not, closing or over, when to look at the clock. */
    private void settle() {
        if (over) {
            return;
        }
        input.settle();
        gate.account(input.octets());
        if (mode == Mode.GONE) {
            endIfOver();
            return;
        }
        if (mode == Mode.CLOSING) {
            farewell.proceed();
            gate.open(endOfInput);
        } else {
            BodyIntake body = intake;
            boolean behind = body != null && body.full();
            gate.set(endOfInput, behind, !input.isEmpty() || (body != null && body.busy()));
        }
        deadlines.active(System.nanoTime(), framer.hasPartialLine());
    }

    private void endIfOver() {
        if (!questions.settled() || workersInside() || (!broken && machine != null && !machineEnded)) {
            return;
        }
        over = true;
        Performer<Q, A> last = performer;
        if (last != null && !(questions.usedWorkers() && house.workers().execute(() -> life.close(last)))) {
            life.close(last);
        }
        life.log(endOfInput);
        ended.accept(this);
    }

    private void look() {
        if (over || mode == Mode.GONE) {
            return;
        }
        BodyIntake body = intake;
        boolean ours = paused || questions.open() || workersInside() || mode == Mode.HANDSHAKE || mode == Mode.CLOSING;
        switch (deadlines.look(
                System.nanoTime(),
                ours,
                !outbox.isEmpty(),
                connection.writtenOctets(),
                body == null ? 0 : body.size())) {
            case FINE -> {}
            case TIMED_OUT -> {
                timedOut = true;
                pump();
            }
            case HOPELESS -> {
                LOG.atDebug().addKeyValue("sid", client.sessionId()).log("session hung up: no progress");
                connection.closeNow();
            }
        }
    }
}
