package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.Framing.Exact;
import org.mmsys.wire.text.DotDecoder;

/**
 * Brings one body from the socket to its sink: framing, limit, and a pipe when the sink may wait for the disk.
 *
 * <p>Owned by the session's I/O thread; the sink is fed on it as long as it cannot block, else on a worker.
 */
final class BodyIntake {
    private final BodySink sink;
    private final WorkerPool workers;
    private final Connection connection;
    private final Runnable goOn;
    private final Consumer<Throwable> failed;
    private final Pipe pipe;
    private final @Nullable DotDecoder decoder;
    private final long limit;
    private final long swallowMax;
    private long left;
    private long size;
    private boolean complete;
    private boolean finishing;
    private @Nullable Set<Defect> sinkDefects;

    /**
     * @param goOn runs on the I/O thread whenever the sink made progress
     * @param failed runs on the I/O thread when the sink threw or no worker could be had
     */
    BodyIntake(
            CollectBody<?> wanted,
            BodySink sink,
            Connection connection,
            SessionHouse house,
            Runnable goOn,
            Consumer<Throwable> failed) {
        this.sink = sink;
        this.workers = house.workers();
        this.connection = connection;
        this.goOn = goOn;
        this.failed = failed;
        this.pipe = new Pipe(this::feedOnWorker, house.held(), () -> connection.post(goOn));
        this.limit = wanted.limit();
        this.swallowMax = Math.max(2 * limit, house.settings().swallowMax());
        if (wanted.framing() instanceof Exact exact) {
            decoder = null;
            left = exact.octets();
        } else {
            decoder = new DotDecoder();
        }
    }

    /** Consumes what it can; true when it made progress. */
    boolean take(InputQueue input) {
        if (complete || pipe.full()) {
            return false;
        }
        ByteBuffer arrived = input.peek();
        int before = arrived.remaining();
        if (decoder == null) {
            takeExact(arrived);
        } else {
            takeDotted(decoder, arrived);
        }
        int taken = before - arrived.remaining();
        input.consumed(taken);
        return taken > 0 || complete;
    }

    /** The report, once the body has ended and the sink has finished. Finishing may take a worker: ask again. */
    Optional<BodyReport> ended() {
        if (!complete || !pipe.idle()) {
            return Optional.empty();
        }
        if (sinkDefects == null && !finishing) {
            finishing = true;
            if (sink.mayBlock(0)) {
                finishOnWorker();
            } else {
                sinkDefects = sink.finish();
            }
        }
        return sinkDefects == null ? Optional.empty() : Optional.of(new BodyReport(size, defects(sinkDefects)));
    }

    /** Whether the peer sends so much beyond the limit that it must be cut off. */
    boolean overrun() {
        return size > swallowMax;
    }

    /** Whether reading should pause because the sink is behind. */
    boolean full() {
        return pipe.full();
    }

    /** Whether a worker is in the sink. */
    boolean busy() {
        return !pipe.idle() || (finishing && sinkDefects == null);
    }

    /** Octets of the body so far. */
    long size() {
        return size;
    }

    /** Nothing more will come: drops what waits for the sink. */
    void abandon() {
        pipe.kill();
    }

    private void takeExact(ByteBuffer arrived) {
        int count = (int) Math.min(arrived.remaining(), left);
        ByteBuffer part = arrived.slice(arrived.position(), count);
        arrived.position(arrived.position() + count);
        left -= count;
        give(part);
        complete = left == 0;
    }

    private void takeDotted(DotDecoder dots, ByteBuffer arrived) {
        ByteBuffer plain = connection.workbench().body.clear();
        complete = dots.decode(arrived, plain);
        give(plain.flip());
    }

    private void give(ByteBuffer octets) {
        int count = octets.remaining();
        size += count;
        if (count == 0 || size > limit) {
            return;
        }
        if (pipe.idle() && !sink.mayBlock(count)) {
            sink.accept(octets);
        } else {
            pipe.add(ByteBuffer.allocate(count).put(octets).flip());
        }
    }

    private void feedOnWorker(ByteBuffer chunk, Runnable done) {
        boolean taken = workers.execute(() -> {
            try {
                sink.accept(chunk);
            } catch (Throwable e) {
                connection.post(() -> failed.accept(e));
                pipe.kill();
            }
            done.run();
        });
        if (!taken) {
            pipe.kill();
            connection.post(() -> failed.accept(new WorkersFullException()));
            done.run();
        }
    }

    private void finishOnWorker() {
        boolean taken = workers.execute(() -> {
            try {
                Set<Defect> found = sink.finish();
                connection.post(() -> finished(found));
            } catch (Throwable e) {
                connection.post(() -> {
                    finishing = false;
                    failed.accept(e);
                });
            }
        });
        if (!taken) {
            finishing = false;
            failed.accept(new WorkersFullException());
        }
    }

    private void finished(Set<Defect> found) {
        sinkDefects = found;
        goOn.run();
    }

    private Set<Defect> defects(Set<Defect> ofSink) {
        EnumSet<Defect> all = EnumSet.noneOf(Defect.class);
        all.addAll(ofSink);
        if (decoder != null) {
            all.addAll(decoder.defects());
        }
        if (size > limit) {
            all.add(Defect.TOO_LARGE);
        }
        return all;
    }
}
