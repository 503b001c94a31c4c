package org.mmsys.core.net;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The few large blocks that the sessions of one I/O thread share; who gets none sends in smaller parts.
 *
 * <p>Made when first needed, then kept. Owned by the I/O thread.
 */
final class BodyBlocks {
    /** In all I/O threads together, which are about as many as processors. */
    private static final int ALL = 64;

    private static final int MOST = 12;

    private final ArrayDeque<BodyBlock> free = new ArrayDeque<>();
    private final int limit;
    private int made;

    BodyBlocks() {
        this(Math.max(2, Math.min(MOST, ALL / Runtime.getRuntime().availableProcessors())));
    }

    BodyBlocks(int limit) {
        this.limit = limit;
    }

    /** A block, to be given back; empty when all are lent. */
    Optional<BodyBlock> take() {
        BodyBlock block = free.poll();
        if (block == null && made < limit) {
            block = new BodyBlock();
            made++;
        }
        return Optional.ofNullable(block);
    }

    void giveBack(BodyBlock block) {
        assert free.size() < made && !free.contains(block);
        free.push(block);
    }

    /** Blocks that were taken and not given back. */
    int lent() {
        return made - free.size();
    }
}
