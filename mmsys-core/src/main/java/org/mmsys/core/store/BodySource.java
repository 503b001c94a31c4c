package org.mmsys.core.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Gives the octets of a body to be sent, not dot-stuffed.
 *
 * <p>Hashes on the way: when the last octets do not fit the digest, {@link #read} throws instead of ending, so that the
 * driver cuts the connection before the final dot.
 */
public interface BodySource extends Closeable {
    /** Whether {@link #read} may wait for the disk: then it is called on a worker. */
    boolean mayBlock();

    /** Fills the buffer as far as it can; -1 at the end, which is given only once. */
    int read(ByteBuffer into) throws IOException;
}
