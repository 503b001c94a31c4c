package org.mmsys.replica.registry.lone;

import java.util.Optional;
import org.mmsys.replica.registry.Versioned;

/**
 * When a half may go on without the other one though it has not the vote, or though the other may not know: {@code pair.mode =
 * available}. Then both can hold, until they meet. Asked on the threads that ask the registry; may wait some seconds.
 */
public interface Freedom {
    /**
     * The other half does not answer, and this one has not the vote.
     *
     * @param known the newest record this half knows
     * @return the record by which this half goes on alone from now on; none if it may not
     */
    Optional<byte[]> claim(String key, Versioned known);

    /** Whether a half that has the vote may change the record so, though the other one may not be there. */
    boolean permits(String key, Optional<Versioned> known, byte[] value);

    /** Number of the reign that a record is of. From memory. */
    long epoch(byte[] value);

    /** The same record in a later reign than that one: the other half, which has to yield, went further. From memory. */
    byte[] above(byte[] value, long epoch);
}
