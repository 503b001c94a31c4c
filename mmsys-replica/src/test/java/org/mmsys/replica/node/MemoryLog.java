package org.mmsys.replica.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.LogFollower;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.PairLog;

/** The journal of a paired node, on a {@link MemoryDisk}; one thread is its committer. */
final class MemoryLog implements PairLog, AutoCloseable {
    private final MemoryDisk disk;
    private final LogFollower follower;
    private final Found found;
    private final ExecutorService committer =
            Executors.newSingleThreadExecutor(task -> Threads.daemon("test-committer", task));
    private final Map<Long, Consumer<Boolean>> waiting = new TreeMap<>();
    private volatile boolean full;
    private boolean leads;
    private long epoch;
    private volatile boolean growth = true;
    private volatile CountDownLatch stuck = new CountDownLatch(0);

    MemoryLog(MemoryDisk disk, LogFollower follower) {
        this.disk = disk;
        this.follower = follower;
        this.found = disk.open();
    }

    private void run(Runnable task) {
        try {
            committer.execute(task);
        } catch (RejectedExecutionException closed) {
            // the node is dead
        }
    }

    /** New mail; the listener learns whether it was committed, or nothing. */
    void append(String text, Optional<Body.Spooled> body, Consumer<Boolean> listener) {
        run(() -> {
            if (!leads || !growth) {
                listener.accept(false);
                return;
            }
            waiting.put(add(text, body), listener);
        });
    }

    private long add(String text, Optional<Body.Spooled> body) {
        LogMark before = disk.last();
        MemoryDisk.Entry made = disk.add(epoch, text, body);
        follower.appended(MemoryDisk.chunk(List.of(made), before), epoch);
        force(made.mark());
        return made.mark().sequence();
    }

    private void force(LogMark mark) {
        try {
            stuck.await();
            follower.durable(mark);
        } catch (InterruptedException dead) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets syncs wait until the latch is open. */
    void stuck(CountDownLatch until) {
        stuck = until;
    }

    void full(boolean now) {
        full = now;
        run(() -> follower.shortOfSpace(now));
    }

    void trim(long sequence) {
        run(() -> follower.trimmed(disk.trim(sequence)));
    }

    @Override
    public Found found() {
        return found;
    }

    @Override
    public void lead(long newEpoch) {
        run(() -> {
            leads = true;
            epoch = newEpoch;
            add("", Optional.empty());
        });
    }

    @Override
    public void follow() {
        run(() -> {
            leads = false;
            waiting.clear();
        });
    }

    @Override
    public void write(ByteBuffer records, LogMark previous, LogMark last) {
        run(() -> {
            if (full) {
                follower.writeRefused(disk.last());
            } else {
                disk.take(records, previous, last);
                force(last);
            }
        });
    }

    @Override
    public void commit(long upTo) {
        run(() -> {
            disk.apply(upTo);
            while (!waiting.isEmpty() && waiting.keySet().iterator().next() <= upTo) {
                waiting.remove(waiting.keySet().iterator().next()).accept(true);
            }
            follower.applied(upTo);
        });
    }

    @Override
    public void truncate(LogMark last) {
        run(() -> {
            disk.cut(last);
            follower.truncated(last);
            waiting.entrySet().removeIf(entry -> {
                boolean cut = entry.getKey() > last.sequence();
                if (cut) {
                    entry.getValue().accept(false);
                }
                return cut;
            });
        });
    }

    @Override
    public void find(List<Long> sequences, Consumer<List<LogMark>> answer) {
        run(() -> answer.accept(disk.find(sequences)));
    }

    @Override
    public void allowGrowth(boolean allowed) {
        growth = allowed;
    }

    @Override
    public Optional<Chunk> read(LogMark after, int octets) throws IOException {
        return disk.read(after, octets);
    }

    @Override
    public void close() {
        committer.shutdownNow();
    }
}
