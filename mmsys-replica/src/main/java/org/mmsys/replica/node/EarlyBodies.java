package org.mmsys.replica.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.BodyTap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends long bodies ahead of the entries that will name them, while they still come in: when the last octet is here, most of it is
 * with the other half already.
 *
 * <p>Nothing depends on it: a body of which a piece could not be sent at once goes as a whole with its entry. Thread-safe; who
 * writes a body waits a moment for the other half at most.
 */
final class EarlyBodies implements BodyTap {
    private static final Logger log = LoggerFactory.getLogger(EarlyBodies.class);
    /** As many at a time; the other half keeps as many. */
    static final int FILES_MAX = 64;

    private static final int PIECE = FrameType.Limits.BODY_CHUNK;
    private static final long PATIENCE_MILLIS = 200;

    private final Map<String, Long> sent = new HashMap<>();
    private Optional<Path> directory = Optional.empty();
    private Optional<LinkConnection> connection = Optional.empty();
    private long mark;

    /** Where the files are. */
    synchronized void directory(Path bodies) {
        directory = Optional.of(bodies);
    }

    /** From now on bodies go over this connection, under its mark. */
    synchronized void begin(LinkConnection on, long bulkMark) {
        sent.clear();
        connection = Optional.of(on);
        mark = bulkMark;
    }

    /** What was sent counts for nothing any more. */
    synchronized void end() {
        sent.clear();
        connection = Optional.empty();
    }

    @Override
    public void grown(String fileName, long octets) {
        LinkConnection on;
        long under;
        Path file;
        long from;
        synchronized (this) {
            long before = sent.getOrDefault(fileName, 0L);
            boolean begun = sent.containsKey(fileName);
            if (connection.isEmpty()
                    || directory.isEmpty()
                    || octets - before <= PIECE // at least one octet is left for the entry
                    || !begun && (sent.size() >= FILES_MAX || octets > 2L * PIECE)) {
                return;
            }
            sent.put(fileName, before);
            on = connection.get();
            under = mark;
            file = directory.get().resolve(fileName);
            from = before;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long at = from; octets - at > PIECE; at += PIECE) {
                if (!send(on, under, fileName, at, in)) {
                    giveUp(on, fileName);
                    return;
                }
            }
        } catch (IOException failed) {
            log.atDebug().setCause(failed).log("a body is not sent ahead");
            giveUp(on, fileName);
        } catch (InterruptedException stopped) {
            giveUp(on, fileName);
            Thread.currentThread().interrupt();
        }
    }

    private boolean send(LinkConnection on, long under, String fileName, long at, FileChannel in)
            throws IOException, InterruptedException {
        ByteBuffer octets = ByteBuffer.allocate(PIECE);
        in.position(at);
        while (octets.hasRemaining()) {
            if (in.read(octets) < 0) {
                throw new IOException("body " + fileName + " is shorter than was said");
            }
        }
        if (!on.sendEarly(new EarlyPiece(fileName, at, octets.flip()), under, PATIENCE_MILLIS)) {
            return false;
        }
        synchronized (this) {
            return connection.filter(on::equals).isPresent() && mark == under && sent.replace(fileName, at, at + PIECE);
        }
    }

    private void giveUp(LinkConnection on, String fileName) {
        synchronized (this) {
            if (connection.filter(on::equals).isPresent()) {
                sent.remove(fileName);
            }
        }
        on.send(EarlyPiece.dropped(fileName));
    }

    @Override
    public void abandoned(String fileName) {
        LinkConnection on;
        synchronized (this) {
            if (sent.remove(fileName) == null || connection.isEmpty()) {
                return;
            }
            on = connection.get();
        }
        on.send(EarlyPiece.dropped(fileName));
    }

    /** How much of a body the other half has already: its entry is about to go, and the rest goes now. */
    synchronized long take(LinkConnection on, long under, String fileName) {
        Long had = connection.filter(on::equals).isPresent() && mark == under ? sent.remove(fileName) : null;
        return had == null ? 0 : had;
    }
}
