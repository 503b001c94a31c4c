package org.mmsys.core.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.text.DotEncoder;

/**
 * A large part of a body on its way out, in memory that the socket takes without another copy.
 *
 * <p>Belongs to whoever took it from {@link BodyBlocks}: the worker while it fills it, else the I/O thread.
 */
final class BodyBlock {
    private static final int PART = Workbench.CHUNK;
    /** Four parts with some dots, and the room in which a fifth could have nothing but dots. */
    static final int OCTETS = 5 * PART + 8 * 1024;

    private final ByteBuffer plain = ByteBuffer.allocate(PART);
    private final ByteBuffer wire = ByteBuffer.allocateDirect(OCTETS);

    /** Fills it with the next parts of the body; true when the source has ended. An encoder does not end the body. */
    boolean fill(BodySource source, @Nullable DotEncoder encoder) throws IOException {
        wire.clear().limit(OCTETS - BodyOutlet.END_MAX);
        boolean last = false;
        while (!last && wire.remaining() >= 2 * PART) {
            last = fill(source, plain.clear());
            plain.flip();
            if (encoder == null) {
                wire.put(plain);
            } else {
                encoder.encode(plain, wire);
            }
        }
        wire.limit(OCTETS);
        return last;
    }

    /** What was filled in: positioned behind it, with room for what ends a body. */
    ByteBuffer wire() {
        return wire;
    }

    /** Fills the buffer from the source; true when that has ended. */
    static boolean fill(BodySource source, ByteBuffer part) throws IOException {
        while (part.hasRemaining()) {
            int count = source.read(part);
            if (count <= 0) {
                return count < 0;
            }
        }
        return false;
    }
}
