package org.mmsys.core.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.text.DotEncoder;

/**
 * Brings one body from its source to the socket in chunks of 64 KiB, at most two of them unsent.
 *
 * <p>A source that cannot block is read on the I/O thread, and a small body leaves in one write with the replies around
 * it; others are read on a worker. Owned by the session's I/O thread.
 */
final class BodyOutlet {
    private static final int CHUNK = Workbench.CHUNK;
    /** Room for what ends a body. */
    private static final int END_MAX = 8;

    private final BodySource source;
    private final Connection connection;
    private final WorkerPool workers;
    private final Outbox outbox;
    private final Runnable goOn;
    private final Consumer<Throwable> failed;
    private final @Nullable DotEncoder encoder;
    private boolean busy;
    private boolean ended;
    private boolean abandoned;
    private boolean closed;

    BodyOutlet(
            BodySource source,
            boolean dotStuffed,
            Connection connection,
            WorkerPool workers,
            Outbox outbox,
            Runnable goOn,
            Consumer<Throwable> failed) {
        this.source = source;
        this.encoder = dotStuffed ? new DotEncoder() : null;
        this.connection = connection;
        this.workers = workers;
        this.outbox = outbox;
        this.goOn = goOn;
        this.failed = failed;
    }

    /** Sends the next chunk if there is room for it; true when it made progress. */
    boolean advance() throws IOException {
        if (busy || ended || !outbox.roomForBody()) {
            return false;
        }
        if (source.mayBlock()) {
            busy = true;
            if (!workers.execute(this::readOnWorker)) {
                busy = false;
                throw new WorkersFullException();
            }
            return false;
        }
        ByteBuffer chunk = connection.workbench().body.clear();
        boolean last = fill(chunk);
        ByteBuffer into = outbox.room(2 * chunk.flip().remaining() + 8);
        encode(chunk, into, last);
        outbox.filled(into);
        if (last) {
            close();
        }
        return true;
    }

    /** Whether all of the body has been handed over. */
    boolean ended() {
        return ended;
    }

    /** Whether a worker is in the source. */
    boolean busy() {
        return busy;
    }

    /** The session is over or failed: closes the source as soon as no worker is in it. */
    void abandon() {
        abandoned = true;
        if (!busy) {
            close();
        }
    }

    private void readOnWorker() {
        ByteBuffer encoded;
        boolean last;
        try {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK + END_MAX).limit(CHUNK);
            last = fill(chunk);
            encoded = encoded(chunk.flip(), last);
        } catch (Throwable e) {
            connection.post(() -> {
                busy = false;
                close();
                failed.accept(e);
            });
            return;
        }
        connection.post(() -> arrived(encoded, last));
    }

    /** The chunk itself where no dots are to be added. */
    private ByteBuffer encoded(ByteBuffer chunk, boolean last) {
        if (encoder == null) {
            return chunk;
        }
        if (encoder.passes(chunk)) {
            if (last) {
                ByteBuffer behind = chunk.duplicate().limit(chunk.capacity()).position(chunk.limit());
                end(behind);
                chunk.limit(behind.position());
            }
            return chunk;
        }
        ByteBuffer stuffed = ByteBuffer.allocate(chunk.remaining() + stuffing(chunk) + END_MAX);
        encode(chunk, stuffed, last);
        return stuffed.flip();
    }

    private void arrived(ByteBuffer encoded, boolean last) {
        busy = false;
        if (abandoned || last) {
            close();
        }
        if (!abandoned && encoded.hasRemaining()) {
            outbox.append(encoded);
        }
        goOn.run();
    }

    /** Fills the chunk; true when the source has ended. */
    private boolean fill(ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            int count = source.read(chunk);
            if (count <= 0) {
                return count < 0;
            }
        }
        return false;
    }

    private void encode(ByteBuffer chunk, ByteBuffer into, boolean last) {
        if (encoder == null) {
            into.put(chunk);
            return;
        }
        encoder.encode(chunk, into);
        if (last) {
            end(into);
        }
    }

    private void end(ByteBuffer into) {
        String end = encoder == null ? "" : encoder.end();
        for (int i = 0; i < end.length(); i++) {
            into.put((byte) end.charAt(i));
        }
    }

    /** An upper bound of the dots to be added: lines that begin with one. The chunk is ours and begins its array. */
    private static int stuffing(ByteBuffer chunk) {
        byte[] octets = chunk.array();
        int end = chunk.arrayOffset() + chunk.limit();
        int dots = 1;
        for (int i = chunk.arrayOffset() + 1; i < end; i++) {
            if (octets[i] == '.' && octets[i - 1] == '\n') {
                dots++;
            }
        }
        return dots;
    }

    private void close() {
        ended = true;
        if (closed) {
            return;
        }
        closed = true;
        try {
            source.close();
        } catch (IOException e) {
            failed.accept(e);
        }
    }
}
