package org.mmsys.core.protocol;

import java.nio.ByteBuffer;
import java.util.Set;
import org.mmsys.wire.session.BodyReport.Defect;

/**
 * Takes the octets of a body as they arrive.
 *
 * <p>Called by one thread at a time: the I/O thread as long as {@link #mayBlock} says no, else a worker. Trouble is
 * remembered and told by {@link #finish}; octets given after it are swallowed.
 */
public interface BodySink {
    /** Whether taking that many octets more, or finishing when 0, may wait for the disk. */
    boolean mayBlock(int octets);

    /** Takes all of the buffer. */
    void accept(ByteBuffer octets);

    /** The chunk or body is complete; the defects the sink itself knows of. */
    Set<Defect> finish();
}
