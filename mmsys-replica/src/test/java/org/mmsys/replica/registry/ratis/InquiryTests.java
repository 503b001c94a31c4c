package org.mmsys.replica.registry.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mmsys.core.route.NodeName;

/** Answers that are lost, late, or say no. */
@SuppressWarnings("FutureReturnValueIgnored")
class InquiryTests {
    private static final List<NodeName> VOTERS = List.of(VoterGroup.S1_BACKUP, VoterGroup.W1, VoterGroup.S1_PRIMARY);
    private static final RatisTiming TIMING = new RatisTiming(
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(400),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    private final FakeWay way = new FakeWay();

    @AfterEach
    void stop() {
        clock.shutdownNow();
    }

    private Optional<byte[]> answer() throws Exception {
        return Inquiry.begin(way, TIMING, clock).get(20, TimeUnit.SECONDS);
    }

    @Test
    void lostAnswerIsAskedForAgainElsewhere() throws Exception {
        way.script.add(new CompletableFuture<>());
        way.script.add(yes());
        assertThat(answer()).contains(new byte[] {7});
        assertThat(way.asked).containsExactly(VoterGroup.S1_BACKUP, VoterGroup.W1);
        assertThat(way.lost).containsExactly(VoterGroup.S1_BACKUP);
    }

    @Test
    void lateAnswerCountsIfItIsTheFirst() throws Exception {
        CompletableFuture<RaftClientReply> late = new CompletableFuture<>();
        way.script.add(late);
        CompletableFuture<Optional<byte[]>> answer = Inquiry.begin(way, TIMING, clock);
        clock.schedule(() -> late.complete(yes().join()), 60, TimeUnit.MILLISECONDS);
        assertThat(answer.get(20, TimeUnit.SECONDS)).contains(new byte[] {7});
    }

    @Test
    void brokenConnectionsAreNotTheEnd() throws Exception {
        way.script.add(CompletableFuture.failedFuture(new IOException("reset")));
        way.script.add(CompletableFuture.failedFuture(new IOException("refused")));
        way.script.add(yes());
        assertThat(answer()).isPresent();
        assertThat(way.lost).containsExactly(VoterGroup.S1_BACKUP, VoterGroup.W1);
    }

    @Test
    void leaderThatIsNamedIsAskedNext() throws Exception {
        way.script.add(CompletableFuture.completedFuture(notLeader(VoterGroup.S1_PRIMARY)));
        way.script.add(yes());
        assertThat(answer()).isPresent();
        assertThat(way.asked).containsExactly(VoterGroup.S1_BACKUP, VoterGroup.S1_PRIMARY);
        assertThat(way.lost).isEmpty();
    }

    @Test
    void endsWithoutAnAnswerWhenTheTimeIsOver() throws Exception {
        assertThat(answer()).isEmpty();
        int asked = way.asked.size();
        assertThat(asked).isBetween(2, 25);
    }

    @Test
    void endsAtOnceWhenTheRegistryIsClosed() throws Exception {
        clock.shutdownNow();
        assertThat(answer()).isEmpty();
    }

    private static CompletableFuture<RaftClientReply> yes() {
        return CompletableFuture.completedFuture(
                reply().setSuccess().setMessage(message()).build());
    }

    private static Message message() {
        return Message.valueOf(ByteString.copyFrom(new byte[] {7}));
    }

    private static RaftClientReply.Builder reply() {
        return RaftClientReply.newBuilder()
                .setClientId(ClientId.randomId())
                .setServerId(PeerNames.id(VoterGroup.W1))
                .setGroupId(RaftGroupId.randomId());
    }

    private static RaftClientReply notLeader(NodeName leader) {
        PeerNames names = new PeerNames(new java.util.UUID(1, 2));
        return reply().setException(new NotLeaderException(
                        RaftGroupMemberId.valueOf(PeerNames.id(VoterGroup.W1), names.group()),
                        names.peer(leader, PeerNames.id(leader, "12345678")),
                        names.peers(VOTERS)))
                .build();
    }

    /** Answers by a script, then no more. */
    private static final class FakeWay implements Inquiry.Way {
        private final Queue<CompletableFuture<RaftClientReply>> script = new ArrayDeque<>();
        private final List<NodeName> asked = new CopyOnWriteArrayList<>();
        private final List<NodeName> lost = new CopyOnWriteArrayList<>();

        @Override
        public NodeName next(Optional<NodeName> before) {
            return before.map(name -> VOTERS.get((VOTERS.indexOf(name) + 1) % VOTERS.size()))
                    .orElse(VOTERS.get(0));
        }

        @Override
        public CompletableFuture<RaftClientReply> send(NodeName voter) {
            asked.add(voter);
            CompletableFuture<RaftClientReply> next = script.poll();
            return next == null ? new CompletableFuture<>() : next;
        }

        @Override
        public void answered(NodeName voter) {}

        @Override
        public void leads(NodeName voter) {}

        @Override
        public void lost(NodeName voter) {
            lost.add(voter);
        }
    }
}
