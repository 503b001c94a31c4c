package org.mmsys.replica.mirror;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mmsys.core.journal.Sha256;

/**
 * Files beside the accounts' mail that both halves have: bodies of the queue, and what deleted accounts left.
 *
 * <p>They never change; names are relative, with {@code /}. Any thread.
 */
final class PlainFiles {
    private static final Pattern NAME = Pattern.compile("(queue|mail/\\.graves)(/[!-.0-~]{1,255}){1,8}");
    private static final String[] PLACES = {"queue", "mail/.graves"};
    private static final String TEMPORARY = ".copying";
    private final Path data;
    private final FileAttribute<?>[] privateDirectory;
    private final FileAttribute<?>[] privateFile;

    PlainFiles(Path data) {
        this.data = data;
        boolean posix = data.getFileSystem().supportedFileAttributeViews().contains("posix");
        this.privateDirectory = posix ? rights("rwx------") : new FileAttribute<?>[0];
        this.privateFile = posix ? rights("rw-------") : new FileAttribute<?>[0];
    }

    private static FileAttribute<?>[] rights(String text) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))};
    }

    /** A file as the halves tell each other of it. */
    record Plain(String name, long size, Sha256 digest) {}

    /** Hears of files, one after the other. */
    interface Visitor {
        void file(Plain file) throws IOException;
    }

    static boolean valid(String name) {
        return NAME.matcher(name).matches()
                && !name.endsWith(TEMPORARY)
                && !(name + "/").contains("/../")
                && !(name + "/").contains("/./");
    }

    /** Tells of all there are; those that go meanwhile may be left out. */
    void forEach(Visitor visitor) throws IOException {
        for (String place : PLACES) {
            Path root = data.resolve(place);
            if (Files.isDirectory(root, NOFOLLOW_LINKS)) {
                Files.walkFileTree(root, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        String name = data.relativize(file).toString();
                        if (attributes.isRegularFile() && valid(name)) {
                            Optional<Sha256> digest = digest(file);
                            if (digest.isPresent()) {
                                visitor.file(new Plain(name, attributes.size(), digest.get()));
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                        if (failed instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw failed;
                    }
                });
            }
        }
    }

    boolean has(Plain wanted) throws IOException {
        Path file = data.resolve(wanted.name);
        return Files.isRegularFile(file, NOFOLLOW_LINKS)
                && Files.size(file) == wanted.size
                && digest(file).filter(wanted.digest::equals).isPresent();
    }

    private static Optional<Sha256> digest(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS))) {
            ByteBuffer chunk = ByteBuffer.allocate(MirrorWire.CHUNK);
            while (channel.read(chunk) >= 0) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        return Optional.of(Sha256.finish(digest));
    }

    Optional<FileChannel> open(String name) throws IOException {
        try {
            return Optional.of(FileChannel.open(data.resolve(name), Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS)));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Begins a file that comes from the other half. */
    Arrival arrive(Plain file) throws IOException {
        Path target = data.resolve(file.name);
        Path directory = target.getParent();
        if (directory != null) {
            Files.createDirectories(directory, privateDirectory);
        }
        return new Arrival(file, target);
    }

    /** A file on its way. */
    final class Arrival implements AutoCloseable {
        private final Plain file;
        private final Path target;
        private final Path temporary;
        private final FileChannel channel;
        private final MessageDigest digest = Sha256.newDigest();

        private Arrival(Plain file, Path target) throws IOException {
            this.file = file;
            this.target = target;
            this.temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
            Files.deleteIfExists(temporary);
            this.channel = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), privateFile);
        }

        void write(ByteBuffer octets) throws IOException {
            digest.update(octets.duplicate());
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        }

        boolean done() throws IOException {
            channel.close();
            boolean good = Sha256.finish(digest).equals(file.digest);
            if (good) {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return good;
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(temporary);
        }
    }
}
