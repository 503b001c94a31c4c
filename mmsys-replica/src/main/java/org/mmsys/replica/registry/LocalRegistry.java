package org.mmsys.replica.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of a single node or a lone pair: one file, replaced durably with every change.
 *
 * <p>Answers on the calling thread; a compare-and-set waits for the disk. After a write that failed nobody can say what is on
 * the disk: everything is unknown from then on, until the registry is opened anew. The directory must belong to this process.
 */
public final class LocalRegistry implements Registry {
    private static final Logger log = LoggerFactory.getLogger(LocalRegistry.class);
    private static final int KEYS_MAX = 1000;

    private final RegistryFile file;
    private final Map<String, Versioned> records;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private Optional<String> unusable = Optional.empty();

    private record Watcher(String key, Runnable hint) {}

    private LocalRegistry(RegistryFile file, Map<String, Versioned> records) {
        this.file = file;
        this.records = records;
    }

    /**
     * Opens the file, which need not be there.
     *
     * @throws IOException if it cannot be read, or is damaged: it is never begun anew by itself
     */
    public static LocalRegistry open(Path path) throws IOException {
        RegistryFile file = new RegistryFile(path);
        return new LocalRegistry(file, new TreeMap<>(file.load()));
    }

    @Override
    public synchronized CompletableFuture<Reading> read(String key) {
        Registry.check(key);
        if (unusable.isPresent()) {
            return CompletableFuture.completedFuture(new Reading.Unavailable(unusable.get()));
        }
        Optional<Versioned> found = Optional.ofNullable(records.get(key));
        return CompletableFuture.completedFuture(
                found.<Reading>map(Reading.Found::new).orElseGet(Reading.Absent::new));
    }

    @Override
    public CompletableFuture<Change> cas(String key, long expectedVersion, byte[] value) {
        Registry.check(key, expectedVersion, value);
        Change outcome = change(key, expectedVersion, value);
        if (outcome instanceof Change.Applied) {
            watchers.stream().filter(watcher -> watcher.key.equals(key)).forEach(LocalRegistry::hint);
        }
        return CompletableFuture.completedFuture(outcome);
    }

    private synchronized Change change(String key, long expectedVersion, byte[] value) {
        if (unusable.isPresent()) {
            return new Change.Unknown(unusable.get());
        }
        Optional<Versioned> current = Optional.ofNullable(records.get(key));
        if (current.map(Versioned::version).orElse(0L) != expectedVersion) {
            return new Change.Conflict(current);
        }
        if (current.isEmpty() && records.size() >= KEYS_MAX) {
            throw new IllegalArgumentException("more than " + KEYS_MAX + " keys");
        }
        Map<String, Versioned> next = new TreeMap<>(records);
        next.put(key, new Versioned(expectedVersion + 1, value));
        try {
            file.save(next);
        } catch (IOException failed) {
            log.atError().addKeyValue("file", file).setCause(failed).log("registry could not be written");
            unusable = Optional.of("a write failed");
            return new Change.Unknown("a write failed");
        }
        records.putAll(next);
        return new Change.Applied();
    }

    private static void hint(Watcher watcher) {
        try {
            watcher.hint.run();
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("key", watcher.key).setCause(bug).log("watcher failed");
        }
    }

    @Override
    public Watch watch(String key, Runnable hint) {
        Registry.check(key);
        Watcher watcher = new Watcher(key, hint);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public synchronized void close() {
        unusable = Optional.of("closed");
        watchers.clear();
    }
}
