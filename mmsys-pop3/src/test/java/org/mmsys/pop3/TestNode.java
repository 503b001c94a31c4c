package org.mmsys.pop3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.mmsys.core.config.ConfigLoader;
import org.mmsys.core.net.ClusterFiles;
import org.mmsys.core.net.NetKeys;
import org.mmsys.core.net.NetServer;
import org.mmsys.core.net.NetSettings;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.net.PeerCalls;
import org.mmsys.core.net.TlsContext;
import org.mmsys.core.net.WorkerPool;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.route.ClusterView;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.Members.Member;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;
import org.mmsys.wire.pop3.Pop3Verb;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.SessionMachine;

/** A node with real sockets and certificates over fakes: its POP3 port on loopback, and a way to the others. */
final class TestNode implements AutoCloseable {
    static final Pop3Settings SETTINGS =
            new Pop3Settings(Duration.ofMinutes(10), Duration.ofMillis(1), 3, 20, true, true, 50_000_000);

    final FakeMailStore store = new FakeMailStore();
    final FakeAuthenticator authenticator = new FakeAuthenticator();
    final FakeDirectory directory = new FakeDirectory();
    final int port;
    final AtomicInteger connections = new AtomicInteger();
    private final NodeName name;
    private final WorkerPool workers = new WorkerPool(4, 100);
    private final NetServer server;

    /** A node of the system whose certificates stand below {@code files}, and which knows these others. */
    TestNode(String written, Path files, Member... others) throws IOException, GeneralSecurityException {
        name = NodeName.parse(written).orElseThrow();
        store.fast = true;
        ClusterFiles cluster = new ClusterFiles(files, InstantSource.system());
        cluster.write(List.of(name));
        TlsContext tls = TlsContext.open(
                Optional.empty(),
                Optional.empty(),
                files.resolve("data-" + name.server()),
                "mail.here.test",
                Optional.of(NodeIdentity.load(cluster.of(name))));
        server = new NetServer(network(), tls, workers);
        Members members = new Members(name, List.of(others));
        Peers peers =
                new PeerCalls(server.connector(), new ClusterView(members, System::nanoTime, new Random(1)), members);
        ListenerSpec spec =
                new ListenerSpec("pop3", "pop3", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false);
        port = server.start(spec, new OverFakes(peers));
    }

    private static NetSettings network() {
        return NetSettings.of(new ConfigLoader(NetKeys.all(), List.of())
                .load(Optional.empty(), Map.of())
                .settings()
                .orElseThrow());
    }

    /** As the others know it. */
    Member member() {
        return new Member(name, "127.0.0.1", Map.of(Service.POP3, port));
    }

    @Override
    public void close() {
        server.close();
        workers.close();
    }

    private final class OverFakes implements Protocol<Pop3Question, Pop3Answer> {
        private final Peers peers;
        private final KeptHomes kept = new KeptHomes(new Random(2));

        OverFakes(Peers peers) {
            this.peers = peers;
        }

        @Override
        public int lineLimit() {
            return Pop3Verb.SASL_LINE_MAX;
        }

        @Override
        public String turnedAway(TurnedAway why) {
            return "-ERR " + why + "\r\n";
        }

        @Override
        public SessionMachine<Pop3Question, Pop3Answer> machine(Client client) {
            connections.incrementAndGet();
            return new Pop3ConnectionMachine(
                    SETTINGS, "mail.here.test", name.toString(), LoginOffer.of(authenticator), client);
        }

        @Override
        public Performer<Pop3Question, Pop3Answer> performer(Client client) {
            return new Pop3ConnectionPerformer(
                    next -> new Pop3Performer(authenticator, store, directory, peers, kept, next, true), client);
        }
    }
}
