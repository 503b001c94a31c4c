package org.mmsys.replica.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.config.ConfigLoader;
import org.mmsys.core.net.ClusterFiles;
import org.mmsys.core.net.NetKeys;
import org.mmsys.core.net.NetServer;
import org.mmsys.core.net.NetSettings;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.net.ProxyHeader;
import org.mmsys.core.net.TlsContext;
import org.mmsys.core.net.WorkerPool;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.route.Members.Member;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;
import org.mmsys.testkit.WireClient;

/** A backup in front of its primary, with real sockets, keys and headers. */
@Timeout(60)
final class RelayIT {
    private static final int WAIT_MS = 15_000;
    private static final NodeName PRIMARY = NodeName.parse("s1/primary").orElseThrow();
    private static final NodeName BACKUP = NodeName.parse("s1/backup").orElseThrow();

    @TempDir
    Path files;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicReference<Optional<Member>> serving = new AtomicReference<>(Optional.empty());
    private Member primary;
    private NetServer backup;
    private byte[] pairKey;

    @BeforeEach
    void aPair() throws IOException, GeneralSecurityException {
        ClusterFiles cluster = new ClusterFiles(files, InstantSource.system());
        cluster.write(List.of(PRIMARY, BACKUP));
        NetServer server = server(cluster, PRIMARY);
        int plain = server.start(spec("pop3", "pop3", false), new TellingProtocol());
        int secure = server.start(spec("pop3s", "pop3", true), new TellingProtocol());
        primary = new Member(PRIMARY, "127.0.0.1", Map.of(Service.POP3, plain, Service.POP3S, secure));
        serving.set(Optional.of(primary));
        backup = server(cluster, BACKUP);
        pairKey = NodeIdentity.load(cluster.of(BACKUP)).pairKey().orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void thePrimaryGreetsAndKnowsWhoCalls() throws IOException {
        int port = relay(spec("pop3", "pop3", false), System::nanoTime);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(WAIT_MS);
            socket.getOutputStream().write("who\r\nquit\r\n".getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(all).isEqualTo("hello\r\n127.0.0.1 " + socket.getLocalPort() + "\r\n");
        }
    }

    @Test
    void tlsPassesThroughFromEndToEnd() throws IOException {
        int port = relay(spec("pop3s", "pop3", true), System::nanoTime);
        try (WireClient client = WireClient.connectTls(port, WAIT_MS)) {
            assertThat(client.line()).isEqualTo("hello");
            client.send("who\r\n");
            assertThat(client.line()).startsWith("127.0.0.1 ");
        }
    }

    @Test
    void whoComesWhileNobodyServesWaits() throws IOException {
        serving.set(Optional.empty());
        int port = relay(spec("pop3", "pop3", false), System::nanoTime);
        try (WireClient client = WireClient.connect(port, WAIT_MS)) {
            client.send("said before anybody listened\r\n");
            serving.set(Optional.of(primary));

            assertThat(client.line()).isEqualTo("hello");
            assertThat(client.line()).isEqualTo("said before anybody listened");
        }
    }

    @Test
    void whoWaitedInVainIsToldSo() throws IOException {
        serving.set(Optional.of(new Member(PRIMARY, "127.0.0.1", Map.of(Service.POP3, 1, Service.POP3S, 1))));
        LongSupplier hurried = () -> System.nanoTime() * 5;
        try (WireClient client = WireClient.connect(relay(spec("pop3", "pop3", false), hurried), WAIT_MS)) {
            assertThat(client.line()).startsWith("-ERR [SYS/TEMP] ");
            assertThat(client.atEnd()).isTrue();
        }
        try (WireClient client = WireClient.connect(relay(spec("pop3s", "pop3", true), hurried), WAIT_MS)) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void muchGoesThroughBothWaysUnchanged() throws Exception {
        int port = relay(spec("pop3", "pop3", false), System::nanoTime);
        String line = "0123456789".repeat(5_000) + "\r\n";
        int lines = 1_000;
        try (WireClient client = WireClient.connect(port, WAIT_MS)) {
            assertThat(client.line()).isEqualTo("hello");
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < lines; i++) {
                        client.send(line);
                    }
                } catch (IOException cut) {
                    throw new UncheckedIOException(cut);
                }
            });
            sender.start();
            for (int i = 0; i < lines; i++) {
                assertThat(client.line()).hasSize(50_000);
            }
            sender.join(WAIT_MS);
        }
    }

    @Test
    void aHeaderOfAStrangerOpensNothing() throws IOException {
        int port = Optional.ofNullable(primary.ports().get(Service.POP3)).orElseThrow();
        InetSocketAddress forged = new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 1);
        byte[] header = ProxyHeader.relayed(forged, forged, new byte[32], InstantSource.system(), new SecureRandom());
        try (WireClient client = WireClient.connect(port, WAIT_MS)) {
            client.send(header);
            client.send("who\r\n");
            assertThat(client.rest()).doesNotContain("10.0.0.1").doesNotContain("somebody");
        }
    }

    private int relay(ListenerSpec listener, LongSupplier nanoTime) throws IOException {
        RelayHeader header = (client, local) ->
                ProxyHeader.relayed(client, local, pairKey, InstantSource.system(), new SecureRandom());
        BackupRelay relay = new BackupRelay(BACKUP, backup.connector(), header, serving::get, nanoTime);
        BackupRelay.Relayed relayed = relay.of(List.of(listener)).get(0);
        return backup.start(relayed.listener(), relayed.protocol());
    }

    private NetServer server(ClusterFiles cluster, NodeName name) throws IOException, GeneralSecurityException {
        NetSettings settings = NetSettings.of(new ConfigLoader(NetKeys.all(), List.of())
                .load(Optional.empty(), Map.of())
                .settings()
                .orElseThrow());
        WorkerPool workers = new WorkerPool(2, 10);
        TlsContext tls = TlsContext.open(
                Optional.empty(),
                Optional.empty(),
                files.resolve("data-" + name.half()),
                "mail.test",
                Optional.of(NodeIdentity.load(cluster.of(name))));
        NetServer server = new NetServer(settings, tls, workers);
        open.add(server);
        open.add(workers);
        return server;
    }

    private static ListenerSpec spec(String name, String id, boolean implicitTls) {
        return new ListenerSpec(name, id, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), implicitTls);
    }
}
