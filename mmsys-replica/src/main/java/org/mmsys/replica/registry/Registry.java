package org.mmsys.replica.registry;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A few small records under keys, each with a version, changed by compare-and-set only.
 *
 * <p>Linearizable: a read that is begun after a change was answered sees it or a later one; of changes that expect the same
 * version at most one is applied. Versions of a key begin at 1 and grow by one with every change. Records are never removed.
 *
 * <p>All methods may be called by any thread. They do not wait, except in an adapter that says so; answers may come on any
 * thread, late, or never: a caller has a limit of its own. What goes wrong is an answer, never an exception of the future.
 * {@code RegistryContract} holds every adapter to this.
 */
public interface Registry extends AutoCloseable {
    /** Longest key; it consists of letters, digits, {@code / . _ -}. */
    int KEY_MAX = 128;
    /** Octets of the longest value. */
    int VALUE_MAX = 4096;

    /** The record as it is at some moment between the question and the answer. */
    CompletableFuture<Reading> read(String key);

    /**
     * Changes the record, or makes it.
     *
     * @param expectedVersion the change happens only if this is the version of the record; 0: only if there is none
     */
    CompletableFuture<Change> cas(String key, long expectedVersion, byte[] value);

    /**
     * Calls when the record may have changed. A hint, no proof: it may be missing, late, or wrong.
     *
     * @param hint called on a thread of the registry; must not wait
     */
    Watch watch(String key, Runnable hint);

    /** Answers nothing more: what is asked later is {@link Reading.Unavailable} or {@link Change.Unknown}. */
    @Override
    void close() throws IOException;

    /** Ends the calls of one {@link Registry#watch}. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Checks what a caller gave; adapters call it first. */
    static void check(String key) {
        boolean sound = !key.isEmpty()
                && key.length() <= KEY_MAX
                && key.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || "/._-".indexOf(c) >= 0);
        if (!sound) {
            throw new IllegalArgumentException(
                    "key of " + key.length() + " characters is too long or has others than a-z 0-9 / . _ -");
        }
    }

    /** Checks what a caller gave; adapters call it first. */
    static void check(String key, long expectedVersion, byte[] value) {
        check(key);
        if (expectedVersion < 0 || value.length > VALUE_MAX) {
            throw new IllegalArgumentException("version " + expectedVersion + ", value of " + value.length + " octets");
        }
    }
}
