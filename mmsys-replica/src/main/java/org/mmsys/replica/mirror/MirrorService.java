package org.mmsys.replica.mirror;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.mmsys.core.journal.StateImage;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.replica.node.BulkService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one half gives the other of its tree: all of it for an empty disk, single files for a repair, and what it holds at a
 * mark for a comparison.
 *
 * <p>Any number of calls at a time, up to a limit, each on the thread that calls {@link #serve}.
 */
public final class MirrorService implements BulkService {
    static final String TREE = "TREE";
    static final String FILES = "FILES";
    static final String COMPARE = "COMPARE";
    private static final Logger log = LoggerFactory.getLogger(MirrorService.class);
    private static final int CALLS_MAX = 8;
    private static final long PINNED_NANOS = Duration.ofMinutes(15).toNanos();

    private final TreeExport tree;
    private final PlainFiles plain;
    private final CompareTalk compare;
    private final StateSource images;
    private final Throttle throttle;
    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private long pinned = Long.MAX_VALUE;
    private long pinnedUntil;

    /**
     * Serves the tree of an applier.
     *
     * @param octetsPerSecond how fast a whole tree may be copied: {@code resync.rate}; 0 means no limit
     */
    public MirrorService(Applier applier, Path data, StateSource images, long octetsPerSecond) {
        this.tree = new TreeExport(applier);
        this.plain = new PlainFiles(data);
        this.compare = new CompareTalk(applier);
        this.images = images;
        this.throttle = new Throttle(octetsPerSecond);
    }

    /** The first entry that a half which copies the tree will ask for; {@link Long#MAX_VALUE} if none does. Any thread. */
    public synchronized long needsFrom() {
        if (pinned != Long.MAX_VALUE && System.nanoTime() - pinnedUntil > 0) {
            pinned = Long.MAX_VALUE;
        }
        return pinned;
    }

    private synchronized void pin(long from) {
        pinned = Math.min(needsFrom(), from);
        still();
    }

    private synchronized void still() {
        pinnedUntil = System.nanoTime() + PINNED_NANOS;
    }

    @Override
    public void serve(DataInputStream in, DataOutputStream out) throws IOException {
        if (!calls.tryAcquire()) {
            throw new IOException("too many calls of the other half at a time");
        }
        try {
            DataOutputStream buffered = new DataOutputStream(new BufferedOutputStream(out, MirrorWire.BUFFER));
            serve(in.readUTF(), in, buffered);
            buffered.flush();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while serving the other half").initCause(stop);
        } finally {
            calls.release();
        }
    }

    private void serve(String verb, DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        int version = in.readUnsignedByte();
        if (version != MirrorWire.VERSION) {
            throw new IOException("the other half speaks version " + version);
        }
        switch (verb) {
            case TREE -> {
                pin(tree.applied() + 1); // the image is of this moment or a later one
                StateImage image = images.take();
                log.atInfo().addKeyValue("seq", image.mark().sequence()).log("the other half copies the tree");
                new TreeTalk(tree, plain, throttle).tell(image, out);
            }
            case FILES -> new FilesTalk(tree, plain, throttle).serve(in, out, this::still);
            case COMPARE -> compare.serve(in, out);
            default -> throw new IOException("the other half asks for something unknown");
        }
    }
}
