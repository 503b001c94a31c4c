package org.mmsys.core.store.maildir;

import java.nio.ByteBuffer;
import org.mmsys.core.store.BodySource;

/** A small message, read whole and verified before its first octet is given. */
final class MemorySource implements BodySource {
    private final ByteBuffer octets;

    MemorySource(ByteBuffer octets) {
        this.octets = octets;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public int read(ByteBuffer into) {
        if (!octets.hasRemaining()) {
            return -1;
        }
        int count = Math.min(octets.remaining(), into.remaining());
        into.put(octets.slice(octets.position(), count));
        octets.position(octets.position() + count);
        return count;
    }

    @Override
    public void close() {}
}
