package org.mmsys.replica.union;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mmsys.core.journal.LogMark;

/** Logs that begin somewhere, have the same history for a while, and end somewhere. */
final class CommonPlaceTests {
    private static final int ROUNDS = 20_000;

    private record Log(long base, long parted, long last, int node) {
        Optional<LogMark> after(long sequence) {
            if (sequence < base || sequence > last) {
                return Optional.empty();
            }
            byte[] chain = new byte[16];
            chain[0] = (byte) (sequence > parted ? node : 0);
            return Optional.of(new LogMark(sequence, chain));
        }

        int has(LogMark mark) {
            Optional<LogMark> own = after(mark.sequence());
            return own.isEmpty() ? UnionWire.GONE : own.get().equals(mark) ? UnionWire.YES : UnionWire.NO;
        }
    }

    @Test
    void findsTheLastPlaceWhateverIsGone() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            long parted = random.nextInt(30);
            Log mine = new Log(random.nextInt(40), parted, parted + random.nextInt(20), 1);
            Log theirs = new Log(random.nextInt(40), parted, parted + random.nextInt(20), 2);
            long lowest = random.nextInt((int) mine.base + 1); // it may have begun earlier when the node was started
            Optional<LogMark> found =
                    CommonPlace.find(lowest, Math.min(mine.last, theirs.last), mine::after, theirs::has);
            boolean there = parted >= mine.base && parted >= theirs.base;
            assertThat(found.map(LogMark::sequence))
                    .as("%s %s", mine, theirs)
                    .isEqualTo(there ? Optional.of(parted) : Optional.empty());
        }
    }
}
