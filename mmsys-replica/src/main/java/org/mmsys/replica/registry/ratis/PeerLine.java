package org.mmsys.replica.registry.ratis;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.RaftClientReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftClientProtocolServiceGrpc;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.GroupInfoRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.thirdparty.io.grpc.ConnectivityState;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.thirdparty.io.netty.channel.EventLoopGroup;
import org.apache.ratis.thirdparty.io.netty.channel.socket.nio.NioSocketChannel;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;

/**
 * The connection to one voter, made when it is needed. Thread-safe.
 *
 * <p>In place of Ratis's own client, which gives a connection up whenever a voter says that it does not lead.
 */
final class PeerLine implements AutoCloseable {
    private static final int MESSAGE_MAX = 1 << 20;
    private static final Duration ALIVE = Duration.ofSeconds(10);

    private final ManagedChannel channel;
    private final Duration limit;

    PeerLine(String address, SslContext tls, EventLoopGroup threads, Duration limit) {
        this.limit = limit;
        this.channel = NettyChannelBuilder.forTarget(address)
                .proxyDetector(target -> null)
                .sslContext(tls)
                .channelType(NioSocketChannel.class)
                .eventLoopGroup(threads)
                .flowControlWindow(MESSAGE_MAX / Byte.SIZE)
                .maxInboundMessageSize(MESSAGE_MAX)
                .keepAliveTime(ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .disableRetry()
                .build();
    }

    CompletableFuture<RaftClientReply> send(RaftClientRequest request) {
        Answer answer = new Answer();
        StreamObserver<RaftClientRequestProto> out = RaftClientProtocolServiceGrpc.newStub(channel)
                .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
                .unordered(answer);
        out.onNext(ClientProtoUtils.toRaftClientRequestProto(request));
        out.onCompleted();
        return answer.reply;
    }

    private static final class Answer implements StreamObserver<RaftClientReplyProto> {
        private final CompletableFuture<RaftClientReply> reply = new CompletableFuture<>();

        @Override
        public void onNext(RaftClientReplyProto got) {
            reply.complete(ClientProtoUtils.toRaftClientReply(got));
        }

        @Override
        public void onError(Throwable failure) {
            reply.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            reply.completeExceptionally(new IOException("closed without an answer"));
        }
    }

    /** Waits for the answer. */
    GroupInfoReply info(GroupInfoRequest request) throws IOException {
        return ClientProtoUtils.toGroupInfoReply(
                call(stub -> stub.groupInfo(ClientProtoUtils.toGroupInfoRequestProto(request))));
    }

    /** Waits for the answer. */
    RaftClientReply setMembers(SetConfigurationRequest request) throws IOException {
        RaftClientReplyProto got =
                call(stub -> stub.setConfiguration(ClientProtoUtils.toSetConfigurationRequestProto(request)));
        return ClientProtoUtils.toRaftClientReply(got);
    }

    private interface Call<T> {
        T on(AdminProtocolServiceGrpc.AdminProtocolServiceBlockingStub stub);
    }

    private <T> T call(Call<T> call) throws IOException {
        try {
            return call.on(AdminProtocolServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException failed) {
            throw new IOException(failed);
        }
    }

    /** Whether the voter is connected now; if not, the connection is tried again soon. */
    boolean up() {
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        return state == ConnectivityState.READY;
    }

    /** What is sent from now on goes over a new connection, made at once: the old one may be dead, or wait before it tries. */
    void renew() {
        channel.enterIdle();
        channel.resetConnectBackoff();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
