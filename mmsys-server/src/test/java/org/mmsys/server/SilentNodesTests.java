package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mmsys.core.route.ClusterView.NodeState;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;

final class SilentNodesTests {
    private static final NodeName NODE = new NodeName("s2", NodeName.Half.PRIMARY);

    private final List<NodeState> view = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private long now = Duration.ofHours(1).toNanos();

    private final SilentNodes silent = new SilentNodes(
            () -> view,
            new SilentNodes.Connections() {
                @Override
                public int endUnheard(NodeName node, long sinceNanos) {
                    ended.add(node + " " + Duration.ofNanos(now - sinceNanos).toMillis());
                    return 1;
                }

                @Override
                public int endUnheardRelays(long sinceNanos) {
                    ended.add("relays " + Duration.ofNanos(now - sinceNanos).toMillis());
                    return 1;
                }
            },
            () -> now);

    private static NodeState state(int failures, Duration failedFor) {
        return new NodeState(NODE, Service.POP3, failures, Duration.ZERO, failedFor, "no answer in time");
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void aNodeThatWasCalledInVainHasItsConnectionsForAWhile() {
        view.add(state(1, SilentNodes.PEER.minusMillis(1)));
        silent.lookAtPeers();
        assertThat(ended).isEmpty();

        view.set(0, state(3, Duration.ofSeconds(12)));
        silent.lookAtPeers();
        assertThat(ended).containsExactly("s2/primary 12000");
    }

    @Test
    void aNodeThatAnsweredKeepsItsConnections() {
        view.add(state(0, Duration.ZERO));
        silent.lookAtPeers();
        assertThat(ended).isEmpty();
    }

    @Test
    void relaysEndOnceWhenTheOtherHalfIsSilentAndAgainWhenThatHappensAgain() {
        long heardAt = now;
        silent.lookAtOtherHalf(heardAt);
        pass(SilentNodes.OTHER_HALF.minusMillis(1));
        silent.lookAtOtherHalf(heardAt);
        assertThat(ended).isEmpty();

        pass(Duration.ofMillis(50));
        silent.lookAtOtherHalf(heardAt);
        pass(Duration.ofMillis(50));
        silent.lookAtOtherHalf(heardAt);
        assertThat(ended).containsExactly("relays 1049");

        heardAt = now;
        silent.lookAtOtherHalf(heardAt);
        pass(Duration.ofSeconds(2));
        silent.lookAtOtherHalf(heardAt);
        assertThat(ended).containsExactly("relays 1049", "relays 2000");
    }
}
