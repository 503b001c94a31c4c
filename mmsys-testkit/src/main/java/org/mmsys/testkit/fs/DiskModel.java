package org.mmsys.testkit.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shadow of the real directory that knows what a power loss would leave of it. Guarded by the file system's lock.
 *
 * <p>What is found in the real directory without having been made through the file system counts as durable.
 */
final class DiskModel {
    private final Path realRoot;
    private final DiskNode root = new DiskNode(true);

    DiskModel(Path realRoot) {
        this.realRoot = realRoot;
    }

    /** The node at a real path, taken in if the model has not met it; null when nothing is there. */
    @Nullable
    DiskNode find(Path real) throws IOException {
        DiskNode at = root;
        Path path = realRoot;
        for (Path step : realRoot.relativize(real)) {
            if (step.toString().isEmpty()) {
                continue;
            }
            path = path.resolve(step);
            DiskNode next = at.live.get(step.toString());
            if (next == null) {
                if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    return null;
                }
                next = adopt(path);
                at.live.put(step.toString(), next);
                at.durableEntries.put(step.toString(), next);
            }
            at = next;
        }
        return at;
    }

    private static DiskNode adopt(Path path) throws IOException {
        DiskNode node = new DiskNode(Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
        if (Files.isSymbolicLink(path)) {
            node.symbolicTarget = Files.readSymbolicLink(path).toString();
        } else if (!node.directory) {
            node.size = Files.size(path);
        }
        node.links = 1;
        return node;
    }

    DiskNode require(Path real) throws IOException {
        DiskNode node = find(real);
        if (node == null) {
            throw new IOException("not in the model: " + real);
        }
        return node;
    }

    private DiskNode parent(Path real) throws IOException {
        Path parent = real.getParent();
        return require(parent == null ? realRoot : parent);
    }

    private static String name(Path real) {
        Path name = real.getFileName();
        return name == null ? "" : name.toString();
    }

    /** Something new stands in the real directory. */
    DiskNode created(Path real, DiskNode node) throws IOException {
        DiskNode.Change change = new DiskNode.Change();
        change.names.put(name(real), node);
        DiskNode parent = parent(real);
        parent.changes.add(change);
        parent.live.put(name(real), node);
        node.links++;
        return node;
    }

    static DiskNode emptyFile() {
        DiskNode node = new DiskNode(false);
        node.load(new byte[0]);
        return node;
    }

    /** Must be called before the content of a file changes, or its last name goes. */
    void remember(DiskNode node, Path real) throws IOException {
        if (!node.directory && node.symbolicTarget == null && node.untouched()) {
            node.load(Files.readAllBytes(real));
        }
    }

    /** A name is gone from the real directory; returns the octets that became free. */
    long deleted(Path real, DiskNode node) throws IOException {
        DiskNode.Change change = new DiskNode.Change();
        change.names.put(name(real), null);
        DiskNode parent = parent(real);
        parent.changes.add(change);
        parent.live.remove(name(real));
        node.links--;
        return node.links == 0 ? node.size : 0;
    }

    /** A name was moved, over another one perhaps; returns the octets that became free. */
    long renamed(Path from, Path to, DiskNode node, @Nullable DiskNode replaced) throws IOException {
        DiskNode source = parent(from);
        DiskNode target = parent(to);
        DiskNode.Change arrival = new DiskNode.Change();
        arrival.names.put(name(to), node);
        if (source == target) {
            arrival.names.put(name(from), null);
        } else {
            DiskNode.Change removal = new DiskNode.Change();
            removal.names.put(name(from), null);
            removal.arrival = arrival;
            removal.arrivalDirectory = target;
            source.changes.add(removal);
        }
        target.changes.add(arrival);
        source.live.remove(name(from));
        target.live.put(name(to), node);
        if (replaced == null) {
            return 0;
        }
        replaced.links--;
        return replaced.links == 0 ? replaced.size : 0;
    }

    /** Forces everything, as {@code sync -f} would. */
    void forceAll() {
        forceAll(root);
    }

    private static void forceAll(DiskNode node) {
        node.forced();
        node.live.values().forEach(DiskModel::forceAll);
    }

    /** Writes into an empty directory what is there after a crash. */
    void crashState(CrashMode mode, long seed, Path into) throws IOException {
        if (mode == CrashMode.PROCESS_KILL) {
            copyAll(realRoot, into);
            return;
        }
        takeIn(realRoot);
        RandomGenerator random = mode == CrashMode.POWER_LOSS_RANDOM ? new SplittableRandom(seed) : null;
        Map<DiskNode.Change, Boolean> kept = new HashMap<>();
        Map<DiskNode, Path> realPaths = new HashMap<>();
        locate(root, realRoot, realPaths, random, kept);
        new Loss(random, kept, realPaths).write(root, into);
    }

    /** Meets everything in the real directory, so that nothing is missed that only others wrote. */
    private void takeIn(Path directory) throws IOException {
        for (Path child : children(directory)) {
            DiskNode node = require(child);
            if (node.directory) {
                takeIn(child);
            }
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        }
    }

    private static void locate(
            DiskNode node,
            Path path,
            Map<DiskNode, Path> into,
            @Nullable RandomGenerator random,
            Map<DiskNode.Change, Boolean> kept) {
        into.put(node, path);
        if (random != null && node.directory) {
            node.chooseKept(random, kept);
        }
        node.live.forEach((name, child) -> locate(child, path.resolve(name), into, random, kept));
    }

    private static void copyAll(Path from, Path into) throws IOException {
        Map<Object, Path> seen = new HashMap<>();
        copyAll(from, into, seen);
    }

    private static void copyAll(Path from, Path into, Map<Object, Path> seen) throws IOException {
        Files.createDirectories(into);
        for (Path child : children(from)) {
            Path target = into.resolve(name(child));
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                copyAll(child, target, seen);
                continue;
            }
            Path twin = seen.putIfAbsent(Files.getAttribute(child, "unix:ino", LinkOption.NOFOLLOW_LINKS), target);
            if (twin != null) {
                Files.createLink(target, twin);
            } else {
                Files.copy(child, target, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** Writes the directory that a power loss leaves. */
    private static final class Loss {
        private final @Nullable RandomGenerator random;
        private final Map<DiskNode.Change, Boolean> kept;
        private final Map<DiskNode, Path> realPaths;
        private final Map<DiskNode, Path> written = new HashMap<>();

        Loss(@Nullable RandomGenerator random, Map<DiskNode.Change, Boolean> kept, Map<DiskNode, Path> realPaths) {
            this.random = random;
            this.kept = kept;
            this.realPaths = realPaths;
        }

        void write(DiskNode directory, Path into) throws IOException {
            Files.createDirectories(into);
            for (Map.Entry<String, DiskNode> entry :
                    directory.entriesAfterLoss(random, kept).entrySet()) {
                Path target = into.resolve(entry.getKey());
                DiskNode node = entry.getValue();
                if (node.directory) {
                    if (written.putIfAbsent(node, target) == null) { // a directory never has two names
                        write(node, target);
                    }
                } else {
                    writeFile(node, target);
                }
            }
        }

        private void writeFile(DiskNode node, Path target) throws IOException {
            Path twin = written.putIfAbsent(node, target);
            Path real = realPaths.get(node);
            if (twin != null) {
                Files.createLink(target, twin);
            } else if (node.symbolicTarget != null) {
                Files.createSymbolicLink(target, target.getFileSystem().getPath(node.symbolicTarget));
            } else if (node.untouched() && real != null) {
                Files.copy(real, target);
            } else {
                Files.write(target, node.contentAfterLoss(random));
            }
        }
    }
}
