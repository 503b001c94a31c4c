package org.mmsys.core.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.text.DotEncoder;

/**
 * Brings one body from its source to the socket; the next part is read when less than 128 KiB are unsent.
 *
 * <p>A source that cannot block is read on the I/O thread, and a small body leaves in one write with the replies around
 * it; others are read on a worker, a {@link BodyBlock} at a time, or 64 KiB when there is none. Owned by the session's
 * I/O thread.
 */
final class BodyOutlet {
    private static final int CHUNK = Workbench.CHUNK;
    /** Room for what ends a body. */
    static final int END_MAX = 8;

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
            readSoon();
            return false;
        }
        ByteBuffer chunk = connection.workbench().body.clear();
        boolean last = BodyBlock.fill(source, chunk);
        ByteBuffer into = outbox.room(2 * chunk.flip().remaining() + END_MAX);
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

    private void readSoon() throws WorkersFullException {
        Optional<BodyBlock> block = connection.workbench().blocks.take();
        busy = true;
        if (!workers.execute(() -> readOnWorker(block))) {
            busy = false;
            block.ifPresent(this::giveBack);
            throw new WorkersFullException();
        }
    }

    private void readOnWorker(Optional<BodyBlock> block) {
        ByteBuffer encoded;
        boolean last;
        try {
            if (block.isPresent()) {
                last = block.get().fill(source, encoder);
                encoded = block.get().wire();
                if (last) {
                    end(encoded);
                }
                encoded.flip();
            } else {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK + END_MAX).limit(CHUNK);
                last = BodyBlock.fill(source, chunk);
                encoded = encoded(chunk.flip(), last);
            }
        } catch (Throwable e) {
            connection.post(() -> {
                busy = false;
                block.ifPresent(this::giveBack);
                close();
                failed.accept(e);
            });
            return;
        }
        connection.post(() -> arrived(encoded, block, last));
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
        ByteBuffer stuffed = ByteBuffer.allocate(chunk.remaining() + encoder.dotsFor(chunk) + END_MAX);
        encode(chunk, stuffed, last);
        return stuffed.flip();
    }

    private void arrived(ByteBuffer encoded, Optional<BodyBlock> block, boolean last) {
        busy = false;
        if (abandoned || last) {
            close();
        }
        if (abandoned || !encoded.hasRemaining()) {
            block.ifPresent(this::giveBack);
        } else if (block.isPresent()) {
            outbox.append(encoded, () -> giveBack(block.get()));
        } else {
            outbox.append(encoded);
        }
        goOn.run();
    }

    private void giveBack(BodyBlock block) {
        connection.workbench().blocks.giveBack(block);
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
