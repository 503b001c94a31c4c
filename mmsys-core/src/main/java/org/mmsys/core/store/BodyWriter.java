package org.mmsys.core.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mmsys.core.journal.Body;

/**
 * Receives a body: in memory up to 64 KiB, in a file under {@code journal/bodies/} beyond, hashed on the way.
 *
 * <p>Owned by one session; one thread at a time.
 */
public interface BodyWriter {
    /** Whether writing that many octets more, or finishing when 0, touches the disk. */
    boolean mayBlock(int octets);

    /** Writes the octets that only the stored copy carries; first of all, once. */
    void prefix(byte[] octets) throws IOException;

    /**
     * Writes octets.
     *
     * @throws NoSpaceException when the disk has none; the writer then is good for nothing but {@link #abandon}
     */
    void write(ByteBuffer octets) throws IOException;

    /** Octets written so far, prefix included. */
    long size();

    /** Completes the body; a file is synced. */
    Body finish() throws IOException;

    /** Throws away what was written. After {@link #finish} only for a body that no entry names. Any thread, any number of times. */
    void abandon();
}
