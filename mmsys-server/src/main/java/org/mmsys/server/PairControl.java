package org.mmsys.server;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mmsys.replica.node.Explanations.Said;
import org.mmsys.replica.node.PairNode.Switched;
import org.mmsys.replica.node.PairStatus;

/** The desk of a half that runs. Any thread. */
final class PairControl implements PairDesk {
    private final Supplier<PairSide> side;
    private final PairRegistry registry;
    private final RecordOrder order;

    PairControl(Supplier<PairSide> side, PairRegistry registry, ServerPlan plan, RandomGenerator random) {
        this.side = side;
        this.registry = registry;
        this.order = new RecordOrder(
                registry.registry(),
                PairSide.key(plan),
                PairSide.half(plan),
                random,
                registry.lone().map(vote -> vote));
    }

    @Override
    public PairStatus status() {
        return side.get().node().status();
    }

    @Override
    public List<Said> explanations() {
        return side.get().node().explanations();
    }

    @Override
    public Switched switchover() throws InterruptedException {
        try {
            return side.get().node().switchover().get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
    }

    @Override
    public String force(boolean office, String reason) throws IOException, InterruptedException {
        PairSide now = side.get();
        return order.write(office, now.node().store(), now.node().status().promise(), reason);
    }

    @Override
    public PairRegistry.Health registry() {
        return registry.health();
    }
}
