package org.mmsys.replica.pair;

import java.util.Arrays;

/** The last places that were written here, so that what the partner acknowledges can be compared. */
final class RecentPoints {
    private static final int KEPT = 256;

    private final LogPoint[] points = new LogPoint[KEPT];

    RecentPoints() {
        forget();
    }

    /** What was written may have been cut off since. */
    void forget() {
        Arrays.fill(points, LogPoint.START);
    }

    void add(LogPoint point) {
        points[(int) (point.sequence() % KEPT)] = point;
    }

    /** Whether the place is the one that was written here; true if that is not remembered. */
    boolean agrees(LogPoint point) {
        LogPoint own = points[(int) (point.sequence() % KEPT)];
        return own.sequence() != point.sequence() || own.equals(point);
    }
}
