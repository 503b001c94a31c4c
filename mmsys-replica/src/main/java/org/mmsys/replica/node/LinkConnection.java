package org.mmsys.replica.node;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection between the two halves: a thread that writes what is queued, and whoever calls {@link #readAll} reads.
 *
 * <p>Thread-safe. When anything goes wrong it is closed for good.
 */
final class LinkConnection {
    private static final Logger log = LoggerFactory.getLogger(LinkConnection.class);
    private static final int MESSAGES_MAX = 20_000;
    /** Entries are added without waiting up to this; then it is the log that is read later. */
    private static final long BULK_MAX = 8L * 1024 * 1024;
    /** Who can wait lets the queue become no longer than this. */
    private static final long BULK_PATIENT = 2L * 1024 * 1024;
    /** The other half says something ten times a second, unless it is in trouble. */
    private static final int SILENCE_MILLIS = 10_000;

    private final PairTls.Secured socket;
    private final Instant since;
    private final Object lock = new Object();
    private final Outgoing outgoing = new Outgoing();
    private long purges;
    private long bodiesSent;
    private long bodiesTaken;
    private boolean writing;
    private boolean closed;

    /** What is read; called on the reading thread, which may wait. */
    interface Reader {
        void read(LinkConnection from, Frame frame) throws IOException, InterruptedException;
    }

    LinkConnection(PairTls.Secured socket, Instant since) {
        this.socket = socket;
        this.since = since;
    }

    Instant since() {
        return since;
    }

    void startWriting() throws IOException {
        socket.plain().setSoTimeout(SILENCE_MILLIS);
        Threads.start("pair-write", this::writeAll);
    }

    /** Reads until the connection ends. */
    void readAll(Reader reader) {
        try {
            while (!isClosed()) {
                reader.read(this, Frame.read(socket.in()));
            }
        } catch (FrameFault fault) {
            log.atWarn()
                    .addKeyValue("what", fault.getMessage())
                    .log("the other half sends what cannot be: link dropped");
        } catch (IOException ended) {
            log.atDebug().setCause(ended).log("link ended");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void writeAll() {
        try {
            for (Optional<Frame> next = take(); next.isPresent(); next = take()) {
                next.get().write(socket.out());
            }
        } catch (IOException ended) {
            log.atDebug().setCause(ended).log("link ended");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private Optional<Frame> take() throws InterruptedException {
        synchronized (lock) {
            while (outgoing.size() == 0 && !closed) {
                writing = false;
                lock.notifyAll();
                lock.wait();
            }
            Optional<Frame> next = closed ? Optional.empty() : outgoing.take();
            writing = next.isPresent();
            if (next.filter(Outgoing::isBulk).isPresent()) {
                lock.notifyAll();
            }
            return next;
        }
    }

    /** Sends what is small; does not wait. */
    void send(Frame frame) {
        boolean tooMuch;
        synchronized (lock) {
            if (closed) {
                return;
            }
            tooMuch = outgoing.size() >= MESSAGES_MAX;
            outgoing.add(frame);
            lock.notifyAll();
        }
        if (tooMuch) {
            log.atWarn().log("the other half takes nothing: link dropped");
            close();
        }
    }

    /** Waits a little until all that was sent is on its way: before the process ends. */
    void flush(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        synchronized (lock) {
            try {
                for (long left = millis; left > 0 && !closed && (writing || outgoing.size() > 0); ) {
                    lock.wait(left);
                    left = (end - System.nanoTime()) / 1_000_000;
                }
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A mark for what is sent in bulk from now on, until it is dropped. */
    long bulkMark() {
        synchronized (lock) {
            return purges;
        }
    }

    /** Forgets what waits to be sent in bulk, and what is still to come under older marks. */
    void dropBulk() {
        synchronized (lock) {
            purges++;
            bodiesSent -= outgoing.dropBulk();
            lock.notifyAll();
        }
    }

    private boolean isOver(long mark) {
        return closed || mark != purges;
    }

    /** Whether entries can be added without waiting. */
    boolean hasRoom() {
        synchronized (lock) {
            return outgoing.bulkOctets() < BULK_MAX;
        }
    }

    /** Waits until not much is queued; false if nothing more is to be sent under that mark. */
    boolean awaitRoom(long mark) throws InterruptedException {
        synchronized (lock) {
            while (!isOver(mark) && outgoing.bulkOctets() >= BULK_PATIENT) {
                lock.wait();
            }
            return !isOver(mark);
        }
    }

    /** Adds entries; does not wait. */
    boolean sendEntries(Frame frame, long mark) {
        synchronized (lock) {
            if (isOver(mark)) {
                return false;
            }
            outgoing.add(frame);
            lock.notifyAll();
            return true;
        }
    }

    /** Adds a piece of a body when the other half has room for it. */
    boolean sendBody(BodyPiece piece, long mark) throws InterruptedException {
        int length = piece.octets().remaining();
        synchronized (lock) {
            while (!isOver(mark) && isBusy(length)) {
                lock.wait();
            }
            return addBody(piece.frame(), length, mark);
        }
    }

    /** Adds a piece of a body that is still coming in, if the other half has room for it within that time. */
    boolean sendEarly(EarlyPiece piece, long mark, long millis) throws InterruptedException {
        int length = piece.octets().remaining();
        long end = System.nanoTime() + millis * 1_000_000;
        synchronized (lock) {
            for (long left = millis; !isOver(mark) && isBusy(length); left = (end - System.nanoTime()) / 1_000_000) {
                if (left <= 0) {
                    return false;
                }
                lock.wait(left);
            }
            return addBody(piece.frame(), length, mark);
        }
    }

    private boolean isBusy(int more) {
        return outgoing.bulkOctets() >= BULK_PATIENT || bodiesSent - bodiesTaken + more > FrameType.Limits.BODY_WINDOW;
    }

    private boolean addBody(Frame frame, int length, long mark) {
        if (isOver(mark)) {
            return false;
        }
        outgoing.add(frame);
        bodiesSent += length;
        lock.notifyAll();
        return true;
    }

    /** The other half has taken so many octets of bodies of this connection. */
    void taken(long octets) throws FrameFault {
        synchronized (lock) {
            if (octets < bodiesTaken || octets > bodiesSent) {
                throw new FrameFault("took " + octets + " of " + bodiesSent + " octets");
            }
            bodiesTaken = octets;
            lock.notifyAll();
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /** Ends it at once; what is queued is lost. */
    void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            lock.notifyAll();
        }
        socket.close();
    }
}
