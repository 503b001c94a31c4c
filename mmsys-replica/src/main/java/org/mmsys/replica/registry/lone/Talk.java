package org.mmsys.replica.registry.lone;

import java.io.IOException;

/**
 * The way of one question to its answer, with as many exchanges with the other half as it takes; knows nothing of sockets.
 *
 * <p>All methods wait for the disk only. For one thread at a time.
 *
 * @param <T> of the answer
 */
interface Talk<T> {
    Turn<T> begin() throws IOException;

    /** The other half has answered what was asked last. */
    Turn<T> heard(VoteReply reply) throws IOException;

    /** The other half cannot be reached, or its answer was lost: nobody knows whether it heard. */
    Turn<T> unheard(String why) throws IOException;
}
