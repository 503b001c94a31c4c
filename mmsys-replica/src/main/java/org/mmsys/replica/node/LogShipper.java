package org.mmsys.replica.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.BodyTap;
import org.mmsys.core.journal.LogFollower;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.PairLog;
import org.mmsys.replica.pair.PairEvent;
import org.mmsys.replica.pair.PairMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends this half's log to the other: what is added goes out at once, from memory; what the other lacks is read from the log
 * by a thread of its own.
 *
 * <p>The committer, the thread of the pair and the shipping thread meet in here; only the last ever waits.
 */
final class LogShipper implements LogFollower {
    private static final Logger log = LoggerFactory.getLogger(LogShipper.class);
    private static final long PAUSE_AFTER_FAILURE = 1000;
    private static final int FAILURES_MAX = 3;
    private static final long PAUSE_NANOS = 5_000_000L;

    private final Consumer<PairEvent> events;
    private final Consumer<String> unreadable;
    private final LongSupplier committed;
    private final LongSupplier neededByPartner;
    private final Map<Object, Long> holds = new ConcurrentHashMap<>();
    private final EarlyBodies early = new EarlyBodies();
    private final Object lock = new Object();
    private final Deque<Sent> unacknowledged = new ArrayDeque<>();
    private Optional<Voyage> voyage = Optional.empty();
    private LogMark next = LogMark.START;
    private boolean behind;
    private boolean closed;
    private long appended;
    private long window;
    /** Of the shipping thread: where reading failed last, and how often. */
    private long failedAt = -1;

    private int failures;
    private Thread thread = Threads.daemon("pair-ship", () -> {});

    /** One order to ship; ends with the connection or with the next order. */
    private record Voyage(LinkConnection on, long mark, long epoch, long round) {}

    private record Sent(long last, long octets) {}

    /**
     * A follower of the log.
     *
     * @param events what the log says, for the thread of the pair
     * @param unreadable told when the same part of the log could not be read several times
     * @param committed the last entry known to be committed; any thread
     * @param neededByPartner the first entry the other half may ask for; any thread
     */
    LogShipper(
            Consumer<PairEvent> events,
            Consumer<String> unreadable,
            LongSupplier committed,
            LongSupplier neededByPartner) {
        this.events = events;
        this.unreadable = unreadable;
        this.committed = committed;
        this.neededByPartner = neededByPartner;
    }

    void start(PairLog source, Path bodies) {
        early.directory(bodies);
        thread = Threads.daemon("pair-ship", () -> run(source, bodies));
        thread.start();
    }

    void close() {
        stop();
        synchronized (lock) {
            closed = true; // no interrupt: it would close the files of the log
            lock.notifyAll();
        }
    }

    /** Ships what is behind this place, and what is added later. */
    void ship(LinkConnection on, long epoch, long round, LogMark from) {
        synchronized (lock) {
            voyage = Optional.of(new Voyage(on, on.bulkMark(), epoch, round));
            early.begin(on, on.bulkMark());
            next = from;
            behind = true;
            unacknowledged.clear();
            window = 0;
            lock.notifyAll();
        }
    }

    void stop() {
        synchronized (lock) {
            early.end();
            voyage.ifPresent(given -> given.on.dropBulk());
            voyage = Optional.empty();
            behind = false;
            lock.notifyAll();
        }
    }

    /** The other half has this on its disk. */
    void acknowledged(long round, long durable) {
        synchronized (lock) {
            if (voyage.filter(given -> given.round == round).isPresent()) {
                while (!unacknowledged.isEmpty() && unacknowledged.element().last <= durable) {
                    window -= unacknowledged.remove().octets;
                }
                lock.notifyAll();
            }
        }
    }

    /** Keeps the log from this entry on until it is closed. Any thread. */
    PairNode.LogHold hold(long from) {
        Object key = new Object();
        holds.put(key, from);
        return () -> holds.remove(key);
    }

    @Override
    public void appended(PairLog.Chunk chunk, long epoch) {
        events.accept(new PairEvent.Appended(Marks.point(chunk.last()), epoch));
        synchronized (lock) {
            appended = chunk.last().sequence();
            if (voyage.isEmpty() || behind) {
                return;
            }
            int octets = chunk.records().remaining();
            boolean atOnce = chunk.bodies().isEmpty()
                    && chunk.previous().equals(next)
                    && fits(octets)
                    && voyage.get().on.hasRoom();
            if (atOnce) {
                send(voyage.get(), chunk, copy(chunk.records()));
            } else {
                behind = true;
                lock.notifyAll();
            }
        }
    }

    private static ByteBuffer copy(ByteBuffer records) {
        ByteBuffer copy = ByteBuffer.allocate(records.remaining());
        return copy.put(records.duplicate()).flip();
    }

    private boolean fits(long octets) {
        return window == 0 || window + octets <= FrameType.Limits.WINDOW;
    }

