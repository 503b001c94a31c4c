package org.mmsys.replica.registry.ratis;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.ratis.thirdparty.io.grpc.EquivalentAddressGroup;
import org.apache.ratis.thirdparty.io.grpc.NameResolver;
import org.apache.ratis.thirdparty.io.grpc.NameResolverProvider;
import org.apache.ratis.thirdparty.io.grpc.NameResolverRegistry;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;

/**
 * Where a voter is today: the configuration says it, not the log, so that a system may move to other machines and ports.
 *
 * <p>Host names are resolved anew for each connection.
 */
final class MemberResolver extends NameResolver {
    static final String SCHEME = "mmsys";
    /** gRPC finds resolvers through a registry of the process; a process has one node, tests have several. */
    private static final Map<UUID, Members> SYSTEMS = new ConcurrentHashMap<>();

    private static final NameResolverProvider PROVIDER = register();

    private final UUID system;
    private final NodeName node;
    private final Executor blocking;
    private volatile @Nullable Listener2 listener;

    private MemberResolver(UUID system, NodeName node, Executor blocking) {
        this.system = system;
        this.node = node;
        this.blocking = blocking;
    }

    /** Makes the nodes of a system known; what was known of it before is replaced. */
    static void know(UUID system, Members members) {
        assert PROVIDER != null;
        SYSTEMS.put(system, members);
    }

    private static NameResolverProvider register() {
        Provider provider = new Provider();
        NameResolverRegistry.getDefaultRegistry().register(provider);
        return provider;
    }

    @Override
    public String getServiceAuthority() {
        return PeerNames.host(node);
    }

    @Override
    public void start(Listener2 told) {
        listener = told;
        refresh();
    }

    @Override
    public void refresh() {
        Listener2 told = listener;
        if (told != null) {
            blocking.execute(() -> resolve(told));
        }
    }

    private void resolve(Listener2 told) {
        Optional<Members.Member> member =
                Optional.ofNullable(SYSTEMS.get(system)).flatMap(members -> members.find(node));
        Integer port = member.map(found -> found.ports().get(Service.REGISTRY)).orElse(null);
        if (member.isEmpty() || port == null) {
            told.onError(Status.UNAVAILABLE.withDescription(node + " has no registry= in its node line here"));
            return;
        }
        try {
            List<EquivalentAddressGroup> addresses = Stream.of(
                            InetAddress.getAllByName(member.get().host()))
                    .map(address -> new EquivalentAddressGroup(new InetSocketAddress(address, port)))
                    .toList();
            told.onResult(ResolutionResult.newBuilder()
                    .setAddressesOrError(org.apache.ratis.thirdparty.io.grpc.StatusOr.fromValue(addresses))
                    .build());
        } catch (UnknownHostException unknown) {
            told.onError(Status.UNAVAILABLE.withDescription(
                    "host of " + node + " is not known: " + member.get().host()));
        }
    }

    @Override
    public void shutdown() {
        listener = null;
    }

    private static final class Provider extends NameResolverProvider {
        private static final int USUAL = 5;

        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return USUAL;
        }

        @Override
        public String getDefaultScheme() {
            return SCHEME;
        }

        @Override
        public java.util.Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
            return List.of(InetSocketAddress.class);
        }

        @Override
        public @Nullable NameResolver newNameResolver(URI target, Args args) {
            Optional<NodeName> node = PeerNames.ofHost(target.getPath().substring(1));
            Executor offload = args.getOffloadExecutor();
            return SCHEME.equals(target.getScheme()) && node.isPresent()
                    ? new MemberResolver(
                            UUID.fromString(target.getAuthority()),
                            node.get(),
                            offload == null ? Runnable::run : offload)
                    : null;
        }
    }
}
