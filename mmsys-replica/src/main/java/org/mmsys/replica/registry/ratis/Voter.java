package org.mmsys.replica.registry.ratis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.LifeCycle;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.registry.ratis.VoterStore.Standing;

/** The voter in this process: a member of the group, or one that waits to be taken in. Thread-safe. */
final class Voter implements AutoCloseable {
    private final RaftServer server;
    private final PeerNames names;
    private final Standing standing;
    private final RecordMachine machine;

    private Voter(RaftServer server, PeerNames names, Standing standing, RecordMachine machine) {
        this.server = server;
        this.names = names;
        this.standing = standing;
        this.machine = machine;
    }

    /**
     * Opens the log and the port.
     *
     * @throws IOException if the directory or the port cannot be used, or the log is damaged
     */
    static Voter open(RatisSettings settings, PeerNames names, Consumer<String> changed, Consumer<String> diskFailed)
            throws IOException {
        InetSocketAddress listen = settings.listen().orElseThrow();
        checkFree(listen);
        Standing standing = new VoterStore(settings.directory(), names.system())
                .stand(settings.self(), settings.voters(), settings.ticket().present(), new SecureRandom());
        Parameters parameters = RaftSettings.tls(settings.identity());
        GrpcConfigKeys.Server.setServicesCustomizer(
                parameters, new PeerGate(settings.identity(), settings.voters(), standing.id()));
        RecordMachine machine = new RecordMachine(changed, diskFailed);
        RaftServer server = RaftServer.newBuilder()
                .setServerId(standing.id())
                .setGroup(RaftGroup.valueOf(names.group(), names.peers(standing.founders())))
                .setStateMachine(machine)
                .setProperties(RaftSettings.server(settings.timing(), settings.directory(), listen))
                .setParameters(parameters)
                .setOption(standing.fresh() ? RaftStorage.StartupOption.FORMAT : RaftStorage.StartupOption.RECOVER)
                .build();
        try {
            server.start();
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed instanceof IOException already ? already : new IOException(failed);
        }
        return new Voter(server, names, standing, machine);
    }

    /** Ratis itself would only say so when it is too late. */
    private static void checkFree(InetSocketAddress listen) throws IOException {
        if (listen.getPort() != 0) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(listen);
            }
        }
    }

    RaftPeerId id() {
        return standing.id();
    }

    RecordTable table() {
        return machine.table();
    }

    /** Whether the others count this member among them, as far as it knows. */
    boolean isMember() {
        return division().map(RaftServer.Division::getInfo).stream()
                        .anyMatch(info -> info.getLifeCycleState() == LifeCycle.State.RUNNING)
                && members().stream().anyMatch(peer -> peer.getId().equals(id()));
    }

    /** The members as this one knows them. */
    List<RaftPeer> members() {
        return division().stream()
                .flatMap(division -> division.getRaftConf().getCurrentPeers().stream())
                .toList();
    }

    boolean leads() {
        return division().filter(division -> division.getInfo().isLeader()).isPresent();
    }

    /** The member that leads, if this one knows of any. */
    Optional<NodeName> leader() {
        return division()
                .map(division -> division.getInfo().getLeaderId())
                .flatMap(id -> PeerNames.ofId(id.toString()));
    }

    /** The number of the present reign among the voters. */
    long term() {
        return division().map(division -> division.getInfo().getCurrentTerm()).orElse(0L);
    }

    /** How much of the log is applied here. */
    long applied() {
        return division()
                .map(division -> division.getInfo().getLastAppliedIndex())
                .orElse(-1L);
    }

    /** While this member leads: who has answered nothing for so long. */
    List<NodeName> silentFollowers(Duration since) {
        return division().filter(division -> division.getInfo().isLeader()).stream()
                .flatMap(division ->
                        division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList().stream())
                .filter(follower -> follower.getLastRpcElapsedTimeMs() > since.toMillis())
                .flatMap(follower -> PeerNames.ofId(follower.getId().getId().toStringUtf8()).stream())
                .toList();
    }

    /** Asks this voter without the network. */
    CompletableFuture<RaftClientReply> submit(RaftClientRequest request) throws IOException {
        return server.submitClientRequestAsync(request);
    }

    /** Connects anew to a member: what failed for long would wait up to two minutes before it is tried again. */
    void reconnect(NodeName node) {
        members().stream()
                .map(RaftPeer::getId)
                .filter(id -> PeerNames.ofId(id.toString()).equals(Optional.of(node)))
                .forEach(id -> server.getServerRpc().handleException(id, new IOException("connected anew"), true));
    }

    private Optional<RaftServer.Division> division() {
        try {
            return Optional.of(server.getDivision(names.group()));
        } catch (IOException closed) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
