package org.mmsys.replica.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time since this machine was started, suspension included, in milliseconds; -1 where it cannot be known.
 *
 * <p>Read from /proc/uptime ({@code 12345.67 ...}), which is kept open as it is asked for forty times a second. One thread.
 */
final class BootClock implements LongSupplier {
    private static final Logger log = LoggerFactory.getLogger(BootClock.class);
    private static final String UPTIME = "/proc/uptime";
    private static final int LENGTH = 64;
    private static final int DECIMAL = 10;
    /** The file has two digits behind the point. */
    private static final long MILLIS_PER_HUNDREDTH = 10;

    private final byte[] text = new byte[LENGTH];
    private Optional<RandomAccessFile> file;

    BootClock() {
        Optional<RandomAccessFile> opened;
        try {
            opened = Optional.of(new RandomAccessFile(UPTIME, "r"));
        } catch (IOException notOnThisSystem) {
            log.atInfo().setCause(notOnThisSystem).log("time since the boot not known");
            opened = Optional.empty();
        }
        file = opened;
    }

    @Override
    public long getAsLong() {
        if (file.isEmpty()) {
            return -1;
        }
        try {
            file.get().seek(0);
            return parse(text, file.get().read(text));
        } catch (IOException gone) {
            file = Optional.empty();
            return -1;
        }
    }

    /** Digits, a point, two digits, a blank. */
    static long parse(byte[] text, int length) {
        long hundredths = 0;
        int at = 0;
        for (; at < length && text[at] != ' '; at++) {
            if (text[at] >= '0' && text[at] <= '9') {
                hundredths = hundredths * DECIMAL + (text[at] - '0');
            } else if (text[at] != '.') {
                return -1;
            }
        }
        return at < 3 || text[at - 3] != '.' ? -1 : hundredths * MILLIS_PER_HUNDREDTH;
    }
}
