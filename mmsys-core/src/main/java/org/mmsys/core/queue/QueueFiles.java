package org.mmsys.core.queue;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.maildir.TreeSync;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bodies of queued messages: {@code DATA/queue/<id>}, prefix included, readable by the owner only. Any thread. */
final class QueueFiles {
    private static final Logger log = LoggerFactory.getLogger(QueueFiles.class);
    private static final String TEMPORARY = ".tmp";
    private static final int CHUNK = 64 * 1024;

    private final Path directory;
    private final Path spool;
    private final TreeSync sync;
    private final FileAttribute<?>[] privateDirectory;
    private final FileAttribute<?>[] privateFile;

    QueueFiles(Path data, Path spool, TreeSync sync) {
        this.directory = data.resolve("queue");
        this.spool = spool;
        this.sync = sync;
        boolean posix = data.getFileSystem().supportedFileAttributeViews().contains("posix");
        this.privateDirectory = posix ? rights("rwx------") : new FileAttribute<?>[0];
        this.privateFile = posix ? rights("rw-------") : new FileAttribute<?>[0];
    }

    private static FileAttribute<?>[] rights(String text) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))};
    }

    Path file(Guid id) {
        return directory.resolve(id.text());
    }

    TreeSync treeSync() {
        return sync;
    }

    /**
     * Makes the file of a message, unless it is there already.
     *
     * @return whether its octets are there: those of a file may be gone for good
     * @throws IOException when it cannot be made now
     */
    boolean place(Guid id, Body body) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, privateDirectory);
            sync.directory(directory);
        }
        Path target = file(id);
        boolean placed = holds(target, body);
        if (!placed && body instanceof Body.Inline inline) {
            write(target, inline.octets());
            placed = true;
        } else if (!placed && body instanceof Body.Spooled file) {
            placed = takeOver(spool.resolve(file.fileName()), target);
        }
        sync.written(target);
        return placed;
    }

    private void write(Path target, byte[] octets) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        Files.deleteIfExists(temporary);
        try (FileChannel channel = create(temporary)) {
            ByteBuffer content = ByteBuffer.wrap(octets);
            while (content.hasRemaining()) {
                channel.write(content);
            }
        } catch (IOException failed) {
            discard(temporary, failed);
            throw failed;
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), privateFile);
    }

    private static void discard(Path temporary, IOException because) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException too) {
            because.addSuppressed(too);
        }
    }

    private boolean takeOver(Path spooled, Path target) throws IOException {
        if (!Files.exists(spooled, NOFOLLOW_LINKS)) {
            return false;
        }
        Files.deleteIfExists(target); // whatever a power loss has left of it
        link(spooled, target);
        return true;
    }

    /** A second name for a file, or a copy where there are no second names. */
    private void link(Path existing, Path target) throws IOException {
        try {
            Files.createLink(target, existing);
            return;
        } catch (FileAlreadyExistsException applied) {
            return;
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (UnsupportedOperationException | IOException tooManyLinksOrNone) {
            log.atDebug().setCause(tooManyLinksOrNone).log("body copied, since it cannot be linked");
        }
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        Files.deleteIfExists(temporary);
        try (FileChannel from = FileChannel.open(existing, StandardOpenOption.READ);
                FileChannel into = create(temporary)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (from.read(chunk) >= 0) {
                chunk.flip();
                while (chunk.hasRemaining()) {
                    into.write(chunk);
                }
                chunk.clear();
            }
            into.force(true);
        } catch (IOException failed) {
            discard(temporary, failed);
            throw failed;
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts the body of a message where an entry of the journal may name it, durably but for the name. */
    Body.Spooled lend(Guid id, Body body, Guid name) throws IOException {
        try {
            link(file(id), spool.resolve(name.text()));
        } catch (NoSuchFileException gone) {
            throw new DamagedBodyException("queued body is gone");
        }
        return new Body.Spooled(name.text(), body.size(), body.sha256(), body.prefixLength());
    }

    /** Takes back what {@link #lend} put there, when no entry names it. */
    void takeBack(Body.Spooled lent) {
        try {
            Files.deleteIfExists(spool.resolve(lent.fileName()));
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", lent.fileName()).setCause(e).log("unused body not deleted");
        }
    }

    /** All octets of a small message, prefix included, verified. */
    byte[] readAll(Guid id, Body body) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) body.size());
        try (FileChannel channel = open(id, body)) {
            while (all.hasRemaining() && channel.read(all) >= 0) {
                // a read may give less than there is
            }
        }
        if (all.hasRemaining() || !Sha256.over(all.array()).equals(body.sha256())) {
            throw new DamagedBodyException("queued body has other octets than it had");
        }
        return all.array();
    }

    /** The octets behind the prefix. */
    BodySource read(Guid id, Body body, Runnable damaged) throws IOException {
        FileChannel channel = open(id, body);
        boolean given = false;
        try {
            QueueBodySource source = new QueueBodySource(channel, body, damaged);
            given = true;
            return source;
        } finally {
            if (!given) {
                channel.close();
            }
        }
    }

    private FileChannel open(Guid id, Body body) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file(id), Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
        } catch (NoSuchFileException gone) {
            throw new DamagedBodyException("queued body is gone");
        }
        if (channel.size() != body.size()) {
            channel.close();
            throw new DamagedBodyException("queued body has another size than it had");
        }
        return channel;
    }

    boolean hasSize(Guid id, long size) throws IOException {
        Path file = file(id);
        return Files.isRegularFile(file, NOFOLLOW_LINKS) && Files.size(file) == size;
    }

    private static boolean holds(Path file, Body body) throws IOException {
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS) || Files.size(file) != body.size()) {
            return false;
        }
        MessageDigest digest = Sha256.newDigest();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (channel.read(chunk) >= 0) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        }
        return Sha256.finish(digest).equals(body.sha256());
    }

    /** Removes the file of a message that is gone; what cannot be removed now is at the next start. */
    void remove(Guid id) {
        try {
            Files.deleteIfExists(file(id));
            sync.removed(file(id));
        } catch (IOException e) {
            log.atWarn().addKeyValue("qid", id).setCause(e).log("body of a finished message not deleted");
        }
    }

    /** Removes what belongs to no message. */
    void removeOthers(Predicate<String> known) throws IOException {
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                if (!known.test(String.valueOf(file.getFileName())) && Files.isRegularFile(file, NOFOLLOW_LINKS)) {
                    others.add(file);
                }
            }
        } catch (NoSuchFileException nothingQueuedEver) {
            return;
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        }
        for (Path file : others) {
            Files.deleteIfExists(file);
            sync.removed(file);
        }
        if (!others.isEmpty()) {
            log.atInfo().addKeyValue("files", others.size()).log("bodies of no queued message removed");
        }
    }
}
