package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives a connection until its first octets have shown whether a PROXY header stands before everything else.
 *
 * <p>Owned by the session's I/O thread.
 */
final class Reception<Q, A> {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final Entrance door;
    private final boolean tlsFirst;
    private final SessionParts parts;
    private final Conversation<Q, A> talk;
    private final Session session;
    private boolean headerFirst;

    /** What becomes of the session. */
    interface Session {
        Client client();

        /** The client is this one, and the other half passes its connection on, or another proxy does. */
        void known(Client client, boolean byOtherHalf);

        /** The first octets have been looked at; those given are the session's own. */
        void received(ByteBuffer octets);

        /** The session begins. */
        void begin();

        /** The session does its implicit handshake; those are its first octets. */
        void beginTls(ByteBuffer octets);

        /** The client may not come in. */
        void turnAway(TurnedAway why);

        void hangUp();
    }

    Reception(Entrance door, boolean tlsFirst, SessionParts parts, Conversation<Q, A> talk, Session session) {
        this.door = door;
        this.tlsFirst = tlsFirst;
        this.parts = parts;
        this.talk = talk;
        this.session = session;
    }

    void take(ByteBuffer octets) {
        switch (door.take(octets)) {
            case WAIT -> hold();
            case PASS -> admit();
            case INTRODUCED -> introduced();
            case REFUSED -> {
                door.pass();
                LOG.atDebug()
                        .addKeyValue("sid", session.client().sessionId())
                        .addKeyValue("ip", session.client().address())
                        .addKeyValue("why", door.trouble())
                        .log("PROXY header refused");
                session.hangUp();
            }
        }
    }

    /**
     * The session begins with the header, or without one if none comes soon: who sends one sends it at once. One that comes
     * later all the same ends the session, for it has been taken for another client's.
     */
    void awaitHeader() {
        headerFirst = true;
        parts.house()
                .after(
                        Entrance.HEADER_PATIENCE,
                        () -> parts.connection().post(() -> {
                            if (!door.isPassed() && !door.hasPartialHeader() && talk.mode() == Mode.HANDSHAKE) {
                                session.begin();
                            }
                        }));
    }

    /** What stands behind the header, or in its place, is for the session. Does it once. */
    void admit() {
        if (door.isPassed() || talk.mode() == Mode.GONE) {
            return;
        }
        ByteBuffer rest = door.pass();
        if (tlsFirst) {
            session.beginTls(rest);
            return;
        }
        if (!talk.hasBegun()) {
            session.begin();
        }
        if (talk.mode() != Mode.CLOSING) {
            parts.deadlines().noEnd();
        }
        session.received(rest);
    }

    private void hold() {
        if (door.hasPartialHeader()) {
            parts.deadlines().endWithin(parts.house().settings().handshakeTime());
            return;
        }
        parts.house()
                .after(
                        Entrance.PATIENCE,
                        () -> parts.connection().post(() -> {
                            if (!door.hasPartialHeader()) {
                                admit();
                            }
                        }));
    }

    private void introduced() {
        if (headerFirst && talk.hasBegun()) {
            door.pass();
            session.hangUp();
            return;
        }
        Client client = door.introduce(session.client());
        session.known(client, door.isRelayed());
        talk.relayed();
        Optional<TurnedAway> refused = door.moveSeat();
        if (refused.isPresent()) {
            door.pass();
            session.turnAway(refused.get());
            return;
        }
        if (talk.hasBegun()) {
            talk.introduced(new Input.Introduced<>(client));
        }
        admit();
    }
}
