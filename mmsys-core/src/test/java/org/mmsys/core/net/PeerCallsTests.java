package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.ClusterView;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.Members.Member;
import org.mmsys.core.route.Service;
import org.mmsys.testkit.FreePorts;

@Timeout(60)
class PeerCallsTests {
    @TempDir
    Path directory;

    private final AtomicLong clock = new AtomicLong();
    private final List<String> unreachable = new CopyOnWriteArrayList<>();
    private final AtomicInteger dialogues = new AtomicInteger();
    private TestCluster cluster;
    private TestServer front;

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(directory);
        front = cluster.server("s1/primary", settings -> {
            settings.handshakeTime = Duration.ofMillis(500);
            return settings;
        });
    }

    @AfterEach
    void stop() throws Exception {
        ChatProtocol.await(() -> front.server.outgoing() == 0, "no outgoing connection left");
        front.close();
    }

    private Peers peers(int primary, int backup) {
        Members members = new Members(
                TestCluster.node("s1/primary"),
                List.of(
                        new Member(TestCluster.node("s2/primary"), "127.0.0.1", Map.of(Service.POP3, primary)),
                        new Member(TestCluster.node("s2/backup"), "localhost", Map.of(Service.POP3, backup))));
        return new PeerCalls(front.server.connector(), new ClusterView(members, clock::get, new Random(1)), members);
    }

    private TestCall call(Peers peers, String server) {
        TestCall call = TestCall.saying(true, "QUIT");
        peers.call(
                server,
                Service.POP3,
                () -> {
                    dialogues.incrementAndGet();
                    return new Dialogue<>(call, call);
                },
                unreachable::add);
        return call;
    }

    @Test
    void asksTheOtherHalfWhenOneIsDown() throws Exception {
        try (TestServer backup = cluster.server("s2/backup")) {
            Peers peers = peers(FreePorts.next(), backup.port);
            call(peers, "s2").await("tls s2/backup").await("line 221 bye");
            assertThat(dialogues).hasValue(2);
            call(peers, "s2").await("tls s2/backup");
            assertThat(dialogues).hasValue(3); // the one that answered is asked first now
            assertThat(unreachable).isEmpty();
        }
    }

    @Test
    void saysAtOnceThatAServerIsUnreachableAndTriesAgainLater() throws Exception {
        Peers peers = peers(FreePorts.next(), FreePorts.next());
        call(peers, "s2");
        ChatProtocol.await(() -> unreachable.size() == 1, "unreachable");
        assertThat(dialogues).hasValue(2);
        call(peers, "s2");
        assertThat(unreachable).hasSize(2);
        assertThat(dialogues).hasValue(2);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        call(peers, "s2");
        ChatProtocol.await(() -> unreachable.size() == 3, "unreachable");
        assertThat(dialogues).hasValue(4);
        call(peers, "s7");
        assertThat(unreachable).last().asString().contains("s7");
    }

    @Test
    void leavesAloneANodeThatHangsOrShowsAnotherName() throws Exception {
        TestCluster foreign = new TestCluster(Files.createDirectory(directory.resolve("foreign")));
        try (ServerSocket hung = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestServer wrong = cluster.server("s2/primary");
                TestServer stranger = foreign.server("s2/backup");
                TestServer backup = cluster.server("s2/backup")) {
            TestCall called = call(peers(FreePorts.next(), wrong.port), "s2");
            called.await("closed");
            called = call(peers(FreePorts.next(), stranger.port), "s2");
            called.await("closed");

            Peers peers = peers(hung.getLocalPort(), backup.port);
            TestCall first = call(peers, "s2");
            first.await("opened");
            hung.accept().close();
            first.await("closed").awaitClosed();
            call(peers, "s2").await("tls s2/backup").await("line 221 bye");
            peers.failed("s2", Service.POP3, "hung after TLS");
            call(peers, "s2");
            assertThat(unreachable).singleElement().asString().contains("s2 keeps failing");
        }
    }

    @Test
    void introducesClientsAndItself() {
        Peers peers = peers(1, 2);
        assertThat(peers.introduction(Optional.empty()))
                .startsWith("XPEER v=1 hop=1 client=- ")
                .endsWith("\r\n");
    }
}
