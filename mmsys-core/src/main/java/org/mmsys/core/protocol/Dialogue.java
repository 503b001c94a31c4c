package org.mmsys.core.protocol;

import org.mmsys.wire.session.SessionMachine;

/**
 * The two halves of one outgoing connection.
 *
 * <p>{@link Performer#closed} is called exactly once whatever happens, also when no connection could be made; a performer
 * whose work is not done by then takes it for failed.
 */
public record Dialogue<Q, A>(SessionMachine<Q, A> machine, Performer<Q, A> performer) {}
