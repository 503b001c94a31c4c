package org.mmsys.testkit.fs;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A file system over a real directory that crashes, fails or is full as a test wants, and knows what a crash would leave.
 *
 * <p>Code under test gets {@link #root()} and must stay with {@link Path}: {@code toFile()} is refused. Changes of the disk
 * are counted from 1, in the order of {@link FileOperation}; reads are not counted. Forces do not reach the real disk. A
 * directory is forced by {@code FileChannel.open(directory, READ).force(true)}. Any thread.
 */
public final class FaultyFileSystem extends FileSystem {
    private final Object lock = new Object();
    private final Path realRoot;
    private final FaultyProvider provider = new FaultyProvider(this);
    private final FaultPlan plan = new FaultPlan();
    private final DiskModel model;
    private volatile Consumer<FileOperation> observer = operation -> {};

    private FaultyFileSystem(Path realRoot) {
        this.realRoot = realRoot;
        this.model = new DiskModel(realRoot);
    }

    /** A file system over an existing directory; what is in it counts as durable. */
    public static FaultyFileSystem over(Path realDirectory) throws IOException {
        return new FaultyFileSystem(realDirectory.toRealPath());
    }

    /** The directory as the code under test sees it. */
    public Path root() {
        return new FaultyPath(this, realRoot);
    }

    /** The real directory, for a look (or a bit flip) past the faults. */
    public Path realRoot() {
        return realRoot;
    }

    // ---- faults

    /** The machine goes down at the operation with that number: it has no effect and throws, as does everything later. */
    public void crashAt(long operation) {
        crashAt(operation, 0);
    }

    /** As {@link #crashAt(long)}, but if it is a write, that share (0 to 1) of its octets gets to the disk. */
    public void crashAt(long operation, double shareWritten) {
        synchronized (lock) {
            plan.crashAt(operation, shareWritten);
        }
    }

    /** The machine goes down now. */
    public void crash() {
        synchronized (lock) {
            plan.crashNow();
        }
    }

    public boolean crashed() {
        synchronized (lock) {
            return plan.crashed();
        }
    }

    /** The first operation that fits fails without effect. */
    public Fault failOnce(Predicate<FileOperation> when, Supplier<IOException> failure) {
        return add(new FaultPlan.Rule(when, failure, true));
    }

    /** Every operation that fits fails without effect, until the fault is cleared. */
    public Fault failAlways(Predicate<FileOperation> when, Supplier<IOException> failure) {
        return add(new FaultPlan.Rule(when, failure, false));
    }

    private Fault add(FaultPlan.Rule rule) {
        synchronized (lock) {
            plan.add(rule);
        }
        return () -> {
            synchronized (lock) {
                plan.remove(rule);
            }
        };
    }

    /** An injected fault. */
    @FunctionalInterface
    public interface Fault {
        /** It happens no more. */
        void clear();
    }

    /**
     * From now on only that many octets may be written; deleting and truncating give them back. What does not fit is a
     * short write, and then {@link #noSpace()}. {@code -1} for no limit.
     */
    public void spaceLeft(long octets) {
        synchronized (lock) {
            plan.spaceLeft(octets);
        }
    }

    /** What is left, or -1 without a limit; also told as usable space by the file store. */
    public long spaceLeft() {
        synchronized (lock) {
            return plan.spaceLeft();
        }
    }

    /** Is told of every operation before it happens, on the thread that does it, with no lock held; it may wait. */
    public void observe(Consumer<FileOperation> before) {
        observer = before;
    }

    public static IOException noSpace() {
        return new IOException("No space left on device");
    }

    public static IOException quotaExceeded() {
        return new IOException("Disk quota exceeded");
    }

    public static IOException inputOutputError() {
        return new IOException("Input/output error");
    }

    // ---- what happened

    /** How many operations there were. */
    public long operations() {
        synchronized (lock) {
            return plan.total();
        }
    }

    public long count(FileOperation.Kind kind) {
        synchronized (lock) {
            return plan.count(kind);
        }
    }

    /** The first 10,000 operations. */
    public List<FileOperation> history() {
        synchronized (lock) {
            return plan.remembered();
        }
    }

    /** Makes everything durable, as {@code sync -f} does. */
    public void forceAll() {
        synchronized (lock) {
            model.forceAll();
        }
    }

    /** Writes into a real directory, which may not exist yet, what the crash leaves; the seed is for the random mode. */
    public void crashState(CrashMode mode, long seed, Path into) throws IOException {
        synchronized (lock) {
            model.crashState(mode, seed, into);
        }
    }

    // ---- for the package

    Object lock() {
        return lock;
    }

    FaultPlan plan() {
        return plan;
    }

    DiskModel model() {
        return model;
    }

    void alive() throws IOException {
        synchronized (lock) {
            plan.alive();
        }
    }

    FileOperation announce(FileOperation.Kind kind, Path real) {
        FileOperation operation =
                new FileOperation(kind, realRoot.relativize(real).toString());
        observer.accept(operation);
        return operation;
    }

    // ---- FileSystem

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        // nothing is held
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return realRoot.getFileSystem().getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(new FaultyPath(this, realRoot.getRoot()));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        try {
            return List.of(new FaultyStore(this, Files.getFileStore(realRoot)));
        } catch (IOException none) {
            return List.of();
        }
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return realRoot.getFileSystem().supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return new FaultyPath(this, realRoot.getFileSystem().getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher real = realRoot.getFileSystem().getPathMatcher(syntaxAndPattern);
        return path -> real.matches(FaultyPath.real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return realRoot.getFileSystem().getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return realRoot.getFileSystem().newWatchService();
    }
}
