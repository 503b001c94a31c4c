package org.mmsys.replica.registry.ratis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.netty.channel.nio.NioEventLoopGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.net.ClusterFiles;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.NodeName;

/** Who may not talk to a voter, and about what. */
@SuppressWarnings({"AddressSelection", "FutureReturnValueIgnored"})
class PeerGateIT {
    private static final NodeName VOTER = VoterGroup.S1_BACKUP;
    private static final List<NodeName> VOTERS = List.of(VOTER, VoterGroup.W1, VoterGroup.S1_PRIMARY);

    @TempDir
    Path directory = Path.of("");

    private VoterGroup group;

    @BeforeEach
    void openOneVoter() throws Exception {
        group = new VoterGroup(directory, VOTERS, List.of(VoterGroup.S2_PRIMARY), VoterGroup.patient());
        group.open(VOTER);
    }

    @AfterEach
    void closeIt() {
        group.close();
    }

    private NodeIdentity identity(NodeName node) throws Exception {
        return NodeIdentity.load(group.clusterDirectory(node));
    }

    private NodeIdentity stranger(NodeName node) throws Exception {
        ClusterFiles files = new ClusterFiles(directory.resolve("other"), InstantSource.system());
        files.write(List.of(node));
        return NodeIdentity.load(files.of(node));
    }

    @Test
    void certificateOfAnotherSystemIsRefused() throws Exception {
        KeyManager[] keys = {stranger(VoterGroup.W1).keyManager()};
        assertThatThrownBy(() -> firstOctetOfTheAnswer(keys)).isInstanceOf(IOException.class);
    }

    @Test
    void noCertificateIsRefused() {
        assertThatThrownBy(() -> firstOctetOfTheAnswer(null)).isInstanceOf(IOException.class);
    }

    @Test
    void certificateOfThisSystemIsTaken() throws Exception {
        KeyManager[] keys = {identity(VoterGroup.W1).keyManager()};
        assertThat(firstOctetOfTheAnswer(keys)).isNotNegative();
    }

    /** With TLS 1.3 a client learns only then whether its certificate was taken. */
    private int firstOctetOfTheAnswer(KeyManager @Nullable [] keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys, new TrustManager[] {new Anybody()}, new SecureRandom());
        try (SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), group.port(VOTER))) {
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            return socket.getInputStream().read();
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void witnessMayNotChangeRecords() throws Exception {
        assertThatThrownBy(() -> ask(VoterGroup.W1)).hasMessageContaining("PERMISSION_DENIED");
        assertThatThrownBy(() -> ask(VoterGroup.S2_PRIMARY)).isInstanceOf(NotLeaderException.class);
    }

    private void ask(NodeName asking) throws Exception {
        NioEventLoopGroup threads = new NioEventLoopGroup(1);
        PeerNames names = new PeerNames(identity(asking).system());
        String address = names.peer(VOTER, PeerNames.id(VOTER)).getAddress();
        try (PeerLine line = new PeerLine(
                address,
                RaftSettings.clientTls(identity(asking)),
                threads,
                VoterGroup.patient().limit())) {
            byte[] command = new CasCommand(UUID.randomUUID(), "pair/s1", 0, new byte[1]).toBytes();
            var reply = line.send(RaftClientRequest.newBuilder()
                            .setClientId(ClientId.randomId())
                            .setServerId(PeerNames.id(VOTER))
                            .setGroupId(names.group())
                            .setCallId(1)
                            .setMessage(Message.valueOf(ByteString.copyFrom(command)))
                            .setType(RaftClientRequest.writeRequestType())
                            .build())
                    .get(20, TimeUnit.SECONDS);
            throw reply.getException();
        } finally {
            threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void onlyVotersMayAskForVotesAndOnlyInTheirOwnName() throws Exception {
        assertThatThrownBy(() -> askForAVote(VoterGroup.S2_PRIMARY, "s2-primary", "s1-backup"))
                .hasMessageContaining("PERMISSION_DENIED");
        assertThatThrownBy(() -> askForAVote(VoterGroup.W1, "s1-primary", "s1-backup"))
                .hasMessageContaining("FAILED_PRECONDITION");
        assertThatThrownBy(() -> askForAVote(VoterGroup.W1, "w1-witness", "s1-backup.0badcafe"))
                .hasMessageContaining("FAILED_PRECONDITION");
        askForAVote(VoterGroup.W1, "w1-witness", "s1-backup");
    }

    private void askForAVote(NodeName caller, String as, String of) throws Exception {
        PeerNames names = new PeerNames(identity(caller).system());
        ManagedChannel channel = NettyChannelBuilder.forTarget(
                        names.peer(VOTER, PeerNames.id(VOTER)).getAddress())
                .sslContext(RaftSettings.clientTls(identity(caller)))
                .build();
        try {
            var unused = RaftServerProtocolServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .requestVote(RequestVoteRequestProto.newBuilder()
                            .setPreVote(true)
                            .setCandidateTerm(1)
                            .setServerRequest(RaftRpcRequestProto.newBuilder()
                                    .setRequestorId(ByteString.copyFromUtf8(as))
                                    .setReplyId(ByteString.copyFromUtf8(of))
                                    .setRaftGroupId(RaftGroupIdProto.newBuilder()
                                            .setId(names.group().toByteString())))
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void onlyTheNodeThatWasCalledMayAnswer() throws Exception {
        PeerTrust trust = new PeerTrust(identity(VOTER));
        X509Certificate[] chain = identity(VoterGroup.W1).keyManager().getCertificateChain("node");
        trust.checkServerTrusted(chain, "EC", called("w1-witness"));
        for (String other : List.of("s1-backup", "w2-witness", "127.0.0.1", "localhost", "")) {
            assertThatThrownBy(() -> trust.checkServerTrusted(chain, "EC", called(other)))
                    .isInstanceOf(CertificateException.class);
        }
        X509Certificate[] false1 = stranger(VoterGroup.W1).keyManager().getCertificateChain("node");
        assertThatThrownBy(() -> trust.checkServerTrusted(false1, "EC", called("w1-witness")))
                .isInstanceOf(CertificateException.class);
    }

    private static SSLEngine called(String host) throws Exception {
        return SSLContext.getDefault().createSSLEngine(host, 0);
    }
}
