package org.mmsys.replica.registry.ratis;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.mmsys.core.net.NodeIdentity;

/** Ratis as it is wanted here: few threads, small buffers, everything on disk before it is answered, mutual TLS. */
final class RaftSettings {
    private static final SizeInBytes MIB = SizeInBytes.valueOf("1MB");
    private static final SizeInBytes SEGMENT = SizeInBytes.valueOf("512KB");
    private static final int THREADS = 4;
    private static final long SNAPSHOT_ENTRIES = 1000;
    private static final int SNAPSHOTS_KEPT = 2;

    private RaftSettings() {}

    static Parameters tls(NodeIdentity identity) {
        Parameters parameters = new Parameters();
        // JSSE, not the bundled native library: that would be unpacked to a temporary directory and loaded from there.
        GrpcTlsConfig tls = GrpcTlsConfig.newBuilder()
                .setKeyManager(identity.keyManager())
                .setTrustManager(new PeerTrust(identity))
                .setMutualTls(true)
                .setSslProvider(SslProvider.JDK)
                .setProtocols("TLSv1.3")
                .build();
        GrpcConfigKeys.TLS.setConf(parameters, tls);
        return parameters;
    }

    /** The same for calls of this node to voters. */
    static SslContext clientTls(NodeIdentity identity) {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .keyManager(identity.keyManager())
                    .trustManager(new PeerTrust(identity))
                    .protocols("TLSv1.3")
                    .build();
        } catch (SSLException impossible) {
            throw new IllegalStateException("TLS with a certificate that was read", impossible);
        }
    }

    static RaftProperties server(RatisTiming timing, Path directory, InetSocketAddress listen) {
        RaftProperties properties = new RaftProperties();
        common(properties);
        GrpcConfigKeys.Server.setHost(properties, listen.getHostString());
        GrpcConfigKeys.Server.setPort(properties, listen.getPort());
        GrpcConfigKeys.Server.setAsyncRequestThreadPoolSize(properties, THREADS);
        GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, 8);
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
        RaftServerConfigKeys.ThreadPool.setClientCached(properties, true);
        elections(properties, timing);
        log(properties);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        // A lease trusts clocks; each read asks a majority instead.
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
        RaftServerConfigKeys.Read.setTimeout(properties, duration(timing.limit()));
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, SNAPSHOT_ENTRIES);
        RaftServerConfigKeys.Snapshot.setCreationGap(properties, SNAPSHOT_ENTRIES);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, SNAPSHOTS_KEPT);
        return properties;
    }

    private static void elections(RaftProperties properties, RatisTiming timing) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, duration(timing.electionMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, duration(timing.electionMax()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, duration(timing.electionMin()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, duration(timing.electionMax()));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, duration(timing.limit()));
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        // Of three voters one may be dead: a leader that lost the other for a moment has to be able to win again at
        // once.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, duration(timing.electionMin()));
    }

    private static void log(RaftProperties properties) {
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setForceSyncNum(properties, 1);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SEGMENT);
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("64KB"));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf("256KB"));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, MIB);
        RaftServerConfigKeys.Log.setQueueByteLimit(properties, MIB);
        RaftServerConfigKeys.Log.setQueueElementLimit(properties, 256);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf("128KB"));
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, MIB);
        RaftServerConfigKeys.Write.setByteLimit(properties, MIB);
        RaftServerConfigKeys.Write.setElementLimit(properties, 256);
    }

    private static void common(RaftProperties properties) {
        // Java's own sockets: no native library either.
        GrpcConfigKeys.setUseEpoll(properties, false);
        GrpcConfigKeys.Server.setBossGroupSize(properties, 1);
        GrpcConfigKeys.Server.setWorkerGroupSize(properties, 2);
        GrpcConfigKeys.Client.setWorkerGroupSize(properties, 1);
        GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf("4MB"));
        GrpcConfigKeys.setFlowControlWindow(properties, SizeInBytes.valueOf("128KB"));
    }

    static TimeDuration duration(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
