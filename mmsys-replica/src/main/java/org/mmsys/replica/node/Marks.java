package org.mmsys.replica.node;

import org.mmsys.core.journal.LogMark;
import org.mmsys.replica.pair.ChainMark;
import org.mmsys.replica.pair.LogPoint;

/** Places in the log, as the journal and as the machine call them. */
final class Marks {
    private Marks() {}

    static LogPoint point(LogMark mark) {
        return new LogPoint(mark.sequence(), ChainMark.of(mark.chain()));
    }

    static LogMark mark(LogPoint point) {
        return new LogMark(point.sequence(), point.chain().toBytes());
    }
}
