package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Sha256;

/** Puts bodies into message files and compares the two. Any thread. */
final class BodyFiles {
    private static final int CHUNK = 64 * 1024;
    private final MaildirTree tree;
    private final TreeSync sync;
    private final Path spool;

    /**
     * Works with the bodies in a directory.
     *
     * @param spool where bodies too large for an entry are: {@code journal/bodies}
     */
    BodyFiles(MaildirTree tree, TreeSync sync, Path spool) {
        this.tree = tree;
        this.sync = sync;
        this.spool = spool;
    }

    /**
     * Makes the file of a message, as a hard link where that is possible.
     *
     * @param twin a file with the same octets
     * @throws NoSuchFileException when the folder is not there
     */
    void place(Body body, Optional<Path> twin, Path temporary, Path target) throws IOException {
        boolean linked = twin.isPresent() && link(target, twin.get())
                || body instanceof Body.Spooled spooled && link(target, spool.resolve(spooled.fileName()));
        if (!linked) {
            copy(body, temporary, target);
        }
        sync.written(target);
    }

    private static boolean link(Path target, Path existing) {
        try {
            Files.createLink(target, existing);
            return true;
        } catch (FileAlreadyExistsException applied) {
            return true;
        } catch (FileSystemException tooManyLinksOrOtherDisk) {
            return false;
        } catch (UnsupportedOperationException | IOException noLinksHere) {
            return false;
        }
    }

    /** Makes the file anew, apart from all hard links, in place of one that may be there. */
    void copy(Body body, Path temporary, Path target) throws IOException {
        try (FileChannel channel = create(temporary)) {
            if (body instanceof Body.Inline inline) {
                MaildirTree.writeAll(channel, ByteBuffer.wrap(inline.octets()));
            } else {
                copySpooled((Body.Spooled) body, channel);
            }
        } catch (IOException e) {
            discard(temporary, e);
            throw e;
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        sync.written(target);
    }

    private static void discard(Path temporary, IOException because) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private FileChannel create(Path temporary) throws IOException {
        try {
            return tree.createFile(temporary);
        } catch (FileAlreadyExistsException leftOver) {
            Files.delete(temporary);
            return tree.createFile(temporary);
        }
    }

    private void copySpooled(Body.Spooled body, FileChannel into) throws IOException {
        try (FileChannel from = FileChannel.open(spool.resolve(body.fileName()), StandardOpenOption.READ)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (from.read(chunk) >= 0) {
                MaildirTree.writeAll(into, chunk.flip());
                chunk.clear();
            }
        } catch (NoSuchFileException gone) {
            throw new LostBodyException("body file " + body.fileName() + " is gone");
        }
    }

    /** Whether a file holds exactly this body. */
    static boolean holds(Path file, Body body) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != body.size()) {
            return false;
        }
        return digest(file).equals(body.sha256());
    }

    /** The digest of a file. */
    static Sha256 digest(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (channel.read(chunk) >= 0) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        }
        return Sha256.finish(digest);
    }
}
