package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.net.TestServer.SettingsBuilder;
import org.mmsys.core.protocol.Dial.Security;
import org.mmsys.testkit.FreePorts;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Step;

@Timeout(60)
class OutgoingTests {
    @TempDir
    Path directory;

    private TestCluster cluster;
    private TestServer front;

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(directory);
        front = cluster.server("s1/primary", settings -> {
            settings.outgoingMax = 3;
            settings.handshakeTime = Duration.ofMillis(800);
            return settings;
        });
    }

    @AfterEach
    void stop() throws Exception {
        ChatProtocol.await(() -> front.server.outgoing() == 0, "no outgoing connection left");
        assertThat(front.server.heldOctets()).isZero();
        front.close();
    }

    @Test
    void speaksWithANodeAndBothKnowWhoTheOtherIs() throws Exception {
        try (TestServer home = cluster.server("s2/primary")) {
            for (int i = 0; i < 3; i++) { // the later ones resume the first one's session
                TestCall call = TestCall.saying(true, "ECHO hi", "QUIT")
                        .to(front.server, home.port, new Security.Node("s2/primary"));
                call.await("line 250 hi").await("line 221 bye").awaitClosed();
                assertThat(call.events).containsSubsequence("opened", "line 220 hello", "tls s2/primary", "closed");
            }
            assertThat(home.protocol.events.stream().filter("node s1/primary"::equals))
                    .hasSize(3);
        }
    }

    @Test
    void refusesANodeOfAnotherServer() throws Exception {
        try (TestServer other = cluster.server("s9/primary")) {
            TestCall call =
                    TestCall.saying(true, "ECHO secret").to(front.server, other.port, new Security.Node("s2/primary"));
            call.await("closed").awaitClosed();
            assertThat(call.events).doesNotContain("tls s2/primary", "tls s9/primary", "tls none");
            assertThat(other.protocol.events).doesNotContain("line ECHO");
        }
    }

    @Test
    void takesEitherHalfOfTheServerSinceOneMayPassConnectionsOn() throws Exception {
        try (TestServer other = cluster.server("s2/backup")) {
            TestCall call = TestCall.saying(true, "QUIT").to(front.server, other.port, new Security.Node("s2/primary"));
            call.await("tls s2/backup").awaitClosed();
        }
    }

    @Test
    void refusesStrangersInPlaceOfANode() throws Exception {
        TestCluster foreign = new TestCluster(Files.createDirectory(directory.resolve("foreign")));
        try (TestServer stranger = foreign.server("s2/primary");
                TestServer single = new TestServer(directory.resolve("single"))) {
            for (TestServer wrong : List.of(stranger, single)) {
                TestCall call = TestCall.saying(true, "ECHO secret")
                        .to(front.server, wrong.port, new Security.Node("s2/primary"));
                call.await("closed").awaitClosed();
                assertThat(call.events).noneMatch(event -> event.startsWith("tls"));
            }
        }
    }

    @Test
    void takesAnyCertificateWhenTlsIsOnlyBetterThanNothing() throws Exception {
        try (TestServer single = new TestServer(directory.resolve("single"))) {
            TestCall call = TestCall.saying(true, "ECHO hi", "QUIT")
                    .to(front.server, single.port, new Security.Opportunistic(Optional.of("mx.test")));
            call.await("tls none").await("line 250 hi").awaitClosed();
        }
    }

    @Test
    void verifiesPublicNamesAgainstTheAuthorities() throws Exception {
        try (TestServer single = new TestServer(directory.resolve("single"))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null);
            store.setCertificateEntry("it", single.tls.current().certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            WorkerPool workers = new WorkerPool(1, 10);
            try (NetServer careful =
                    new NetServer(new SettingsBuilder().build(), front.tls, workers, trust::getTrustManagers)) {
                TestCall right =
                        TestCall.saying(true, "QUIT").to(careful, single.port, new Security.Verified("localhost"));
                right.await("tls none").await("line 221 bye").awaitClosed();
                TestCall wrong =
                        TestCall.saying(true, "QUIT").to(careful, single.port, new Security.Verified("else.test"));
                wrong.await("closed").awaitClosed();
                assertThat(wrong.events).doesNotContain("tls none");
            }
            workers.close();
            TestCall unknown =
                    TestCall.saying(true, "QUIT").to(front.server, single.port, new Security.Verified("localhost"));
            unknown.await("closed").awaitClosed();
            assertThat(unknown.events).doesNotContain("tls none");
        }
    }

    @Test
    void tellsOnceWhenNoConnectionCanBeMade() throws Exception {
        int dead = FreePorts.next();
        TestCall refused = TestCall.saying(false).to(front.server, dead, TestCall.any());
        refused.awaitClosed();
        TestCall unknown = TestCall.saying(false)
                .to(front.server, InetSocketAddress.createUnresolved("no-such-name.invalid", 25), TestCall.any());
        unknown.awaitClosed();
        for (TestCall call : List.of(refused, unknown)) {
            assertThat(call.events).singleElement().asString().startsWith("failed test-call");
        }
    }

    @Test
    void triesAllAddressesOfAName() throws Exception {
        try (ServerSocket four =
                new ServerSocket(0, 10, AddressRange.parse("127.0.0.1").address())) {
            TestCall call = TestCall.saying(false)
                    .to(
                            front.server,
                            InetSocketAddress.createUnresolved("localhost", four.getLocalPort()),
                            TestCall.any());
            call.await("opened");
            four.accept().close();
            call.awaitClosed();
        }
        List<InetAddress> found = new ArrayList<>();
        for (String address : List.of("::1", "::2", "127.0.0.1", "::3", "127.0.0.2")) {
            found.add(AddressRange.parse(address).address());
        }
        assertThat(DialAttempt.inTurn(found.toArray(new InetAddress[0])))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("0:0:0:0:0:0:0:1", "127.0.0.1", "0:0:0:0:0:0:0:2", "127.0.0.2", "0:0:0:0:0:0:0:3");
    }

    @Test
    void givesUpOnAHostThatDoesNotAnswer() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) { // the kernel drops what does not fit into the backlog
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 200);
                } catch (java.net.SocketTimeoutException filled) {
                    break;
                }
            }
            TestCall call = TestCall.saying(false).to(front.server, full.getLocalPort(), TestCall.any());
            call.awaitClosed();
            assertThat(call.events)
                    .singleElement()
                    .asString()
                    .startsWith("failed")
                    .contains("no answer in time");
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void timesOutWhenTheServerIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            TestCall call = new TestCall(event -> switch (event) {
                case "opened" -> Step.of(new Output.IdleLimit<>(Duration.ofMillis(300)));
                case "timed-out" -> Step.of(new Output.Close<>());
                default -> Step.nothing();
            });
            call.to(front.server, silent.getLocalPort(), TestCall.any());
            try (Socket accepted = silent.accept()) {
                call.await("timed-out").awaitClosed();
                assertThat(accepted.getInputStream().read()).isNegative();
            }
        }
    }

    @Test
    void hangsUpOnAServerThatDoesNotReadTheBody() throws Exception {
        try (ServerSocket lazy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            TestCall call = new TestCall(event -> event.equals("opened")
                    ? Step.of(new Output.IdleLimit<>(Duration.ofMillis(500)), new Output.SendBody<>(true))
                    : Step.nothing());
            call.to(front.server, lazy.getLocalPort(), TestCall.any());
            try (Socket accepted = lazy.accept()) {
                call.await("closed").awaitClosed();
                assertThat(call.events).doesNotContain("body-sent", "timed-out");
                assertThat(accepted.isConnected()).isTrue();
            }
        }
    }

    @Test
    void survivesGarbageAndSilenceInPlaceOfAHandshake() throws Exception {
        for (String answer : List.of("220 tls\r\n", "220 tls\r\n\0\1\2garbage in place of a handshake\r\n")) {
            try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                TestCall call = TestCall.saying(true, "ECHO secret")
                        .to(front.server, socket.getLocalPort(), new Security.Node("s2/primary"));
                try (Socket accepted = socket.accept()) {
                    accepted.getOutputStream().write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
                    call.await("line 220 hello");
                    accepted.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    call.await("closed").awaitClosed();
                }
            }
        }
    }

    @Test
    void limitsConnectionsOfItsOwnMaking() throws Exception {
        try (ServerSocket open = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            List<TestCall> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(TestCall.saying(false).to(front.server, open.getLocalPort(), TestCall.any()));
                calls.get(i).await("opened");
            }
            TestCall fourth = TestCall.saying(false).to(front.server, open.getLocalPort(), TestCall.any());
            fourth.awaitClosed();
            assertThat(fourth.events).singleElement().asString().contains("too many outgoing");
            open.accept().close();
            ChatProtocol.await(() -> front.server.outgoing() == 2, "one connection less");
            TestCall next = TestCall.saying(false).to(front.server, open.getLocalPort(), TestCall.any());
            next.await("opened");
            for (int i = 0; i < 3; i++) {
                open.accept().close();
            }
            next.awaitClosed();
        }
    }

    @Test
    void tellsDialoguesThatTheNodeGoesDown() throws Exception {
        try (ServerSocket open = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            TestCall call = TestCall.saying(false).to(front.server, open.getLocalPort(), TestCall.any());
            call.await("opened");
            assertThat(front.server.drain(Duration.ofSeconds(5))).isTrue();
            call.await("draining").awaitClosed();
            TestCall late = TestCall.saying(false).to(front.server, open.getLocalPort(), TestCall.any());
            late.awaitClosed();
            assertThat(late.events).singleElement().asString().contains("going down");
        }
    }
}
