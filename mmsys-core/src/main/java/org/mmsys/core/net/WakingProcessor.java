package org.mmsys.core.net;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.transport.socket.nio.NioProcessor;
import org.apache.mina.transport.socket.nio.NioSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An I/O thread that other threads can hand work to, and whose readers can be paused and resumed without stalls.
 *
 * <p>MINA's own processor changes a key's interest set in the calling thread without waking the selector, and
 * {@code resumeRead} may switch off a write that is under way: readers and writers then hang for good. Here changes made
 * by other threads go through MINA's queue for the I/O thread, and OP_WRITE is left to the flushing code, so
 * {@code suspendRead} and {@code resumeRead} are safe from any thread ({@code suspendWrite} must not be used).
 *
 * <p>{@link #execute} runs tasks on the I/O thread right after its select, before reads and writes; tasks handed over by
 * the I/O thread itself run in its next turn, so that a long job can be cut into slices between which others are served.
 * A wake-up asked for by the I/O thread itself is left out where the same turn does the work anyway: two system calls
 * less for each answer.
 */
public final class WakingProcessor extends NioProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(WakingProcessor.class);
    private static final AttributeKey SELF = new AttributeKey(WakingProcessor.class, "self");
    private static final int FOREIGN_TASKS_A_TURN = 4096;

    private final Queue<Runnable> foreign = new ConcurrentLinkedQueue<>();
    private final Workbench workbench = new Workbench();
    private ArrayDeque<Runnable> own = new ArrayDeque<>();
    private ArrayDeque<Runnable> spare = new ArrayDeque<>();
    private volatile @Nullable Thread io;
    /** Whether this turn has come to closing sessions: the flush phase is over then. I/O thread only. */
    private boolean flushOver;

    /** Called by MINA's processor pool. */
    public WakingProcessor(Executor executor) {
        super(executor);
    }

    /** The processor that serves a session, known as soon as the session was created. */
    static WakingProcessor of(IoSession session) {
        return (WakingProcessor) session.getAttribute(SELF);
    }

    /** Runs the task on the I/O thread, soon. Any thread. */
    void execute(Runnable task) {
        if (onIoThread()) {
            own.add(task);
        } else {
            foreign.add(task);
            wakeup();
        }
    }

    boolean onIoThread() {
        return Thread.currentThread() == io;
    }

    /** Buffers that all sessions of this I/O thread share. I/O thread only. */
    Workbench workbench() {
        return workbench;
    }

    /** Closes the sending half of a session's socket. MINA hides the channel, but not the key. I/O thread only. */
    void endOutput(IoSession session) {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() == session && key.channel() instanceof SocketChannel channel) {
                try {
                    channel.shutdownOutput();
                } catch (IOException e) {
                    session.closeNow();
                }
                return;
            }
        }
    }

    @Override
    protected void init(NioSession session) throws Exception {
        session.setAttribute(SELF, this);
        super.init(session);
    }

    @Override
    protected void destroy(NioSession session) throws Exception {
        flushOver = true;
        super.destroy(session);
    }

    /** A connection reset by its peer is nothing to report, as MINA would: it ends, without an end of input. */
    @Override
    protected int read(NioSession session, IoBuffer into) throws Exception {
        try {
            return super.read(session, into);
        } catch (IOException e) {
            return lost(session, e);
        }
    }

    @Override
    protected int write(NioSession session, IoBuffer from, int length) throws IOException {
        try {
            return super.write(session, from, length);
        } catch (IOException e) {
            return lost(session, e);
        }
    }

    private static int lost(NioSession session, IOException cause) {
        LOG.atDebug().addKeyValue("cause", cause.toString()).log("connection lost");
        session.closeNow();
        return 0;
    }

    @Override
    protected int select(long timeout) throws Exception {
        io = Thread.currentThread();
        flushOver = false;
        int selected;
        if (own.isEmpty() && foreign.isEmpty()) {
            selected = super.select(timeout);
        } else {
            wakeupCalled.set(true); // else an empty select would count as a sign of a broken selector
            selected = selectNow();
        }
        runOwn();
        runForeign();
        return selected;
    }

    /** Keeps the thread while tasks may still come for sessions that are closed already. */
    @Override
    protected int allSessionsCount() {
        int sessions = super.allSessionsCount();
        return isDisposing() && foreign.isEmpty() ? sessions : Math.max(1, sessions);
    }

    @Override
    protected void wakeup() {
        if (!onIoThread() || flushOver || isDisposing()) {
            super.wakeup();
        }
    }

    @Override
    public void updateTrafficControl(NioSession session) {
        if (!onIoThread()) {
            updateTrafficMask(session);
            return;
        }
        try {
            setInterestedInRead(session, !session.isReadSuspended());
        } catch (Exception e) {
            session.getFilterChain().fireExceptionCaught(e);
        }
    }

    private int selectNow() throws Exception {
        selectorLock.readLock().lock();
        try {
            return selector.selectNow();
        } finally {
            selectorLock.readLock().unlock();
        }
    }

    private void runOwn() {
        ArrayDeque<Runnable> now = own;
        own = spare;
        spare = now;
        for (Runnable task = now.poll(); task != null; task = now.poll()) {
            run(task);
        }
    }

    private void runForeign() {
        for (int i = 0; i < FOREIGN_TASKS_A_TURN; i++) {
            Runnable task = foreign.poll();
            if (task == null) {
                return;
            }
            run(task);
        }
    }

    /** An exception that left this thread would end it, and with it all its sessions. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.atError().setCause(e).log("task on an i/o thread failed");
        }
    }
}
