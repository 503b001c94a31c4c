package org.mmsys.replica.registry.ratis;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupInfoRequest;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.thirdparty.io.netty.channel.EventLoopGroup;
import org.apache.ratis.thirdparty.io.netty.channel.nio.NioEventLoopGroup;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.apache.ratis.thirdparty.io.netty.util.concurrent.DefaultThreadFactory;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.registry.ratis.Inquiry.Way;

/** Calls the voters: the one in this process directly, the others over TLS. Thread-safe. */
final class VoterCalls implements AutoCloseable {
    private final RatisSettings settings;
    private final PeerNames names;
    private final Optional<Voter> own;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final EventLoopGroup threads = new NioEventLoopGroup(1, new DefaultThreadFactory("registry-calls", true));
    private final Map<NodeName, PeerLine> lines = new HashMap<>();
    private volatile Optional<NodeName> leader = Optional.empty();

    VoterCalls(RatisSettings settings, PeerNames names, Optional<Voter> own) {
        this.settings = settings;
        this.names = names;
        this.own = own;
        SslContext tls = RaftSettings.clientTls(settings.identity());
        for (NodeName voter : settings.voters()) {
            String address = names.peer(voter, PeerNames.id(voter)).getAddress();
            lines.put(
                    voter, new PeerLine(address, tls, threads, settings.timing().limit()));
        }
    }

    /** Who leads, as far as is known here. */
    Optional<NodeName> leader() {
        return own.flatMap(Voter::leader).or(() -> leader);
    }

    /** The voters that are connected now, the one in this process included; a connection that is down is tried again. */
    List<NodeName> heard() {
        return lines.entrySet().stream()
                .filter(line ->
                        line.getKey().equals(settings.self()) || line.getValue().up())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A way for a command, which only the leader takes. */
    Way command(Message message) {
        return new Calls(message, RaftClientRequest.writeRequestType());
    }

    /** A way for a question, which any voter answers that reaches the leader. */
    Way question(Message message) {
        return new Calls(message, RaftClientRequest.readRequestType());
    }

    private final class Calls implements Way {
        private final Message message;
        private final RaftClientRequest.Type type;

        private Calls(Message message, RaftClientRequest.Type type) {
            this.message = message;
            this.type = type;
        }

        @Override
        public NodeName next(Optional<NodeName> before) {
            List<NodeName> voters = settings.voters();
            if (before.isPresent()) {
                return voters.get((voters.indexOf(before.get()) + 1) % voters.size());
            }
            // A voter that follows could answer questions too, but only after the leader's next heartbeat.
            return leader().filter(voters::contains)
                    .or(() -> own.filter(Voter::isMember).map(voter -> settings.self()))
                    .orElse(voters.get(0));
        }

        @Override
        public CompletableFuture<RaftClientReply> send(NodeName voter) {
            RaftClientRequest request = RaftClientRequest.newBuilder()
                    .setClientId(client)
                    .setServerId(PeerNames.id(voter))
                    .setGroupId(names.group())
                    .setCallId(calls.incrementAndGet())
                    .setMessage(message)
                    .setType(type)
                    .build();
            if (!voter.equals(settings.self())) {
                return line(voter).send(request);
            }
            try {
                return own.isPresent()
                        ? own.get().submit(request)
                        : CompletableFuture.failedFuture(new IOException("no voter here"));
            } catch (IOException refused) {
                return CompletableFuture.failedFuture(refused);
            }
        }

        /** Only the leader carries out a command; to a question the others too may know the answer. */
        @Override
        public void answered(NodeName voter) {
            if (type.is(RaftClientRequestProto.TypeCase.WRITE)) {
                leads(voter);
            }
        }

        @Override
        public void leads(NodeName voter) {
            leader = Optional.of(voter);
        }

        @Override
        public void lost(NodeName voter) {
            if (leader.equals(Optional.of(voter))) {
                leader = Optional.empty();
            }
            if (!voter.equals(settings.self())) {
                line(voter).renew();
            }
        }
    }

    private PeerLine line(NodeName voter) {
        PeerLine line = lines.get(voter);
        if (line == null) {
            throw new IllegalArgumentException(voter + " does not vote");
        }
        return line;
    }

    /** The members as a voter knows them. Waits for the answer. */
    List<RaftPeer> members(NodeName voter) throws IOException {
        return List.copyOf(line(voter)
                .info(new GroupInfoRequest(client, PeerNames.id(voter), names.group(), calls.incrementAndGet()))
                .getGroup()
                .getPeers());
    }

    /** Asks the leader to set the members, if they are those that are expected. Waits for the answer. */
    RaftClientReply setMembers(NodeName leading, List<RaftPeer> expected, List<RaftPeer> wanted) throws IOException {
        SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .setServersInCurrentConf(expected)
                .setServersInNewConf(wanted)
                .build();
        return line(leading)
                .setMembers(new SetConfigurationRequest(
                        client, PeerNames.id(leading), names.group(), calls.incrementAndGet(), arguments));
    }

    @Override
    public void close() {
        lines.values().forEach(PeerLine::close);
        var unused = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
