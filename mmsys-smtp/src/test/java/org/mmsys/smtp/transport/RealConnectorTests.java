package org.mmsys.smtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.config.ConfigLoader;
import org.mmsys.core.net.NetKeys;
import org.mmsys.core.net.NetServer;
import org.mmsys.core.net.NetSettings;
import org.mmsys.core.net.TlsContext;
import org.mmsys.core.net.WorkerPool;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.Verdict;
import org.mmsys.smtp.transport.RelayKeys.SmartHostTls;
import org.mmsys.smtp.transport.RelaySettings.Credentials;
import org.mmsys.smtp.transport.RelaySettings.SmartHost;
import org.mmsys.wire.sasl.Secret;

/** Mail to the world over the I/O threads of a node. */
@Timeout(60)
final class RealConnectorTests {
    private static final Destination THERE = new Destination.Domain("[127.0.0.1]");

    @TempDir
    private Path data;

    private final WorkerPool workers = new WorkerPool(2, 100);
    private NetServer net;

    @BeforeEach
    void start() throws Exception {
        NetSettings settings = NetSettings.of(new ConfigLoader(NetKeys.all(), List.of())
                .load(Optional.empty(), java.util.Map.of())
                .settings()
                .orElseThrow());
        net = new NetServer(
                settings, TlsContext.open(Optional.empty(), Optional.empty(), data, "mx.here.test"), workers);
    }

    @AfterEach
    void stop() {
        net.close();
        workers.close();
    }

    private Verdict send(TestMessage message, int port, Optional<SmartHost> smartHost) {
        RelaySettings settings = new RelaySettings(
                "mx.here.test",
                smartHost,
                port,
                AllowedNetworks.of(List.of("127.0.0.1")),
                Optional.empty(),
                Duration.ofSeconds(6),
                Duration.ofSeconds(2));
        Awaiting<List<Verdict>> done = new Awaiting<>();
        new MxTransport(net.connector(), settings, address -> false, new Random(1)).send(message.to(THERE), done);
        List<Verdict> verdicts = done.get();
        assertThat(verdicts).hasSize(1);
        Awaiting.until(() -> message.sources().get() == 0);
        Awaiting.until(() -> net.outgoing() == 0);
        assertThat(done.isEmpty()).isTrue();
        return verdicts.get(0);
    }

    private static TestMessage large() {
        return TestMessage.of("Subject: x\r\n\r\n" + ".line of a large message\r\n".repeat(20_000), "bob@there.test");
    }

    @Test
    void largeMessagesArriveWhole() throws Exception {
        try (FakeServer server = new FakeServer((session, number) -> {
            session.hello("fake.test", "8BITMIME");
            session.takeMail();
        })) {
            assertThat(send(large(), server.port(), Optional.empty())).isInstanceOf(Verdict.Delivered.class);
            assertThat(server.heard())
                    .filteredOn("..line of a large message"::equals)
                    .hasSize(20_000);
        }
        try (FakeServer server = new FakeServer((session, number) -> {
            session.hello("fake.test", "8BITMIME", "PIPELINING", "CHUNKING");
            session.takeMail();
        })) {
            assertThat(send(large(), server.port(), Optional.empty())).isInstanceOf(Verdict.Delivered.class);
        }
    }

    @Test
    void aConnectionCutInTheBodyIsToldOnce() throws Exception {
        try (FakeServer server = new FakeServer((session, number) -> {
            session.hello("fake.test", "8BITMIME", "CHUNKING");
            for (int i = 0; i < 2; i++) {
                session.hear();
                session.say("250 ok");
            }
            session.skip(1000);
        })) {
            assertThat(send(large(), server.port(), Optional.empty()))
                    .isInstanceOfSatisfying(
                            Verdict.Deferred.class,
                            verdict -> assertThat(verdict.status()).isEqualTo("4.4.2"));
        }
    }

    @Test
    void garbageInsteadOfAHandshakeIsFollowedByClearText() throws Exception {
        try (FakeServer server = new FakeServer((session, number) -> {
            session.hello("fake.test", "STARTTLS", "8BITMIME");
            if (session.hear().equals("STARTTLS")) {
                session.say("220 go");
                session.say("this is no TLS");
                session.hang();
            } else {
                session.say("250 ok");
                session.takeMail();
            }
        })) {
            assertThat(send(TestMessage.of("x\r\n", "bob@there.test"), server.port(), Optional.empty()))
                    .isInstanceOf(Verdict.Delivered.class);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void noPasswordLeavesWhenTheHandshakeFails() throws Exception {
        try (FakeServer server = new FakeServer((session, number) -> {
            session.hello("fake.test", "STARTTLS", "AUTH PLAIN");
            session.hear();
            session.say("220 go");
            session.say("235 this is no TLS");
            session.hang();
        })) {
            SmartHost there = new SmartHost(
                    "127.0.0.1",
                    server.port(),
                    SmartHostTls.REQUIRED,
                    Optional.of(new Credentials("user", Secret.of("pencil"))));
            assertThat(send(TestMessage.of("x\r\n", "bob@there.test"), 25, Optional.of(there)))
                    .isInstanceOf(Verdict.Deferred.class);
            assertThat(server.heard()).containsExactly("EHLO mx.here.test", "STARTTLS");
        }
    }

    @Test
    void implicitTlsSpeaksFirst() throws Exception {
        try (FakeServer server = new FakeServer((session, number) -> session.hang())) {
            SmartHost there = new SmartHost("127.0.0.1", server.port(), SmartHostTls.IMPLICIT, Optional.empty());
            Awaiting<List<Verdict>> done = new Awaiting<>();
            RelaySettings settings = new RelaySettings(
                    "mx.here.test",
                    Optional.of(there),
                    25,
                    AllowedNetworks.of(List.of("127.0.0.1")),
                    Optional.empty(),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(2));
            new MxTransport(net.connector(), settings, address -> false, new Random(1))
                    .send(TestMessage.of("x\r\n", "bob@there.test").to(THERE), done);
            Awaiting.until(() -> server.connections() == 1);
            server.cutAll();

            assertThat(done.get())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Verdict.Deferred.class,
                            verdict -> assertThat(verdict.status()).isEqualTo("4.7.5"));
        }
    }
}
