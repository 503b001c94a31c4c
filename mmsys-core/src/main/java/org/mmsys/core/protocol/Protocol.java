package org.mmsys.core.protocol;

import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.SessionMachine;

/**
 * One protocol as one listener speaks it: makes the two halves of each session.
 *
 * <p>All methods are called on I/O threads and must not wait.
 *
 * @param <Q> the questions its machine asks
 * @param <A> the answers its performer gives
 */
public interface Protocol<Q, A> {
    /** The longest line in octets, CRLF not counted; longer ones reach the machine marked as defective. */
    int lineLimit();

    /** The one reply, complete with CRLF, for a connection that is not let in. */
    String turnedAway(TurnedAway why);

    /** The pure half of a session. */
    SessionMachine<Q, A> machine(Client client);

    /** The half that answers the machine's questions. */
    Performer<Q, A> performer(Client client);

    /**
     * What is spoken when a PROXY header has told whose connection it is before the first word; mostly the same.
     *
     * <p>Connections of protocols that {@link #awaitsHeader} only: the others may have spoken already.
     */
    default Protocol<Q, A> withIntroduced() {
        return this;
    }

    /** Whether nothing may be said, nor asked, before it is known if a PROXY header comes. */
    default boolean awaitsHeader() {
        return false;
    }

    /** Why a connection is refused before its session begins. */
    enum TurnedAway {
        TOO_MANY_CONNECTIONS,
        TOO_MANY_FROM_ADDRESS,
        TOO_FAST,
        SHUTTING_DOWN
    }
}
