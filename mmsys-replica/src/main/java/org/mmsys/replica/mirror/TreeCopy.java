package org.mmsys.replica.mirror;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.replica.node.BulkService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a joining half with the tree of the other, for as long as the round that asked for it lasts.
 *
 * <p>What fails is tried again after a second; files that are there already are kept. While it works, and if it is cut off,
 * the data directory is marked as being copied. One copy at a time; a new round ends the one before.
 */
public final class TreeCopy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TreeCopy.class);
    private static final long AGAIN_MILLIS = 1000;
    private final Applier applier;
    private final Path data;
    private final BulkService.Caller partner;
    private final StateImage.Target target;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(TreeCopy::thread);
    private @Nullable Future<?> running;
    private @Nullable CopySession session;
    private long round = -1;

    /**
     * Copies into the tree of an applier.
     *
     * @param target where all other states go when the tree is in place
     */
    public TreeCopy(Applier applier, Path data, BulkService.Caller partner, StateImage.Target target) {
        this.applier = applier;
        this.data = data;
        this.partner = partner;
        this.target = target;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "tree-copy");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Begins to copy. Any thread; returns at once.
     *
     * @param installed is told, on the thread of the copy, behind which place the log begins; not if a later round began
     */
    public synchronized void begin(long wanted, Consumer<LogMark> installed) {
        cancel();
        round = wanted;
        running = thread.submit(() -> {
            work(wanted, installed);
            return null;
        });
    }

    /** Ends the copy that goes on, if any; soon. Its marker stays. */
    public synchronized void cancel() {
        round = -1;
        Future<?> task = running;
        CopySession talk = session;
        if (task != null) {
            task.cancel(true);
        }
        if (talk != null) {
            closeQuietly(talk); // a thread that waits for the network does not hear of interrupts
        }
    }

    private static void closeQuietly(CopySession talk) {
        try {
            talk.close();
        } catch (IOException broken) {
            log.atDebug().setCause(broken).log("call for the tree not closed in order");
        }
    }

    private synchronized void talks(@Nullable CopySession with) {
        session = with;
    }

    private synchronized boolean wanted(long number) {
        return round == number;
    }

    private void work(long number, Consumer<LogMark> installed) throws InterruptedException {
        while (wanted(number)) {
            try {
                LogMark mark = once(() -> wanted(number));
                if (wanted(number)) {
                    installed.accept(mark);
                }
                return;
            } catch (InterruptedIOException ended) {
                log.atInfo().addKeyValue("round", number).log("copy of the tree ended before its time");
                return;
            } catch (IOException failed) {
                log.atWarn().addKeyValue("round", number).setCause(failed).log("tree not copied, will be tried again");
                synchronized (this) {
                    wait(AGAIN_MILLIS);
                }
            }
        }
    }

    /** Whether what was begun is still wanted. */
    interface Wish {
        boolean lasts();
    }

    /** Copies once, on the caller's thread. */
    LogMark once(Wish wish) throws IOException, InterruptedException {
        try (CopySession talk = new CopySession(applier, data, partner, wish)) {
            talks(talk);
            return talk.run(target);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("the tree could not be copied", failed.getCause());
        } finally {
            talks(null);
        }
    }

    @Override
    public void close() {
        cancel();
        thread.shutdownNow();
    }
}
