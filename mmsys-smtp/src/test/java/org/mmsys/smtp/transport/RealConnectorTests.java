package org.mmsys.smtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.Verdict;
import org.mmsys.core.route.Service;
import org.mmsys.smtp.transport.RelayKeys.SmartHostTls;
import org.mmsys.smtp.transport.RelaySettings.Credentials;
import org.mmsys.smtp.transport.RelaySettings.SmartHost;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpClientTimes;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;

/** Mail to the world over the I/O threads of a node. */
@Timeout(60)
final class RealConnectorTests {
    private static final Destination THERE = new Destination.Domain("[127.0.0.1]");

    private static final Lanes.Limits LIMITS = new Lanes.Limits(4, 100, Duration.ofMinutes(1));

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

    @Test
    void anIdleConnectionDoesNotHoldUpANodeThatGoesDown() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (FakeServer server = new FakeServer((session, number) -> {
            session.hello("fake.test");
            session.takeMail();
        })) {
            Lanes lanes = new Lanes("s2", peersAt(server.port()), RealConnectorTests::plan, LIMITS, timer);
            Awaiting<SmtpOutcome> outcome = new Awaiting<>();
            lanes.submit(new ClientJob() {
                @Override
                public SmtpErrand errand() {
                    return new SmtpErrand.Verify("bob");
                }

                @Override
                public void ended(SmtpOutcome ended) {
                    outcome.accept(ended);
                }
            });
            assertThat(outcome.get()).isInstanceOf(SmtpOutcome.Answered.class);
            assertThat(net.outgoing()).isEqualTo(1);

            assertThat(net.drain(Duration.ofSeconds(5))).isTrue();
            assertThat(server.heard()).endsWith("VRFY bob", "QUIT");
        } finally {
            timer.shutdownNow();
        }
    }

    private static SmtpClientPlan plan() {
        return new SmtpClientPlan(
                "s1.test",
                SmtpClientPlan.StartTls.NEVER,
                Optional.empty(),
                Optional.empty(),
                false,
                SmtpClientTimes.PEERS);
    }

    private Peers peersAt(int port) {
        return new Peers() {
            @Override
            public String introduction(Optional<Client> client) {
                return "";
            }

            @Override
            public void call(
                    String server, Service service, Supplier<Dialogue<?, ?>> dialogue, Consumer<String> unreachable) {
                Dial dial = new Dial(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        "peer-smtp",
                        Duration.ofSeconds(2),
                        2048,
                        new Dial.Security.Opportunistic(Optional.empty()));
                net.connector().connect(dial, dialogue.get(), unreachable);
            }

            @Override
            public void failed(String server, Service service, String why) {
                throw new AssertionError(why);
            }
        };
    }
}
