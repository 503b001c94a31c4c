package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Syncs the whole file system of the data directory with {@code sync -f} (coreutils; Java has no syncfs), so that nothing
 * has to be remembered and a thousand deliveries cost one sync.
 *
 * <p>The system tells of a failed write once. Whoever asked then may only put off what it was doing; so the failure is
 * remembered, and no later sync succeeds.
 */
public final class WholeTreeSync implements TreeSync {
    private static final int SECONDS_MAX = 60;
    /** Exit values from here on tell of a signal: an interrupt from the terminal goes to children, too. */
    private static final int SIGNALLED = 128;

    private final Path data;
    private final List<String> command;
    private volatile @Nullable IOException failed;

    public WholeTreeSync(Path data) {
        this(data, List.of("sync", "-f", data.toAbsolutePath().toString()));
    }

    WholeTreeSync(Path data, List<String> command) {
        this.data = data;
        this.command = command;
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
        IOException before = failed;
        if (before != null) {
            throw new IOException("an earlier sync failed", before);
        }
        Process process = start();
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
        if (process.exitValue() >= SIGNALLED) {
            throw new FileSystemException(
                    data.toString(), null, "sync -f ended by signal " + (process.exitValue() - SIGNALLED));
        }
        if (process.exitValue() != 0) {
            IOException broken = new IOException("sync -f " + data + " ended with " + process.exitValue());
            failed = broken;
            throw broken;
        }
    }

    /** Nothing was synced when it cannot be started, for want of descriptors or processes: that may mend. */
    private Process start() throws FileSystemException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException notStarted) {
            FileSystemException mayMend =
                    new FileSystemException(data.toString(), null, "sync -f: " + notStarted.getMessage());
            mayMend.initCause(notStarted);
            throw mayMend;
        }
    }
}
