package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.net.TestServer.Client;
import org.mmsys.core.route.NodeName;

@Timeout(60)
class NodeTlsTests {
    @TempDir
    Path directory;

    private TestCluster cluster;
    private TestServer house;

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(directory);
        house = cluster.server("s1/primary");
    }

    @AfterEach
    void stop() {
        house.close();
    }

    /** Speaks over implicit TLS; the common name of the certificate that was shown. */
    private String speak(SSLContext context, String version, boolean asNode) throws Exception {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", house.tlsPort)) {
            socket.setEnabledProtocols(new String[] {version});
            if (asNode) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(NodeIdentity.SERVER_NAME)));
                socket.setSSLParameters(parameters);
            }
            Client client = new Client(socket);
            assertThat(client.line()).isEqualTo("220 hello");
            assertThat(client.ask("ECHO hi")).isEqualTo("250 hi");
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void knowsANodeAndShowsItsOwnName(String version) throws Exception {
        SSLContext node = cluster.client("s2/backup");
        for (int i = 0; i < 3; i++) {
            assertThat(speak(node, version, true)).isEqualTo("CN=s1/primary");
        }
        assertThat(house.protocol.events.stream().filter("node s2/backup"::equals))
                .hasSize(3);
    }

    @Test
    void endsConnectionsOfANodeOnWhichNothingCameSinceItWasLost() throws Exception {
        try (SSLSocket first = secure(cluster.client("s2/backup"));
                SSLSocket second = secure(cluster.client("s2/primary"));
                Client stranger = house.greeted()) {
            for (SSLSocket each : List.of(first, second)) {
                assertThat(new Client(each).line()).isEqualTo("220 hello");
            }
            NodeName lost = new NodeName("s2", NodeName.Half.BACKUP);

            assertThat(house.server.endUnheard(
                            lost, System.nanoTime() - Duration.ofMinutes(1).toNanos()))
                    .isZero();
            assertThat(house.server.endUnheard(lost, System.nanoTime())).isEqualTo(1);

            assertThat(first.getInputStream().read()).isEqualTo(-1);
            assertThat(new Client(second).ask("ECHO hi")).isEqualTo("250 hi");
            assertThat(stranger.ask("ECHO hi")).isEqualTo("250 hi");
        }
    }

    private SSLSocket secure(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", house.tlsPort);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(NodeIdentity.SERVER_NAME)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Many clients of other people come from the address of a node (rules 19). */
    @Test
    void doesNotLimitTheAddressOfANode() throws Exception {
        house.close();
        house = cluster.server("s1/primary", settings -> {
            settings.limitLoopback = true;
            settings.perAddress = 2;
            return settings;
        });
        speak(cluster.client("s2/backup"), "TLSv1.3", true);
        List<Client> open = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            open.add(house.greeted());
        }
        open.add(from("127.0.0.2"));
        open.add(from("127.0.0.2"));
        assertThat(open.get(5).line()).isEqualTo("220 hello");
        assertThat(open.get(6).line()).isEqualTo("220 hello");
        open.add(from("127.0.0.2"));
        assertThat(open.get(7).line()).isEqualTo("421 TOO_MANY_FROM_ADDRESS");
        for (Client each : open) {
            each.close();
        }
    }

    private Client from(String address) throws IOException {
        return new Client(new java.net.Socket("127.0.0.1", house.port, java.net.InetAddress.getByName(address), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsClientsThePublicCertificate(String version) throws Exception {
        assertThat(speak(TestServer.trusting(), version, false)).isEqualTo("CN=mail.test");
        assertThat(speak(cluster.client("s2/backup"), version, false)).isEqualTo("CN=mail.test");
        assertThat(speak(TestServer.trusting(), version, true)).isEqualTo("CN=s1/primary");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,true", "TLSv1.3,true", "TLSv1.2,false", "TLSv1.3,false"})
    void takesStrangersAndExpiredNodesForClients(String version, boolean expired) throws Exception {
        TestCluster other = expired
                ? new TestCluster(
                        Files.createDirectory(directory.resolve("x")),
                        Instant.now().minus(Duration.ofDays(40)),
                        Duration.ofDays(20))
                : new TestCluster(Files.createDirectory(directory.resolve("x")));
        assertThat(speak(other.client("s2/backup"), version, true)).isEqualTo("CN=s1/primary");
        assertThat(house.protocol.events).noneMatch(event -> event.startsWith("node"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void doesNotTroubleOtherClients(String version) throws Exception {
        assumeThat(Path.of("/usr/bin/openssl")).exists();
        Path node = cluster.of("s2/primary");
        List<List<String>> clients = List.of(
                List.of(),
                List.of(
                        "-cert",
                        node.resolve("node.pem").toString(),
                        "-key",
                        node.resolve("node.key").toString()));
        for (List<String> more : clients) {
            List<String> command = new ArrayList<>(
                    List.of("openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + house.tlsPort, version));
            command.addAll(more);
            String heard = run(command);
            assertThat(heard).contains("220 hello", "250 hi", "221 bye");
        }
        assertThat(house.protocol.events.stream().filter("node s2/primary"::equals))
                .hasSize(1);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write("ECHO hi\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            in.flush();
            String heard = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return heard;
        }
    }
}
