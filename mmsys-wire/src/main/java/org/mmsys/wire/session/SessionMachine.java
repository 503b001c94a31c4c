package org.mmsys.wire.session;

/**
 * One end of a protocol session: a function that remembers.
 *
 * <p>No I/O, no clock, no thread: the same history of inputs gives the same steps. The driver that owns the machine
 * calls it under the session's lock, one input at a time; while a question is open it sends nothing but the answer,
 * {@link Input.PeerClosed} or {@link Input.Draining}.
 *
 * @param <Q> the questions the machine may ask
 * @param <A> the answers it gets
 */
public interface SessionMachine<Q, A> {
    /** Takes one input and says what is to be done, in order. */
    Step<Q> on(Input<A> input);
}
