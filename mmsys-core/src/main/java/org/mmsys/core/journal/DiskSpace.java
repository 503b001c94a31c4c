package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the free space of the data directory: below the reserve, mail is refused while deletions go on.
 *
 * <p>Any thread. {@link #shortOfSpace} answers from memory; {@link #measure} asks the disk, but not more often than the
 * interval.
 */
public final class DiskSpace {
    public static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger(DiskSpace.class);
    private static final long MIB = 1024 * 1024;
    private static final long EXHAUSTED = MIB;

    private final Gauge gauge;
    private final long reserve;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final AtomicLong measuredAt;
    private volatile long usable = Long.MAX_VALUE;
    private volatile boolean isShort;

    /** Tells the usable octets. */
    @FunctionalInterface
    public interface Gauge {
        long usable() throws IOException;
    }

    public DiskSpace(Gauge gauge, long reserve, Duration interval, LongSupplier nanoTime) {
        if (reserve < 0) {
            throw new IllegalArgumentException("reserve " + reserve);
        }
        this.gauge = gauge;
        this.reserve = reserve;
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
        this.measuredAt = new AtomicLong(nanoTime.getAsLong() - intervalNanos);
    }

    /** Watches the file system of an existing directory. */
    public static DiskSpace of(Path directory, long reserve) {
        return new DiskSpace(() -> Files.getFileStore(directory).getUsableSpace(), reserve, INTERVAL, System::nanoTime);
    }

    /** The default reserve for a disk of that size: 2 %, but at least 256 MiB and at most 5 GiB. */
    public static long defaultReserve(long totalOctets) {
        return Math.max(256 * MIB, Math.min(totalOctets / 50, 5 * 1024 * MIB));
    }

    /** Whether less than the reserve was left when last measured. */
    public boolean shortOfSpace() {
        return isShort;
    }

    /** Asks the disk if the last answer is older than the interval. */
    public void measure() {
        long now = nanoTime.getAsLong();
        long last = measuredAt.get();
        if (now - last >= intervalNanos && measuredAt.compareAndSet(last, now)) {
            measureNow();
        }
    }

    /** Whether there is room for so many octets above the reserve, asking the disk now. */
    boolean hasRoomFor(long octets) {
        measureNow();
        return usable - reserve >= octets;
    }

    /** Whether next to nothing is left, asking the disk now: errors whose text is in another language are of this. */
    boolean exhausted() {
        measureNow();
        return usable < EXHAUSTED;
    }

    private void measureNow() {
        try {
            usable = gauge.usable();
        } catch (IOException unknown) {
            log.atWarn().setCause(unknown).log("free space cannot be measured");
            return;
        }
        boolean nowShort = usable < reserve;
        if (nowShort != isShort) {
            isShort = nowShort;
            log.atWarn()
                    .addKeyValue("usable", usable)
                    .addKeyValue("reserve", reserve)
                    .log(nowShort ? "disk short of space, mail is refused" : "disk space is back");
        }
    }
}
