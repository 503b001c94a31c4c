package org.mmsys.server;

import java.io.IOException;
import java.util.List;
import org.mmsys.replica.node.Explanations.Said;
import org.mmsys.replica.node.PairNode.Switched;
import org.mmsys.replica.node.PairStatus;

/** What an administrator may know of a half of a pair, and have done. Any thread. */
interface PairDesk {
    /** What it is now; from memory. */
    PairStatus status();

    /** Why it is that, the newest last. */
    List<Said> explanations();

    /** Gives the office to the other half; waits until that is done or given up. */
    Switched switchover() throws InterruptedException;

    /**
     * Changes the record of the pair by order, for the given reason; waits for the registry.
     *
     * @param office whether this node is to be the primary, or, if it is, to go on alone
     * @return what was written, in words
     * @throws IOException if it could not be
     */
    String force(boolean office, String reason) throws IOException, InterruptedException;

    /** How the registry is. */
    PairRegistry.Health registry();
}
