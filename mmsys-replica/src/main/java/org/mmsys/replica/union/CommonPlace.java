package org.mmsys.replica.union;

import java.io.IOException;
import java.util.Optional;
import org.mmsys.core.journal.LogMark;

/**
 * Looks for the last place that two logs have in common. Equal marks mean equal history, so the places in common are a prefix,
 * but for those that are not in one of the logs any more.
 *
 * <p>Should an entry in the middle not be readable the place found may be an earlier one: both have what is behind it.
 */
final class CommonPlace {
    private CommonPlace() {}

    /** Marks of this log. */
    interface Marks {
        Optional<LogMark> after(long sequence) throws IOException, InterruptedException;
    }

    /** The other log. */
    interface Other {
        /** One of {@link UnionWire#YES}, {@link UnionWire#NO}, {@link UnionWire#GONE}. */
        int has(LogMark mark) throws IOException;
    }

    /** @param highest where the shorter of the two logs ends */
    static Optional<LogMark> find(long lowest, long highest, Marks own, Other other)
            throws IOException, InterruptedException {
        long low = lowest;
        long high = highest;
        Optional<LogMark> found = Optional.empty();
        while (low <= high) {
            long middle = low + (high - low) / 2;
            Optional<LogMark> mark = own.after(middle);
            int answer = mark.isEmpty() ? UnionWire.GONE : other.has(mark.get());
            if (answer == UnionWire.NO) {
                high = middle - 1;
            } else {
                low = middle + 1;
                found = answer == UnionWire.YES ? mark : found;
            }
        }
        return found;
    }
}