    /** The caller holds the lock. */
    private void send(Voyage on, PairLog.Chunk chunk, ByteBuffer records) {
        next = chunk.last();
        window += records.remaining();
        unacknowledged.add(new Sent(chunk.last().sequence(), records.remaining()));
        PairMessage.Append message = new PairMessage.Append(
                on.epoch,
                on.round,
                Marks.point(chunk.previous()),
                Marks.point(chunk.last()),
                committed.getAsLong(),
                records);
        on.on.sendEntries(MessageWriter.frame(message), on.mark);
    }

    private void run(PairLog source, Path bodies) {
        try {
            while (true) {
                LogMark from;
                Voyage on;
                synchronized (lock) {
                    while (!closed && (voyage.isEmpty() || !behind || !fits(FrameType.Limits.CHUNK))) {
                        lock.wait();
                    }
                    if (closed) {
                        return;
                    }
                    on = voyage.get();
                    from = next;
                }
                try {
                    catchUp(source, bodies, on, from);
                } catch (IOException failed) {
                    cannotRead(on, from, failed);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void catchUp(PairLog source, Path bodies, Voyage on, LogMark from)
            throws IOException, InterruptedException {
        Optional<PairLog.Chunk> found = source.read(from, FrameType.Limits.CHUNK);
        if (found.isEmpty()) {
            caughtUp(on, from);
            return;
        }
        PairLog.Chunk chunk = found.get();
        for (Body.Spooled body : chunk.bodies()) {
            if (!stream(on, bodies, body)) {
                return;
            }
        }
        if (on.on.awaitRoom(on.mark)) {
            synchronized (lock) {
                if (isCurrent(on) && next.equals(from)) {
                    send(on, chunk, chunk.records());
                }
            }
        }
    }

    private boolean isCurrent(Voyage on) {
        return voyage.filter(on::equals).isPresent();
    }

    private void caughtUp(Voyage on, LogMark from) {
        synchronized (lock) {
            if (!isCurrent(on) || !next.equals(from)) {
                return;
            }
            behind = appended > from.sequence();
            if (!behind) {
                return;
            }
        }
        LockSupport.parkNanos(PAUSE_NANOS); // it was told of, and cannot be read yet
    }

    private boolean stream(Voyage on, Path bodies, Body.Spooled body) throws IOException, InterruptedException {
        try (FileChannel file = FileChannel.open(bodies.resolve(body.fileName()), StandardOpenOption.READ)) {
            long offset = early.take(on.on, on.mark, body.fileName());
            file.position(offset);
            do {
                int length = (int) Math.min(FrameType.Limits.BODY_CHUNK, body.size() - offset);
                ByteBuffer octets = ByteBuffer.allocate(length);
                while (octets.hasRemaining() && file.read(octets) >= 0) {
                    // on to the end of the piece
                }
                if (octets.hasRemaining()) {
                    throw new IOException("body " + body.fileName() + " is shorter than " + body.size());
                }
                if (!on.on.sendBody(new BodyPiece(body, offset, octets.flip()), on.mark)) {
                    return false;
                }
                offset += length;
            } while (offset < body.size());
            return true;
        }
    }

    /**
     * The connection is made anew after a while: then the logs are compared again, and a tree is asked for if need be. If that
     * does not help, the disk is to blame.
     */
    private void cannotRead(Voyage on, LogMark from, IOException failed) throws InterruptedException {
        log.atWarn()
                .addKeyValue("behind", from.sequence())
                .setCause(failed)
                .log("the log cannot be read for the other half");
        failures = failedAt == from.sequence() ? failures + 1 : 1;
        failedAt = from.sequence();
        if (failures >= FAILURES_MAX) {
            unreadable.accept("the log cannot be read behind entry " + from.sequence() + ": " + failed.getMessage());
        }
        synchronized (lock) {
            long end = System.nanoTime() + PAUSE_AFTER_FAILURE * 1_000_000;
            for (long left = PAUSE_AFTER_FAILURE; isCurrent(on) && left > 0; ) {
                lock.wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
        }
        on.on.close();
    }

    @Override
    public BodyTap tap() {
        return early;
    }

    @Override
    public void durable(LogMark mark) {
        events.accept(new PairEvent.LogSynced(Marks.point(mark)));
    }

    @Override
    public void writeRefused(LogMark written) {
        events.accept(new PairEvent.WriteRefused(Marks.point(written)));
    }

    @Override
    public void truncated(LogMark last) {
        synchronized (lock) {
            appended = last.sequence();
        }
        events.accept(new PairEvent.Truncated(Marks.point(last)));
    }

    @Override
    public void applied(long sequence) {
        events.accept(new PairEvent.Applied(sequence));
    }

    @Override
    public void trimmed(LogMark base) {
        events.accept(new PairEvent.LogTrimmed(Marks.point(base)));
    }

    @Override
    public void shortOfSpace(boolean isShort) {
        events.accept(new PairEvent.DiskFull(isShort));
    }

    @Override
    public long needsFrom() {
        long held = holds.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        return Math.min(held, neededByPartner.getAsLong());
    }
}
