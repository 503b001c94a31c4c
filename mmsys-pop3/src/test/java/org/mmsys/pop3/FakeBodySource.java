package org.mmsys.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mmsys.core.store.BodySource;

/** Octets in memory, given in pieces of at most some size, with damage found at the end. */
final class FakeBodySource implements BodySource {
    private final ByteBuffer octets;
    private final int pieceMax;
    private final boolean damaged;
    private final Runnable onClose;
    private boolean ended;
    private boolean closed;
    int reads;

    FakeBodySource(byte[] octets, int pieceMax, boolean damaged, Runnable onClose) {
        this.octets = ByteBuffer.wrap(octets);
        this.pieceMax = pieceMax;
        this.damaged = damaged;
        this.onClose = onClose;
    }

    FakeBodySource(byte[] octets, int pieceMax) {
        this(octets, pieceMax, false, () -> {});
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (ended || closed) {
            throw new IllegalStateException("read behind the end");
        }
        reads++;
        int length = Math.min(pieceMax, Math.min(octets.remaining(), into.remaining()));
        for (int i = 0; i < length; i++) {
            into.put(octets.get());
        }
        if (length > 0 || into.remaining() == 0) {
            return length;
        }
        ended = true;
        if (damaged) {
            throw new IOException("digest does not fit");
        }
        return -1;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }
}
