package org.mmsys.testkit.fs;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes on to the real directory what the plan admits, and tells the model. */
final class FaultyProvider extends FileSystemProvider {
    private final FaultyFileSystem system;

    FaultyProvider(FaultyFileSystem system) {
        this.system = system;
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException("made by FaultyFileSystem.over only");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("no paths from URIs");
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path real = FaultyPath.real(path);
        boolean append = options.contains(StandardOpenOption.APPEND);
        boolean writes = append || options.contains(StandardOpenOption.WRITE);
        boolean creates = writes
                && (options.contains(StandardOpenOption.CREATE_NEW)
                        || options.contains(StandardOpenOption.CREATE) && !Files.exists(real));
        if (options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
            throw new UnsupportedOperationException("DELETE_ON_CLOSE");
        }
        if (!creates) {
            return openExisting(real, options, writes, append);
        }
        FileOperation operation = system.announce(FileOperation.Kind.CREATE, real);
        synchronized (system.lock()) {
            system.plan().admit(operation);
            FileChannel channel = FileChannel.open(real, withoutAppend(options), attributes);
            DiskNode node = system.model().created(real, DiskModel.emptyFile());
            return new FaultyChannel(system, channel, node, real, append);
        }
    }

    private FileChannel openExisting(Path real, Set<? extends OpenOption> options, boolean writes, boolean append)
            throws IOException {
        synchronized (system.lock()) {
            system.alive();
            Set<OpenOption> plain = withoutAppend(options);
            boolean truncates = plain.remove(StandardOpenOption.TRUNCATE_EXISTING) && writes && !append;
            FileChannel channel = FileChannel.open(real, plain);
            Path target = Files.isSymbolicLink(real) ? real.toRealPath() : real;
            FaultyChannel ours =
                    new FaultyChannel(system, channel, system.model().require(target), target, append);
            if (truncates && channel.size() > 0) {
                ours.truncate(0);
            }
            return ours;
        }
    }

    /** The channel appends by itself, so that a short write leaves the position where it belongs. */
    private static Set<OpenOption> withoutAppend(Set<? extends OpenOption> options) {
        Set<OpenOption> plain = new HashSet<>(options);
        if (plain.remove(StandardOpenOption.APPEND)) {
            plain.add(StandardOpenOption.WRITE);
        }
        return plain;
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        system.alive();
        Path realDirectory = FaultyPath.real(directory);
        DirectoryStream<Path> real = realDirectory
                .getFileSystem()
                .provider()
                .newDirectoryStream(realDirectory, entry -> filter.accept(new FaultyPath(system, entry)));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> entries = real.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return entries.hasNext();
                    }

                    @Override
                    public Path next() {
                        return new FaultyPath(system, entries.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        Path real = FaultyPath.real(directory);
        if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(real.toString()); // no change of the disk, not counted
        }
        if (real.getParent() != null && !Files.exists(real.getParent())) {
            throw new NoSuchFileException(real.toString());
        }
        FileOperation operation = system.announce(FileOperation.Kind.MKDIR, real);
        synchronized (system.lock()) {
            system.plan().admit(operation);
            Files.createDirectory(real, attributes);
            system.model().created(real, new DiskNode(true));
        }
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        Path real = FaultyPath.real(link);
        FileOperation operation = system.announce(FileOperation.Kind.LINK, real);
        synchronized (system.lock()) {
            system.plan().admit(operation);
            Files.createSymbolicLink(real, FaultyPath.real(target), attributes);
            DiskNode node = new DiskNode(false);
            node.symbolicTarget = target.toString();
            system.model().created(real, node);
        }
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return new FaultyPath(system, Files.readSymbolicLink(FaultyPath.real(link)));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        Path real = FaultyPath.real(link);
        Path realExisting = FaultyPath.real(existing);
        FileOperation operation = system.announce(FileOperation.Kind.LINK, real);
        synchronized (system.lock()) {
            system.plan().admit(operation);
            Files.createLink(real, realExisting);
            system.model().created(real, system.model().require(realExisting));
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        Path real = FaultyPath.real(path);
        if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
            system.alive();
            throw new NoSuchFileException(real.toString());
        }
        FileOperation operation = system.announce(FileOperation.Kind.DELETE, real);
        synchronized (system.lock()) {
            system.plan().admit(operation);
            DiskNode node = system.model().require(real);
            system.model().remember(node, real);
            Files.delete(real);
            system.plan().grown(-system.model().deleted(real, node));
        }
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        if (List.of(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
            Files.deleteIfExists(target);
        }
        if (Files.isDirectory(FaultyPath.real(source), LinkOption.NOFOLLOW_LINKS)) {
            createDirectory(target);
            return;
        }
        try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ);
                FileChannel into = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            into.transferFrom(from, 0, from.size());
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path from = FaultyPath.real(source);
        Path to = FaultyPath.real(target);
        FileOperation operation = system.announce(FileOperation.Kind.RENAME, to);
        synchronized (system.lock()) {
            system.plan().admit(operation);
            DiskNode node = system.model().require(from);
            DiskNode replaced = system.model().find(to);
            if (replaced != null) {
                system.model().remember(replaced, to);
            }
            Files.move(from, to, options);
            if (replaced != node) {
                system.plan().grown(-system.model().renamed(from, to, node, replaced));
            }
        }
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return Files.isSameFile(FaultyPath.real(one), FaultyPath.real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return Files.isHidden(FaultyPath.real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return new FaultyStore(system, Files.getFileStore(FaultyPath.real(path)));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        system.alive();
        Path real = FaultyPath.real(path);
        real.getFileSystem().provider().checkAccess(real, modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return Files.getFileAttributeView(FaultyPath.real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        system.alive();
        return Files.readAttributes(FaultyPath.real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        system.alive();
        return Files.readAttributes(FaultyPath.real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        system.alive();
        Files.setAttribute(FaultyPath.real(path), attribute, value, options);
    }

    @Override
    public String toString() {
        return "faulty " + system.realRoot();
    }
}
