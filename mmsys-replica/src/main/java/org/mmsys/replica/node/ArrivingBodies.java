package org.mmsys.replica.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.DiskFull;
import org.mmsys.core.journal.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes spooled bodies that the other half sends, on a thread of its own: when what names them is handed on, they are in place,
 * durable, and their size and digest were right.
 *
 * <p>What comes behind a body that is not in place yet waits in here too, in order.
 */
final class ArrivingBodies {
    private static final Logger log = LoggerFactory.getLogger(ArrivingBodies.class);
    /** Pieces in {@link FrameType.Limits#BODY_WINDOW}, and messages behind them. */
    private static final int QUEUE = 2048;

    private static final String UNFINISHED = ".arriving-";

    private final Path directory;
    private final EarlyArrivals early;
    private final Consumer<String> diskFailed;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicInteger pending = new AtomicInteger();
    private final Thread thread = Threads.daemon("pair-bodies", this::run);
    private Optional<Arriving> arriving = Optional.empty();
    private Optional<LinkConnection> connection = Optional.empty();
    private long taken;
    private volatile boolean noRoom;
    private volatile boolean closed;

    /** Something that has to be done in order. */
    private interface Item {
        void handle() throws IOException, InterruptedException;
    }

    /** What waits behind bodies. */
    interface Behind {
        /** @param complete false if the disk had no room for a body since the last entries */
        void handOn(boolean complete) throws InterruptedException;
    }

    private record Arriving(Body.Spooled body, EarlyArrivals.Begun begun) {}

    ArrivingBodies(Path directory, Consumer<String> diskFailed) {
        this.directory = directory;
        this.early = new EarlyArrivals(directory);
        this.diskFailed = diskFailed;
    }

    void start() {
        thread.start();
    }

    /** Soon; without an interrupt, which would close files. */
    void close() {
        closed = true;
        queue.clear();
        if (!queue.offer(() -> log.atDebug().log("no more bodies"))) {
            log.atDebug().log("bodies came until the end");
        }
    }

    /** Whether nothing is waiting in here, and nothing was refused. */
    boolean idle() {
        return pending.get() == 0 && !noRoom;
    }

    /** Takes a piece; does not wait. */
    void take(LinkConnection from, BodyPiece piece) throws FrameFault {
        add(() -> write(from, piece.body().fileName(), piece.octets().remaining(), () -> place(piece)));
    }

    /** Takes a piece of a body that is still coming in; does not wait. */
    void takeEarly(LinkConnection from, EarlyPiece piece) throws FrameFault {
        add(() -> write(from, piece.fileName(), piece.octets().remaining(), () -> early.write(piece)));
    }

    /** What came early of a body is not wanted any more. */
    void drop(LinkConnection from, String fileName) throws FrameFault {
        add(() -> {
            if (!from.isClosed()) {
                early.drop(fileName);
            }
        });
    }

    /**
     * Hands something on when all bodies that came before are in place; entries are those that may name them. Those of a
     * connection that has ended are not handed on: the bodies before them may have been left out.
     */
    void behind(LinkConnection from, boolean entries, Behind what) throws FrameFault {
        add(() -> {
            if (entries && from.isClosed()) {
                return;
            }
            boolean complete = !noRoom;
            if (entries) {
                noRoom = false;
            }
            what.handOn(complete);
        });
    }

    private void add(Item item) throws FrameFault {
        pending.incrementAndGet();
        if (!queue.offer(item)) {
            pending.decrementAndGet();
            throw new FrameFault("more than was asked for");
        }
    }

    private void run() {
        try {
            while (!closed) {
                Item next = queue.take();
                try {
                    next.handle();
                } finally {
                    pending.decrementAndGet();
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            log.atError().setCause(failed).log("a body of the other half could not be written");
            diskFailed.accept("a body of the other half could not be written: " + failed.getMessage());
        } finally {
            forget();
            early.dropAll();
        }
    }

    private interface Placing {
        void place() throws IOException;
    }

    private void write(LinkConnection from, String name, int octets, Placing placing) throws IOException {
        if (from.isClosed()) {
            return;
        }
        if (connection.filter(from::equals).isEmpty()) {
            forget();
            early.dropAll();
            connection = Optional.of(from);
            taken = 0;
            noRoom = false;
        }
        try {
            if (!noRoom) {
                placing.place();
            }
        } catch (FrameFault fault) {
            log.atWarn().addKeyValue("what", fault.getMessage()).log("a body came damaged: link dropped");
            from.close();
            return;
        } catch (IOException failed) {
            forget();
            if (!DiskFull.is(failed)) {
                throw failed;
            }
            early.dropAll();
            log.atWarn().addKeyValue("body", name).log("no room for a body of the other half");
            noRoom = true;
        }
        taken += octets;
        from.send(Frame.of(
                FrameType.BODY_TAKEN,
                ByteBuffer.allocate(Long.BYTES).putLong(taken).flip()));
    }

    private void place(BodyPiece piece) throws IOException {
        String name = piece.body().fileName();
        if (piece.offset() == 0) {
            forget();
            early.drop(name);
            arriving =
                    Optional.of(new Arriving(piece.body(), EarlyArrivals.open(directory.resolve(UNFINISHED + name))));
        } else if (arriving.isEmpty()) {
            arriving = early.take(name, piece.offset()).map(begun -> new Arriving(piece.body(), begun));
        }
        Arriving current = arriving.filter(it -> it.body.equals(piece.body()))
                .orElseThrow(() -> new FrameFault("a piece of a body that was not begun"));
        if (current.begun.channel().position() != piece.offset()) {
            throw new FrameFault("a piece of a body in the wrong place");
        }
        EarlyArrivals.append(current.begun, piece.octets());
        if (piece.last()) {
            finish(current);
        }
    }

    private void finish(Arriving body) throws IOException {
        if (!Sha256.finish(body.begun.digest()).equals(body.body.sha256())) {
            forget();
            throw new FrameFault("body " + body.body.fileName() + " has another digest than was said");
        }
        body.begun.channel().force(true);
        body.begun.channel().close();
        Files.move(
                body.begun.file(),
                directory.resolve(body.body.fileName()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        arriving = Optional.empty();
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private void forget() {
        if (arriving.isPresent()) {
            EarlyArrivals.discard(arriving.get().begun);
            arriving = Optional.empty();
        }
    }
}
