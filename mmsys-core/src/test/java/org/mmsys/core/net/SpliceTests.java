package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.net.TestServer.Client;
import org.mmsys.core.protocol.Dial.Security;
import org.mmsys.core.protocol.ListenerSpec;

@Timeout(90)
class SpliceTests {
    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile TestCall last = TestCall.saying(false);
    private TestServer house;
    private TestServer home;
    private FrontProtocol front = new FrontProtocol(() -> last);
    private int port;

    @BeforeEach
    void start() throws Exception {
        TestCluster cluster = new TestCluster(directory);
        home = cluster.server("s2/primary");
        house = cluster.server("s1/primary", settings -> {
            settings.processors = 2;
            settings.spliceIdle = Duration.ofMillis(1500);
            settings.idle = Duration.ofSeconds(5);
            settings.closeGrace = Duration.ofSeconds(2);
            return settings;
        });
    }

    @AfterEach
    void stop() throws Exception {
        ChatProtocol.await(
                () -> house.server.outgoing() == 0 && house.server.sessions() == 0,
                "all connections gone at the front");
        assertThat(front.inputsAfterSplice).hasValue(0);
        assertThat(front.performersOpen).hasValue(0);
        assertThat(last.performersClosed).hasValue(1);
        ChatProtocol.await(() -> house.server.heldOctets() == 0, "nothing held");
        threads.shutdownNow();
        house.close();
        home.close();
    }

    /** A front whose calls go to the home node, or to that port without TLS. */
    private void front(boolean tlsBehind, int target) throws IOException {
        front = new FrontProtocol(() -> last = tlsBehind
                ? TestCall.saying(true, "ECHO in", "HANDOVER")
                        .to(house.server, home.port, new Security.Node("s2/primary"))
                : TestCall.saying(false, "HANDOVER").to(house.server, target, TestCall.any()));
        port = house.server.start(
                new ListenerSpec("front", "front", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false),
                front);
    }

    private Client greeted(boolean tls) throws Exception {
        Client client = new Client(new Socket(InetAddress.getLoopbackAddress(), port));
        assertThat(client.line()).isEqualTo("220 front");
        if (tls) {
            assertThat(client.ask("STARTTLS")).isEqualTo("220 tls");
            return client.startTls();
        }
        return client;
    }

    private Client spliced(boolean tls) throws Exception {
        Client client = greeted(tls);
        assertThat(client.ask("LOGIN")).isEqualTo("250 spliced");
        return client;
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void carriesLargeBodiesBothWays(boolean tlsBefore, boolean tlsBehind) throws Exception {
        front(tlsBehind, home.port);
        Client client = spliced(tlsBefore);
        assertThat(client.ask("ECHO through")).isEqualTo("250 through");
        client.send("DATA\r\n" + ("y".repeat(998) + "\r\n").repeat(2000) + ".\r\nSEND 200000 worker\r\n");
        assertThat(client.line()).isEqualTo("354 go");
        assertThat(client.line()).isEqualTo("250 2000000 []");
        assertThat(client.line()).isEqualTo("+OK");
        for (int i = 0; i < 200_000; i++) {
            assertThat(client.line()).isEqualTo((i % 10 == 0 ? ".." : "") + i);
        }
        assertThat(client.line()).isEqualTo(".");
        assertThat(client.ask("QUIT")).isEqualTo("221 bye");
        assertThat(client.line()).isEqualTo("EOF");
        client.close();
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,true"})
    void passesOnFirstWhatWasSaidBefore(boolean tlsBefore, boolean tlsBehind) throws Exception {
        front(tlsBehind, home.port);
        try (Client client = greeted(tlsBefore)) {
            client.send("LOGIN\r\nECHO early\r\nECHO bi");
            assertThat(client.line()).isEqualTo("250 spliced");
            assertThat(client.line()).isEqualTo("250 early");
            client.send("rd\r\nQUIT\r\n");
            assertThat(client.line()).isEqualTo("250 bird");
            assertThat(client.line()).isEqualTo("221 bye");
            assertThat(client.line()).isEqualTo("EOF");
        }
    }

    @Test
    void handsOverWhatTheServerSaidEarly() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            front(false, server.getLocalPort());
            Client client = greeted(false);
            client.send("LOGIN\r\n");
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream()
                        .write("220 hello\r\nmore\r\nand more\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.line()).isEqualTo("250 spliced");
                assertThat(client.line()).isEqualTo("more");
                assertThat(client.line()).isEqualTo("and more");
            }
            assertThat(client.line()).isEqualTo("EOF");
            client.close();
        }
    }

