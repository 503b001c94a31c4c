package org.mmsys.replica.registry.ratis;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.NodeName.Half;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets each node do what it may, by the name in its certificate (rules 23).
 *
 * <p>Voters vote and replicate among each other, each under its own name and to the member that is meant; they may ask who the
 * members are and set their list; halves of pairs read and change records; a witness only votes. All else is refused.
 */
final class PeerGate implements ServerInterceptor, GrpcServices.Customizer {
    private static final Logger log = LoggerFactory.getLogger(PeerGate.class);
    private static final String VOTING = "ratis.grpc.RaftServerProtocolService/";
    private static final String ASKING = "ratis.grpc.RaftClientProtocolService/";
    private static final Set<String> ADMITTING =
            Set.of("ratis.grpc.AdminProtocolService/setConfiguration", "ratis.grpc.AdminProtocolService/groupInfo");
    private static final int RELEASE_SECONDS = 20;

    private final NodeIdentity identity;
    private final List<NodeName> voters;
    private final RaftPeerId self;

    PeerGate(NodeIdentity identity, List<NodeName> voters, RaftPeerId self) {
        this.identity = identity;
        this.voters = voters;
        this.self = self;
    }

    /** Also notices connections that are dead: a cable that was cut says nothing. */
    @Override
    public NettyServerBuilder customize(NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
        return builder.intercept(this)
                .keepAliveTime(RELEASE_SECONDS, java.util.concurrent.TimeUnit.SECONDS)
                .keepAliveTimeout(RELEASE_SECONDS, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        Optional<NodeName> caller = Optional.ofNullable(session).flatMap(identity::nodeOf);
        String method = call.getMethodDescriptor().getFullMethodName();
        if (caller.isEmpty() || !may(caller.get(), method)) {
            log.atWarn()
                    .addKeyValue("node", caller.map(NodeName::toString).orElse("stranger"))
                    .addKeyValue("call", method)
                    .log("registry refused a call");
            call.close(Status.PERMISSION_DENIED.withDescription("not for this node"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        ServerCall.Listener<Q> inner = next.startCall(call, headers);
        return method.startsWith(VOTING) ? new Checked<>(inner, call, caller.get()) : inner;
    }

    private boolean may(NodeName caller, String method) {
        if (method.startsWith(VOTING) || ADMITTING.contains(method)) {
            return voters.contains(caller);
        }
        return method.startsWith(ASKING) && caller.half() != Half.WITNESS;
    }

    /** Looks at each message: it must come from whom it says and be meant for this member, not for the one it once was. */
    private final class Checked<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final NodeName caller;
        private boolean refused;

        private Checked(ServerCall.Listener<Q> inner, ServerCall<Q, ?> call, NodeName caller) {
            super(inner);
            this.call = call;
            this.caller = caller;
        }

        @Override
        public void onMessage(Q message) {
            if (refused) {
                return;
            }
            Optional<RaftRpcRequestProto> header = header(message);
            boolean honest = header.map(RaftRpcRequestProto::getRequestorId)
                    .flatMap(id -> PeerNames.ofId(id.toStringUtf8()))
                    .equals(Optional.of(caller));
            boolean meant = header.map(RaftRpcRequestProto::getReplyId)
                    .map(id -> id.equals(self.toByteString()))
                    .orElse(false);
            if (honest && meant) {
                super.onMessage(message);
                return;
            }
            refused = true;
            log.atDebug()
                    .addKeyValue("node", caller)
                    .addKeyValue("honest", honest)
                    .log("registry refused a message for another member");
            call.close(Status.FAILED_PRECONDITION.withDescription("for another member"), new Metadata());
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }

    private static Optional<RaftRpcRequestProto> header(Object message) {
        if (message instanceof AppendEntriesRequestProto append) {
            return Optional.of(append.getServerRequest());
        }
        if (message instanceof RequestVoteRequestProto vote) {
            return Optional.of(vote.getServerRequest());
        }
        if (message instanceof InstallSnapshotRequestProto snapshot) {
            return Optional.of(snapshot.getServerRequest());
        }
        if (message instanceof ReadIndexRequestProto index) {
            return Optional.of(index.getServerRequest());
        }
        return message instanceof StartLeaderElectionRequestProto election
                ? Optional.of(election.getServerRequest())
                : Optional.empty();
    }
}
