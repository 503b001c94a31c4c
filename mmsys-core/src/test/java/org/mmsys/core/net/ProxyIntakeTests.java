package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.net.TestServer.Client;

@Timeout(60)
class ProxyIntakeTests {
    @TempDir
    Path directory;

    private TestCluster cluster;
    private TestServer house;

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(directory);
        house = cluster.server("s1/primary", settings -> {
            settings.handshakeTime = Duration.ofMillis(700);
            settings.perAddress = 2;
            return settings;
        });
    }

    @AfterEach
    void stop() throws Exception {
        ChatProtocol.await(() -> house.server.sessions() == 0, "end of all sessions");
        assertThat(house.protocol.performersClosed.get()).isEqualTo(house.protocol.performersOpen.get());
        house.close();
    }

    private byte[] header(String client) throws Exception {
        return ProxyHeader.relayed(
                new InetSocketAddress(AddressRange.parse(client).address(), 4711),
                new InetSocketAddress(AddressRange.parse("192.0.2.1").address(), 25),
                cluster.identity("s1/backup").pairKey().orElseThrow(),
                InstantSource.system(),
                new Random());
    }

    private static void send(Client client, byte[] octets) throws Exception {
        client.socket.getOutputStream().write(octets);
        client.socket.getOutputStream().flush();
    }

    @Test
    void introducesTheClientBeforeItsFirstCommand() throws Exception {
        try (Client client = house.connect()) {
            send(client, header("198.51.100.7"));
            client.send("ECHO hi\r\n");
            assertThat(client.line()).isEqualTo("220 hello");
            assertThat(client.line()).isEqualTo("250 hi");
            assertThat(house.protocol.events).containsSubsequence("opened", "introduced 198.51.100.7", "line ECHO");
            assertThat(client.ask("STARTTLS")).isEqualTo("220 tls");
            try (Client secure = client.startTls()) {
                assertThat(secure.ask("ECHO safe")).isEqualTo("250 safe");
            }
        }
    }

    /** The relay may have died with the reply in its hands; what is said after a reply proves more. */
    @Test
    void endOfARelayIsNoProofThatItsClientHasHeard() throws Exception {
        try (Client client = house.connect()) {
            send(client, header("198.51.100.7"));
            assertThat(client.line()).isEqualTo("220 hello");
            assertThat(client.ask("HEARD")).isEqualTo("250 ok");
            assertThat(client.ask("HEARD")).isEqualTo("250 ok");
        }
        house.protocol.await("peer-closed");
        assertThat(java.util.Collections.frequency(house.protocol.events, "heard"))
                .isEqualTo(1);
    }

    /** The machine of a relay may die: then nobody closes its connections. */
    @Test
    void endsRelayedConnectionsOnWhichNothingCameSinceTheirRelayWasLost() throws Exception {
        try (Client silent = house.connect();
                Client direct = house.greeted();
                Client speaks = house.connect()) {
            for (Client each : List.of(silent, speaks)) {
                send(each, header("198.51.100.7"));
                assertThat(each.line()).isEqualTo("220 hello");
                assertThat(each.ask("ECHO hi")).isEqualTo("250 hi");
            }
            long lost = System.nanoTime();
            assertThat(speaks.ask("ECHO still")).isEqualTo("250 still");

            assertThat(house.server.endUnheardRelays(lost)).isEqualTo(1);

            assertThat(silent.socket.getInputStream().read()).isEqualTo(-1);
            assertThat(speaks.ask("ECHO there")).isEqualTo("250 there");
            assertThat(direct.ask("ECHO too")).isEqualTo("250 too");
            assertThat(house.server.endUnheardRelays(lost)).isZero();
        }
    }

    @Test
    void takesAHeaderOctetByOctet() throws Exception {
        try (Client client = house.greeted()) {
            for (byte octet : header("2001:db8::7")) {
                send(client, new byte[] {octet});
            }
            assertThat(client.ask("ECHO hi")).isEqualTo("250 hi");
            assertThat(house.protocol.events).contains("introduced 2001:db8:0:0:0:0:0:7");
        }
    }

    @Test
    void takesItBeforeImplicitTls() throws Exception {
        for (boolean together : new boolean[] {true, false}) {
            house.protocol.events.clear();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), house.tlsPort)) {
                socket.setSoTimeout(8_000);
                byte[] header = header("198.51.100.8");
                if (together) {
                    socket.getOutputStream().write(header);
                } else {
                    for (byte octet : header) {
                        socket.getOutputStream().write(octet);
                        socket.getOutputStream().flush();
                    }
                }
                try (SSLSocket secure = (SSLSocket) TestServer.trusting()
                        .getSocketFactory()
                        .createSocket(socket, "127.0.0.1", house.tlsPort, true)) {
                    Client client = new Client(secure);
                    assertThat(client.line()).isEqualTo("220 hello");
                    assertThat(client.ask("ECHO hi")).isEqualTo("250 hi");
                    assertThat(house.protocol.events).contains("opened TLSv1.3");
                }
            }
        }
    }

    @Test
    void servesClientsThatComeWithout() throws Exception {
        try (Client plain = house.greeted();
                SSLSocket secure =
                        (SSLSocket) TestServer.trusting().getSocketFactory().createSocket("127.0.0.1", house.tlsPort)) {
            assertThat(plain.ask("ECHO hi")).isEqualTo("250 hi");
            assertThat(new Client(secure).line()).isEqualTo("220 hello");
        }
    }

    @Test
    void answersAClientThatBeginsWithAnEmptyLine() throws Exception {
        try (Client client = house.greeted()) {
            assertThat(client.ask("")).isEqualTo("500 what?");
            assertThat(client.ask("ECHO hi")).isEqualTo("250 hi");
        }
    }

    @Test
    void hangsUpOnHeadersItDoesNotBelieve() throws Exception {
        byte[] used = header("198.51.100.7");
        byte[] forged = header("198.51.100.7");
        forged[17] ^= 1;
        byte[] half = java.util.Arrays.copyOf(header("198.51.100.7"), 40);
        try (Client first = house.greeted()) {
            send(first, used);
            assertThat(first.ask("ECHO hi")).isEqualTo("250 hi");
        }
        for (byte[] bad : List.of(used, forged, half)) {
            try (Client client = house.greeted()) {
                send(client, bad);
                assertThat(client.line()).isIn("EOF", "RESET");
            }
            try (Client client = new Client(new Socket(InetAddress.getLoopbackAddress(), house.tlsPort))) {
                send(client, bad);
                assertThat(client.line()).isIn("EOF", "RESET");
            }
        }
    }

    @Test
    void limitsByTheAddressThatWasTold() throws Exception {
        try (Client first = house.greeted();
                Client second = house.greeted();
                Client third = house.greeted();
                Client other = house.greeted()) {
            send(first, header("198.51.100.7"));
            assertThat(first.ask("ECHO hi")).isEqualTo("250 hi");
            send(second, header("198.51.100.7"));
            assertThat(second.ask("ECHO hi")).isEqualTo("250 hi");
            send(third, header("198.51.100.7"));
            assertThat(third.line()).isEqualTo("421 TOO_MANY_FROM_ADDRESS");
            assertThat(third.line()).isEqualTo("EOF");
            send(other, header("198.51.100.9"));
            assertThat(other.ask("ECHO hi")).isEqualTo("250 hi");
        }
        ChatProtocol.await(() -> house.server.sessions() == 0, "end of all sessions");
        try (Client again = house.greeted()) {
            send(again, header("198.51.100.7"));
            assertThat(again.ask("ECHO hi")).isEqualTo("250 hi");
        }
    }
}
