package org.mmsys.server;

import java.util.concurrent.CompletableFuture;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Registry;

/** A registry that several nodes of one process share: closing it is the test's. */
record Unclosed(Registry registry) implements Registry {
    @Override
    public CompletableFuture<Reading> read(String key) {
        return registry.read(key);
    }

    @Override
    public CompletableFuture<Change> cas(String key, long expectedVersion, byte[] value) {
        return registry.cas(key, expectedVersion, value);
    }

    @Override
    public Watch watch(String key, Runnable hint) {
        return registry.watch(key, hint);
    }

    @Override
    public void close() {
        // others use it
    }
}
