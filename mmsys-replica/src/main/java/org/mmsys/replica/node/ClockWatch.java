package org.mmsys.replica.node;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the clocks of this machine, since each of them misses something: the monotonic one stands still while a machine is
 * suspended, the wall clock is set by hand, the time since the boot is coarse. Owned by the thread of the pair.
 */
final class ClockWatch {
    private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long APART_MAX = 200;
    private static final long LATE = 300;

    private final LongSupplier nanos;
    private final LongSupplier wall;
    private final LongSupplier boot;
    private long nanosAt;
    private long wallAt;
    private long bootAt;

    /**
     * Clocks to compare.
     *
     * @param nanos monotonic, in nanoseconds
     * @param wall in milliseconds
     * @param boot time since the boot in milliseconds, suspension included; negative if it cannot be known
     */
    ClockWatch(LongSupplier nanos, LongSupplier wall, LongSupplier boot) {
        this.nanos = nanos;
        this.wall = wall;
        this.boot = boot;
        restart();
    }

    /** The clocks of this machine. */
    static ClockWatch ofMachine() {
        return new ClockWatch(System::nanoTime, System::currentTimeMillis, new BootClock());
    }

    private void restart() {
        nanosAt = nanos.getAsLong();
        wallAt = wall.getAsLong();
        bootAt = boot.getAsLong();
    }

    /** Why leases of before do not count any more, if there is a reason. Once for each tick. */
    Optional<String> tick() {
        long oldNanos = nanosAt;
        long oldWall = wallAt;
        long oldBoot = bootAt;
        restart();
        long passed = (nanosAt - oldNanos) / NANOS_PER_MILLI;
        long byWall = wallAt - oldWall;
        long byBoot = bootAt < 0 || oldBoot < 0 ? passed : bootAt - oldBoot;
        if (passed > LATE) {
            return doubt("this node stood still for " + passed + " ms");
        }
        if (Math.abs(byBoot - passed) > APART_MAX) {
            return doubt("the machine was suspended: " + byBoot + " ms passed, its clock counted " + passed);
        }
        return Math.abs(byWall - passed) > APART_MAX
                ? doubt("the wall clock moved by " + (byWall - passed) + " ms")
                : Optional.empty();
    }

    /** Whether the wall clock went on as the monotonic one did since the last tick: cheap, to be asked before each event. */
    boolean agrees() {
        long passed = (nanos.getAsLong() - nanosAt) / NANOS_PER_MILLI;
        return Math.abs(wall.getAsLong() - wallAt - passed) <= APART_MAX;
    }

    private static Optional<String> doubt(String why) {
        log.atWarn().addKeyValue("why", why).log("leases void");
        return Optional.of(why);
    }
}
