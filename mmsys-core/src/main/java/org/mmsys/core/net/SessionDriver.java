package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.text.CrlfFramer;

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
final class SessionDriver<Q, A> implements Reception.Session, SpliceHolder {
    static final int INPUTS_A_TURN = 200;

    private final Connection connection;
    private Protocol<Q, A> protocol;
    private final SessionHouse house;
    private final Supplier<Handshake> tls;
    private final SessionOwner owner;
    private final SessionLife life;
    private final Outbox outbox;
    private final Deadlines deadlines;
    private final Farewell farewell;
    private final ReadGate gate;
    private final SpliceEnd end;
    private final SessionParts parts;
    private final Conversation<Q, A> talk;
    private Client client;
    /** While it is not known whether a PROXY header stands before everything else. */
    private @Nullable Reception<Q, A> reception;

    private boolean pumping;
    private boolean hungUp;
    private boolean over;

    /**
     * @param tls the handshake this connection does when it comes to that
     */
    SessionDriver(
            Connection connection,
            Protocol<Q, A> protocol,
            Client client,
            SessionHouse house,
            Supplier<Handshake> tls,
            SessionLife life,
            SessionOwner owner) {
        this.connection = connection;
        this.protocol = protocol;
        this.client = client;
        this.house = house;
        this.tls = tls;
        this.owner = owner;
        this.life = life;
        this.outbox = new Outbox(connection);
        this.deadlines = new Deadlines(house.settings());
        this.farewell = new Farewell(connection, outbox, deadlines);
        this.gate = new ReadGate(connection, house.held(), this::settle);
        InputQueue input = new InputQueue();
        this.end = new SpliceEnd(connection, house, outbox, deadlines, gate, input, life, this);
        CrlfFramer framer = new CrlfFramer(protocol.lineLimit());
        this.parts = new SessionParts(connection, house, tls, outbox, deadlines, farewell, gate, input, framer, end);
        this.talk = new Conversation<>(parts, this::pump, this::letGo, this::failed);
    }

    @Override
    public Client client() {
        return client;
    }

    SessionLife life() {
        return life;
    }

    /** Hands {@link #look} over to the I/O thread if the clock may have something to say. Any thread. */
    void lookIfDue(long now) {
        if (deadlines.due(now)) {
            connection.post(this::look);
        }
    }

    /** The server goes down. Any thread. */
    void drain() {
        connection.post(() -> {
            if (talk.mode() == Mode.PARKED || talk.mode() == Mode.SPLICED && end.drained()) {
                hangUp();
            } else if (talk.mode() != Mode.SPLICED) {
                talk.drain();
                pump();
            }
        });
    }

    /** Ends the session without a word, and without waiting for answers that may never come. Any thread. */
    void cut() {
        connection.closeNow();
        connection.post(() -> {
            hungUp = true;
            talk.forsake();
            pump();
        });
    }

    // ---- what the socket tells; I/O thread

    /** The socket is ready; a PROXY header may come through the door, before the handshake if that is first. */
    void opened(boolean tlsFirst, Optional<Entrance> door) {
        door.ifPresent(entrance -> reception = new Reception<>(entrance, tlsFirst, parts, talk, this));
        if (tlsFirst) {
            deadlines.endWithin(house.settings().handshakeTime());
        }
        if (tlsFirst && door.isEmpty()) {
            beginTls(ByteBuffer.allocate(0));
        } else if (protocol.awaitsHeader() && reception != null) {
            reception.awaitHeader();
        } else if (!tlsFirst) {
            begin();
        }
    }

    /** The TLS handshake is done. Any thread. */
    void securedSoon() {
        if (connection.onIoThread()) {
            secured();
        } else {
            connection.post(this::secured);
        }
        connection.post(connection::nudgeTls);
    }

    private void secured() {
        if (talk.mode() != Mode.HANDSHAKE) {
            return;
        }
        client = connection.secured(client);
        life.secured(client, house.proxies());
        deadlines.noEnd();
        if (talk.hasBegun()) {
            guarded(() -> talk.secured(new Input.TlsReady<>(client)));
            pump();
        } else {
            begin();
        }
    }

    void arrived(ByteBuffer octets) {
        life.heard();
        Reception<Q, A> first = reception;
        if (first == null) {
            received(octets);
        } else {
            first.take(octets);
        }
    }

    @Override
    public void received(ByteBuffer octets) {
        reception = null;
        if (talk.mode() == Mode.SPLICED) {
            end.received(octets);
        } else if (talk.received(octets)) {
            pump();
        }
    }

