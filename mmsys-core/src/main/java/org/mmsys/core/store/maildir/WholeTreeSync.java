package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Syncs the whole file system of the data directory with {@code sync -f} (coreutils; Java has no syncfs), so that nothing
 * has to be remembered and a thousand deliveries cost one sync.
 */
public final class WholeTreeSync implements TreeSync {
    private static final int SECONDS_MAX = 60;
    private final Path data;

    public WholeTreeSync(Path data) {
        this.data = data;
    }

    /** The best way that works here for this directory, which must exist. */
    public static TreeSync best(Path data) {
        WholeTreeSync whole = new WholeTreeSync(data);
        try {
            whole.sync();
            return whole;
        } catch (IOException notHere) {
            return new FileByFileSync();
        }
    }

    @Override
    public void written(Path file) {}

    @Override
    public void renamed(Path from, Path to) {}

    @Override
    public void removed(Path file) {}

    @Override
    public void directory(Path directory) {}

    @Override
    public void sync() throws IOException {
        Process process = new ProcessBuilder("sync", "-f", data.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new FileSystemException(data.toString(), null, "sync -f took more than " + SECONDS_MAX + " s");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted in sync -f").initCause(stop);
        } finally {
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw new IOException("sync -f " + data + " ended with " + process.exitValue());
        }
    }
}
