package org.mmsys.replica.node;

import org.mmsys.core.journal.LogMark;

/** Fills this half's disk from the other half's, when their logs have nothing in common any more. */
public interface TreeFill {
    /**
     * The primary asks this half to copy its tree, by calls to its {@link BulkService}.
     *
     * <p>Called on the thread of the pair; must not wait. Comes again every few seconds until it is done: while a copy is under
     * way, another order changes nothing.
     */
    void wanted(Order order);

    /** What the copy is for. All methods may be called by any thread. */
    interface Order {
        /** Whether it still makes sense. Asked at least right before the copy takes the place of what is there. */
        boolean stands();

        /**
         * The copy is in place, durably, and the log that this node was started with is empty behind this place. If a copy
         * needs the journal to be opened anew, then so must be the node, and nobody calls this.
         */
        void installed(LogMark base);
    }
}
