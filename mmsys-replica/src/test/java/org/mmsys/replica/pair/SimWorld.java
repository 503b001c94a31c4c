package org.mmsys.replica.pair;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mmsys.testkit.SimNetwork;
import org.mmsys.testkit.SimSchedule;

/** What all parts of a simulation share. */
interface SimWorld {
    SimSchedule schedule();

    RandomGenerator random();

    SimNetwork<PairMessage> network();

    SimRegistry registry();

    SimMonitor monitor();

    Mutant mutant();

    List<SimNode> nodes();

    default SimNode node(Half half) {
        return nodes().get(index(half));
    }

    static int index(Half half) {
        return half == Half.A ? 0 : 1;
    }

    /** How long one write and its sync take on the disk of this node just now. */
    long syncTime(Half half);

    /** Whether the disk of this node takes nothing more. */
    boolean exhausted(Half half);

    boolean acceptSingleCopy();

    /** Whether logs are cut at the front while a node is alone. */
    boolean trims();

    /** The process of this node has ended by itself. */
    void died(SimNode node);
}
