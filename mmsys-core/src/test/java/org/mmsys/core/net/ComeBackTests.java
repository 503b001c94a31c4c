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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.net.TestServer.Client;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.ListenerSpec;

/** Connections that outlive their splice. */
@Timeout(60)
class ComeBackTests {
    private static final String MARKER = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private final CompletableFuture<Link> free = new CompletableFuture<>();
    private final AtomicInteger comebacks = new AtomicInteger();
    private TestServer house;
    private ServerSocket home;
    private Client client;
    private Socket accepted;

    @BeforeEach
    void spliced() throws Exception {
        house = new TestCluster(directory).server("s1/primary", settings -> {
            settings.processors = 2;
            return settings;
        });
        home = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        FrontProtocol front = new FrontProtocol(() -> {
            TestCall call = TestCall.saying(false, "HANDOVER").to(house.server, home.getLocalPort(), TestCall.any());
            var unused = call.link.thenAccept(link -> link.comeBack(MARKER, back -> {
                comebacks.incrementAndGet();
                free.complete(back);
            }));
            return call;
        });
        int port = house.server.start(
                new ListenerSpec("front", "front", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false),
                front);
        client = new Client(new Socket(InetAddress.getLoopbackAddress(), port));
        assertThat(client.line()).isEqualTo("220 front");
        client.send("LOGIN\r\n");
        accepted = home.accept();
        accepted.setSoTimeout(8_000);
        accepted.setTcpNoDelay(true);
        say("220 hello\r\n");
        assertThat(client.line()).isEqualTo("250 spliced");
        client.send("QUIT\r\n");
        assertThat(hear(6)).isEqualTo("QUIT\r\n");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        accepted.close();
        ChatProtocol.await(() -> house.server.outgoing() == 0 && house.server.sessions() == 0, "all connections gone");
        assertThat(house.server.heldOctets()).isZero();
        home.close();
        house.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 16, 32, 33, 34})
    void theMarkerEndsTheSessionAndNotTheConnection(int cut) throws Exception {
        String line = MARKER + "\r\n";
        say("+OK bye\r\n" + line.substring(0, cut));
        assertThat(client.line()).isEqualTo("+OK bye");
        say(line.substring(cut));
        assertThat(client.line()).isEqualTo("EOF");

        TestCall next = begin(TestCall.saying(false, "second"));
        say("hello again\r\n");
        assertThat(hear(8)).isEqualTo("second\r\n");
        next.await("opened").await("line hello again");
        assertThat(comebacks).hasValue(1);
    }

    @Test
    void itMayComeBackAgainAndAgain() throws Exception {
        say(MARKER + "\r\n");
        assertThat(client.line()).isEqualTo("EOF");
        TestCall second = begin(TestCall.saying(false, "HANDOVER"));
        say("take me\r\n");
        Link link = second.link.get(8, TimeUnit.SECONDS);
        second.awaitClosed();
        link.close();
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void nothingOfTheFormerClientReachesTheNextSession() throws Exception {
        say("+OK bye\r\n" + MARKER + "\r\n");
        Link link = free.get(8, TimeUnit.SECONDS);
        try {
            client.send("XPEER v=1\r\nDELE 1\r\n");
        } catch (IOException closedAlready) {
            assertThat(closedAlready).isNotNull();
        }
        begin(link, TestCall.saying(false, "second"));
        say("hello again\r\n");
        assertThat(hear(8)).isEqualTo("second\r\n");
        accepted.setSoTimeout(300);
        assertThat(accepted.getInputStream().available()).isZero();
    }

    @Test
    void aWordThatNobodyAskedForClosesIt() throws Exception {
        say(MARKER + "\r\n");
        Link link = free.get(8, TimeUnit.SECONDS);
        say("+OK\r\n");
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        refused(link);
    }

    @Test
    void whatFollowsTheMarkerGoesToItsOwnClientOnly() throws Exception {
        say(MARKER + "\r\n+OK more\r\n");
        assertThat(client.line()).isEqualTo(MARKER);
        assertThat(client.line()).isEqualTo("+OK more");
        assertThat(comebacks).hasValue(0);
    }

    @Test
    void aHomeThatClosesIsNotUsedAgain() throws Exception {
        say(MARKER + "\r\n");
        Link link = free.get(8, TimeUnit.SECONDS);
        accepted.close();
        ChatProtocol.await(() -> house.server.outgoing() == 0, "the connection gone");
        refused(link);
    }

    @Test
    void aHomeThatClosesInsteadIsHeardToTheEnd() throws Exception {
        say("+OK bye " + MARKER.substring(0, 9));
        accepted.close();
        assertThat(client.line()).isEqualTo("+OK bye " + MARKER.substring(0, 9) + "EOF");
        assertThat(comebacks).hasValue(0);
    }

    @Test
    void aClientThatVanishesTakesItAlong() throws Exception {
        client.socket.setSoLinger(true, 0);
        client.socket.close();
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        assertThat(comebacks).hasValue(0);
    }

    @Test
    void onlyOneGetsIt() throws Exception {
        say(MARKER + "\r\n");
        Link link = free.get(8, TimeUnit.SECONDS);
        TestCall second = begin(link, TestCall.saying(false));
        refused(link);
        link.close();
        say("still here\r\n");
        second.await("line still here");
    }

    @Test
    void drainingClosesWhatNobodyUses() throws Exception {
        say(MARKER + "\r\n");
        Link link = free.get(8, TimeUnit.SECONDS);
        assertThat(client.line()).isEqualTo("EOF");
        assertThat(house.server.drain(Duration.ofSeconds(8))).isTrue();
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        refused(link);
    }

    @Test
    void nothingComesBackWhileDraining() throws Exception {
        CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> drain(Duration.ofSeconds(8)));
        say("+OK bye\r\n");
        assertThat(client.line()).isEqualTo("+OK bye");
        ChatProtocol.await(() -> refusesNewCalls(), "draining");
        say(MARKER + "\r\n");
        assertThat(client.line()).isEqualTo("EOF");
        assertThat(drained.get()).isTrue();
        assertThat(comebacks).hasValue(0);
    }

    private boolean drain(Duration most) {
        try {
            return house.server.drain(most);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean refusesNewCalls() {
        TestCall call = TestCall.saying(false).to(house.server, 1, TestCall.any());
        return call.events.stream().anyMatch(event -> event.contains("going down"));
    }

    private TestCall begin(TestCall call) throws Exception {
        return begin(free.get(8, TimeUnit.SECONDS), call);
    }

    private static TestCall begin(Link link, TestCall call) {
        link.begin(new Dialogue<>(call, call), why -> call.events.add("failed " + why));
        return call;
    }

    private static void refused(Link link) throws Exception {
        TestCall late = begin(link, TestCall.saying(false));
        late.awaitClosed();
        assertThat(late.events).singleElement().asString().startsWith("failed ");
    }

    private void say(String octets) throws IOException {
        accepted.getOutputStream().write(octets.getBytes(StandardCharsets.US_ASCII));
    }

    private String hear(int octets) throws IOException {
        InputStream in = accepted.getInputStream();
        return new String(in.readNBytes(octets), StandardCharsets.US_ASCII);
    }
}
