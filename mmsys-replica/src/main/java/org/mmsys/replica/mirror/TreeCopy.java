package org.mmsys.replica.mirror;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.replica.node.BulkService;
import org.mmsys.replica.node.TreeFill;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a joining half with the tree of the other, as long as the order stands.
 *
 * <p>A copy that fails is begun again with the next order; files that are there already are kept. From its beginning until
 * all is in place the data directory is marked as being copied. One copy at a time, on a thread of its own.
 */
public final class TreeCopy implements TreeFill, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TreeCopy.class);
    private final Supplier<Applier> applier;
    private final Path data;
    private final BulkService.Caller partner;
    private final StateTarget target;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(TreeCopy::thread);
    private @Nullable Order present;
    private @Nullable CopySession session;
    private boolean closed;

    /**
     * Copies into the tree of an applier.
     *
     * @param applier asked at the begin of each copy
     * @param target where all other states go when the tree is in place
     */
    public TreeCopy(Supplier<Applier> applier, Path data, BulkService.Caller partner, StateTarget target) {
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

    @Override
    public synchronized void wanted(Order order) {
        Order before = present;
        if (before != null) {
            if (!before.stands() && session != null) {
                end(session); // the next order finds the way free
            }
            return;
        }
        present = order;
        try {
            thread.execute(() -> work(order));
        } catch (RejectedExecutionException ending) {
            present = null;
        }
    }

    private void work(Order order) {
        try {
            LogMark mark = once(() -> order.stands() && !isClosed());
            order.installed(mark);
        } catch (InterruptedIOException | InterruptedException ended) {
            log.atInfo().log("copy of the tree ended before its time");
        } catch (IOException failed) {
            log.atWarn().setCause(failed).log("tree not copied; tried again when it is asked for again");
        } finally {
            synchronized (this) {
                present = null;
            }
        }
    }

    /** Whether what was begun is still wanted. */
    interface Wish {
        boolean lasts();
    }

    /** Copies once, on the caller's thread. */
    LogMark once(Wish wish) throws IOException, InterruptedException {
        try (CopySession talk = new CopySession(applier.get(), data, partner, wish)) {
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

    private synchronized void talks(@Nullable CopySession with) {
        session = with;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** A thread that waits for the network does not hear of interrupts. */
    private static void end(CopySession talk) {
        try {
            talk.close();
        } catch (IOException broken) {
            log.atDebug().setCause(broken).log("call for the tree not closed in order");
        }
    }

    /** Ends a copy that goes on; soon. The marker stays then. */
    @Override
    public synchronized void close() {
        closed = true;
        if (session != null) {
            end(session);
        }
        thread.shutdownNow();
    }
}