    @Override
    public void known(Client now, boolean byOtherHalf) {
        protocol = talk.hasBegun() ? protocol : protocol.withIntroduced();
        client = now;
        life.introduced(now, byOtherHalf);
    }

    @Override
    public void beginTls(ByteBuffer octets) {
        reception = null;
        guarded(() -> connection.startTls(tls.get(), octets));
    }

    @Override
    public void turnAway(TurnedAway why) {
        reception = null;
        if (!talk.hasBegun()) {
            hangUp();
            return;
        }
        outbox.append(protocol.turnedAway(why));
        talk.close();
        outbox.flush();
        settle();
    }

    void sent(int octets) {
        if (farewell.said()) {
            return;
        }
        boolean waited = talk.mode() == Mode.SENDING || talk.mode() == Mode.CLOSING || outbox.congested();
        outbox.sent(octets);
        end.left();
        if (waited) {
            connection.post(this::pump); // not from here: MINA would not leave its flush loop for a fast reader
        }
    }

    /** The peer has closed its half; it may still read. */
    void inputEnded() {
        connection.pauseReading(true); // else the selector would report the end again and again
        if (talk.isInputEnded()) {
            return;
        }
        Reception<Q, A> first = reception;
        if (first != null && talk.hasBegun()) {
            first.admit();
        }
        talk.inputEnded();
        if (talk.mode() == Mode.HANDSHAKE) {
            connection.closeNow();
        } else {
            farewell.inputEnded();
            end.inputEnded();
            pump();
        }
    }

    void gone() {
        talk.gone();
        outbox.gone();
        end.gone();
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
            hangUp();
        }
        if (!pumping) {
            pump(); // the client may be gone already: then this was the last thing to wait for
        }
    }

    @Override
    public void begin() {
        guarded(() -> talk.begin(protocol.machine(client), protocol.performer(client), new Input.Opened<>(client)));
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
            while (inputs < INPUTS_A_TURN && (!hungUp || talk.mode() == Mode.GONE) && talk.advance()) {
                inputs++;
            }
            if (inputs == INPUTS_A_TURN) {
                connection.post(this::pump);
            }
            outbox.flush();
        } catch (WorkersFullException e) {
            overloaded();
        } catch (OverrunException e) {
            life.overrun();
            hangUp();
        } catch (Throwable e) {
            outbox.discard();
            failed(e);
        } finally {
            pumping = false;
        }
        settle();
    }

    // ---- the end

    @Override
    public void hangUp() {
        hungUp = true;
        connection.closeNow();
    }

    private void overloaded() {
        if (talk.mode() == Mode.GONE || talk.mode() == Mode.CLOSING) {
            return;
        }
        life.overloaded();
        turnAway(TurnedAway.TOO_MANY_CONNECTIONS);
    }

    @Override
    public void spliced() {
        talk.spliced();
    }

    @Override
    public void closeSpliced() {
        talk.close();
        pump();
    }

    @Override
    public void goOn(Dialogue<?, ?> next, Consumer<String> failed) {
        over = true;
        owner.goOn(this, next, failed);
    }

    /** After each turn. */
    private void settle() {
        if (over) {
            return;
        }
        if (talk.mode() == Mode.SPLICED) {
            end.regulate();
            return;
        }
        talk.settle(gate);
        if (talk.mode() == Mode.GONE) {
            endIfOver();
            return;
        }
        if (talk.mode() == Mode.CLOSING) {
            farewell.proceed();
        }
        deadlines.active(System.nanoTime(), talk.hasPartialLine());
    }

    private void endIfOver() {
        if (!talk.over()) {
            return;
        }
        over = true;
        talk.performer().ifPresent(this::letGo);
        life.log(talk.isInputEnded());
        owner.ended(this);
    }

    private void letGo(Performer<Q, A> performer) {
        Runnable close = () -> life.close(performer);
        if (!talk.usedWorkers() || !house.workers().execute(close)) {
            close.run();
        }
    }

    private void look() {
        if (over || talk.mode() == Mode.GONE) {
            return;
        }
        if (talk.mode() == Mode.SPLICED) {
            if (end.hopeless(System.nanoTime())) {
                life.hopeless("splice cut: idle or stuck");
                hangUp();
            }
            return;
        }
        switch (deadlines.look(
                System.nanoTime(), talk.ours(), !outbox.isEmpty(), connection.writtenOctets(), talk.bodyOctets())) {
            case FINE -> {}
            case TIMED_OUT -> {
                talk.timeOut();
                pump();
            }
            case HOPELESS -> {
                life.hopeless("session hung up: no progress");
                hangUp();
            }
        }
    }
}