    @Test
    void halfClosesPlainConnections() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            front(false, server.getLocalPort());
            Client client = greeted(false);
            client.send("LOGIN\r\n");
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.line()).isEqualTo("250 spliced");
                client.send("last words");
                client.socket.shutdownOutput();
                accepted.setSoTimeout(8_000);
                assertThat(accepted.getInputStream().readAllBytes())
                        .asString(StandardCharsets.US_ASCII)
                        .isEqualTo("last words");
                accepted.getOutputStream().write("an answer\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.line()).isEqualTo("an answer");
            }
            assertThat(client.line()).isEqualTo("EOF");
            client.close();
        }
    }

    @Test
    void answersAClientThatEndsBeforeItHasReadOverTls() throws Exception {
        front(true, 0);
        try (Client client = spliced(false)) {
            client.send("ECHO one\r\nASK worker two\r\n");
            client.socket.shutdownOutput();
            assertThat(client.line()).isEqualTo("250 one");
            assertThat(client.line()).isEqualTo("250 two");
            assertThat(client.line()).isEqualTo("EOF");
        }
    }

    @Test
    void sendsAllToASlowClientThatEndsFirstOverTls() throws Exception {
        front(true, 0);
        Client client = spliced(false);
        client.socket.setReceiveBufferSize(256 * 1024); // below loopback's segment size TCP itself stutters
        client.send("SEND 3000000 worker\r\nECHO last\r\n");
        client.socket.shutdownOutput();
        assertThat(drainSlowly(client, 1_000_000))
                .isEqualTo("+OK\r\n".length() + dotStuffed(3_000_000) + ".\r\n250 last\r\n".length());
    }

    private static long dotStuffed(int lines) {
        long octets = 0;
        for (int i = 0; i < lines; i++) {
            octets += ((i % 10 == 0 ? ".." : "") + i + "\r\n").length();
        }
        return octets;
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,true"})
    void endsTheOtherSideWhenOneIsReset(boolean tlsBefore, boolean tlsBehind) throws Exception {
        front(tlsBehind, home.port);
        Client client = spliced(tlsBefore);
        client.send("SEND 3000000 worker\r\n"); // more than all buffers hold
        assertThat(client.line()).isEqualTo("+OK");
        client.socket.setSoLinger(true, 0);
        client.socket.close();
        ChatProtocol.await(() -> home.server.sessions() == 0, "the home's session over");
    }

    @Test
    void endsTheClientWhenTheServerIsReset() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            front(false, server.getLocalPort());
            Client client = greeted(false);
            client.send("LOGIN\r\n");
            Socket accepted = server.accept();
            accepted.getOutputStream().write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.line()).isEqualTo("250 spliced");
            accepted.setSoLinger(true, 0);
            accepted.close();
            assertThat(client.line()).isIn("EOF", "RESET");
            client.close();
        }
    }

    @Test
    void endsWhenBothAreSilent() throws Exception {
        front(true, 0);
        try (Client client = spliced(false)) {
            assertThat(client.ask("ECHO awake")).isEqualTo("250 awake");
            assertThat(client.line()).isIn("EOF", "RESET");
        }
    }

    @Test
    void cutsAReaderThatIsStuck() throws Exception {
        front(true, 0);
        try (Client client = spliced(false)) {
            client.send("SEND 5000000 worker\r\n");
            ChatProtocol.await(() -> home.server.sessions() == 0, "the stuck splice cut");
        }
    }

    @Test
    void closesALinkThatNobodyWants() throws Exception {
        front(true, 0);
        TestCall call = TestCall.saying(true, "HANDOVER").to(house.server, home.port, new Security.Node("s2/primary"));
        call.await("tls s2/primary").link.get().close();
        call.awaitClosed();
        ChatProtocol.await(() -> home.server.sessions() == 0, "the link closed");
        last = call;
    }

    @Test
    void closesTheClientWhenTheLinkIsGone() throws Exception {
        home.close();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            front = new FrontProtocol(() -> {
                TestCall call =
                        TestCall.saying(false, "HANDOVER").to(house.server, server.getLocalPort(), TestCall.any());
                last = call;
                var unused = call.link.thenAccept(org.mmsys.core.protocol.Link::close);
                return call;
            });
            port = house.server.start(
                    new ListenerSpec(
                            "front", "front", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false),
                    front);
            try (Client client = greeted(false)) {
                client.send("LOGIN\r\n");
                Socket accepted = server.accept();
                accepted.getOutputStream().write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.line()).isEqualTo("250 spliced");
                assertThat(client.line()).isEqualTo("EOF");
                accepted.close();
            }
        }
    }

    @Test
    void drainingGivesSplicesTimeThenCutsThem() throws Exception {
        front(true, 0);
        Client client = spliced(false);
        Future<Boolean> drained = threads.submit(() -> house.server.drain(Duration.ofSeconds(1)));
        assertThat(client.ask("ECHO still")).isEqualTo("250 still");
        assertThat(drained.get()).isFalse();
        assertThat(client.line()).isIn("EOF", "RESET");
        client.close();
    }

    /** mina.md D: slow readers must neither hang nor keep others from being served. */
    @ParameterizedTest
    @CsvSource({"false,false", "true,true"})
    void fiftySlowReadersGoOnBesideSmallSessions(boolean tlsBefore, boolean tlsBehind) throws Exception {
        front(tlsBehind, home.port);
        List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Client client = spliced(tlsBefore);
            readers.add(threads.submit(() -> readSlowly(client)));
        }
        long slowest = 0;
        try (Client small = house.greeted()) {
            while (readers.stream().anyMatch(reader -> !reader.isDone())) {
                long before = System.nanoTime();
                assertThat(small.ask("ECHO small")).isEqualTo("250 small");
                slowest = Math.max(slowest, System.nanoTime() - before);
            }
        }
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).isEqualTo(readers.get(0).get()).isGreaterThan(1_000_000);
        }
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(5));
    }

    private static long readSlowly(Client client) throws Exception {
        client.socket.setReceiveBufferSize(16 * 1024);
        client.send("SEND 150000 worker\r\nQUIT\r\n");
        return drainSlowly(client, 200_000);
    }

    private static long drainSlowly(Client client, long burst) throws Exception {
        InputStream in = client.socket.getInputStream();
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        long pauses = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            total += count;
            if (total / burst > pauses) {
                pauses++;
                new java.util.concurrent.CountDownLatch(1).await(100, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
        }
        client.close();
        return total;
    }
}
