package org.mmsys.core.journal;

import java.util.concurrent.atomic.AtomicLong;

/** Draws the GUIDs of this incarnation of this node, in the epoch that it leads. Any thread. */
public final class Guids {
    private final int pair;
    private volatile int epoch;
    private final int node;
    private final int incarnation;
    private final AtomicLong sequence = new AtomicLong();

    public Guids(int pair, int epoch, int node, int incarnation) {
        this.pair = pair;
        this.epoch = epoch;
        this.node = node;
        this.incarnation = incarnation;
    }

    /** From now on another epoch is led. */
    void epoch(int led) {
        epoch = led;
    }

    /** A block of ids for one entry: take {@code index} 0 to 65,535 from it. */
    public Block next() {
        return new Block(epoch, sequence.incrementAndGet());
    }

    /** The ids of one entry. */
    public final class Block {
        private final int drawnIn;
        private final long number;

        private Block(int drawnIn, long number) {
            this.drawnIn = drawnIn;
            this.number = number;
        }

        public Guid at(int index) {
            return Guid.of(pair, drawnIn, node, incarnation, number, index);
        }
    }
}
