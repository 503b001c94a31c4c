package org.mmsys.replica.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bodies that the other half sends before it knows how long they are, in files of their own until the rest comes. At most as
 * many as the other half sends at a time: the oldest is given up for a new one. One thread.
 */
final class EarlyArrivals {
    private static final Logger log = LoggerFactory.getLogger(EarlyArrivals.class);
    private static final String UNFINISHED = ".early-";

    private final Path directory;
    private final Map<String, Begun> begun = new LinkedHashMap<>();

    /** What has come of a body; the file is open behind its last octet. */
    record Begun(Path file, FileChannel channel, MessageDigest digest) {}

    EarlyArrivals(Path directory) {
        this.directory = directory;
    }

    void write(EarlyPiece piece) throws IOException {
        Begun body = piece.offset() == 0 ? begin(piece.fileName()) : begun.get(piece.fileName());
        if (body == null) {
            return; // given up; all of it comes with its entry
        }
        if (body.channel.position() != piece.offset()) {
            throw new FrameFault("a piece of a body in the wrong place");
        }
        append(body, piece.octets());
    }

    static void append(Begun body, ByteBuffer octets) throws IOException {
        body.digest.update(octets.duplicate());
        ByteBuffer rest = octets.duplicate();
        while (rest.hasRemaining()) {
            body.channel.write(rest);
        }
    }

    private Begun begin(String name) throws IOException {
        drop(name);
        Iterator<String> oldest = begun.keySet().iterator();
        if (begun.size() >= EarlyBodies.FILES_MAX) {
            drop(oldest.next());
        }
        Begun made = open(directory.resolve(UNFINISHED + name));
        begun.put(name, made);
        return made;
    }

    static Begun open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        return new Begun(file, channel, Sha256.newDigest());
    }

    /** Hands over what has come of a body, if it is just that much. */
    Optional<Begun> take(String name, long octets) throws IOException {
        Begun had = begun.get(name);
        if (had == null || had.channel.position() != octets) {
            return Optional.empty();
        }
        begun.remove(name);
        return Optional.of(had);
    }

    void drop(String name) {
        Begun given = begun.remove(name);
        if (given != null) {
            discard(given);
        }
    }

    void dropAll() {
        begun.values().forEach(EarlyArrivals::discard);
        begun.clear();
    }

    static void discard(Begun given) {
        try {
            given.channel.close();
            Files.deleteIfExists(given.file);
        } catch (IOException stays) {
            log.atDebug().setCause(stays).log("an unfinished body stays until the next start");
        }
    }
}
