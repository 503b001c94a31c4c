package org.mmsys.core.net;

import java.nio.ByteBuffer;

/**
 * The buffers of one I/O thread, lent to the session that is served right now, so that idle sessions need none.
 *
 * <p>Owned by the I/O thread; what is in them does not outlive one turn of a session. Only the blocks are lent for longer.
 */
final class Workbench {
    static final int CHUNK = 64 * 1024;

    /** Octets of a body on their way in or out. */
    final ByteBuffer body = ByteBuffer.allocate(CHUNK);
    /** Replies that will leave in one write. */
    final OctetBuilder replies = new OctetBuilder(CHUNK);
    /** For bodies that a worker reads. */
    final BodyBlocks blocks = new BodyBlocks();
}
