package org.mmsys.smtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.Verdict;
import org.mmsys.smtp.transport.RelayKeys.SmartHostTls;
import org.mmsys.smtp.transport.RelaySettings.Credentials;
import org.mmsys.smtp.transport.RelaySettings.SmartHost;
import org.mmsys.wire.sasl.Secret;

@Timeout(60)
final class MxTransportTests {
    private static final Destination THERE = new Destination.Domain("there.test");
    private static final String TEXT = "Subject: x\r\n\r\n.dot\r\n";

    private final FakeDns dns;
    private SocketConnector connector = new SocketConnector(Duration.ofMillis(700), dial -> true);

    MxTransportTests() throws IOException {
        dns = new FakeDns();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private void handshakes(Predicate<Dial> succeed) {
        connector = new SocketConnector(Duration.ofMillis(700), succeed);
    }

    private Verdict send(int port, Optional<SmartHost> smartHost) {
        RelaySettings settings = new RelaySettings(
                "mx.here.test",
                smartHost,
                port,
                AllowedNetworks.of(List.of("127.0.0.0/8")),
                Optional.of(dns.address()),
                Duration.ofSeconds(6),
                Duration.ofSeconds(2));
        MxTransport transport = new MxTransport(connector, settings, address -> false, new Random(1));
        assertThat(transport.serves(THERE)).isTrue();
        assertThat(transport.serves(new Destination.Server("s2"))).isFalse();
        Awaiting<List<Verdict>> done = new Awaiting<>();
        TestMessage message = TestMessage.of(TEXT, "bob@there.test");
        transport.send(message.to(THERE), done);
        List<Verdict> verdicts = done.get();
        assertThat(verdicts).hasSize(1);
        Awaiting.until(() -> message.sources().get() == 0);
        assertThat(done.isEmpty()).isTrue();
        return verdicts.get(0);
    }

    private Verdict send(int port) {
        return send(port, Optional.empty());
    }

    private static FakeServer good(String address, int port) throws IOException {
        return new FakeServer(address, port, (session, number) -> {
            session.hello("fake.test", "8BITMIME");
            session.takeMail();
        });
    }

    private void twoHosts() {
        dns.mx("there.test", 10, "a.there.test").mx("there.test", 20, "b.there.test");
        dns.a("a.there.test", "127.0.0.1").a("b.there.test", "127.0.0.2");
    }

    @Test
    void deliversToTheBestHost() throws IOException {
        twoHosts();
        try (FakeServer best = good("127.0.0.1", 0);
                FakeServer other = good("127.0.0.2", best.port())) {
            Verdict verdict = send(best.port());

            assertThat(verdict).isEqualTo(new Verdict.Delivered("a.there.test", "250 2.0.0 taken", false));
            assertThat(best.heard()).contains("EHLO mx.here.test", "MAIL FROM:<ann@here.test>", "..dot");
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void aHostThatIsOfNoUseIsFollowedByTheNext() throws IOException {
        twoHosts();
        List<FakeServer.Manners> bad = List.of(
                (session, number) -> session.hang(),
                (session, number) -> session.raw("SSH-2.0-OpenSSH_9.2\r\n"),
                (session, number) -> session.raw("220-fake"),
                (session, number) -> session.say("554 no mail here"),
                (session, number) -> session.say("421 busy"),
                (session, number) -> {
                    session.hello("fake.test");
                    session.hear();
                    session.say("421 4.3.2 changed my mind");
                });
        for (FakeServer.Manners manners : bad) {
            try (FakeServer best = new FakeServer("127.0.0.1", 0, manners);
                    FakeServer other = good("127.0.0.2", best.port())) {
                assertThat(send(best.port())).isInstanceOf(Verdict.Delivered.class);
                assertThat(other.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void whatIsSaidAboutTheMessageCounts() throws IOException {
        twoHosts();
        try (FakeServer best = new FakeServer("127.0.0.1", 0, (session, number) -> {
                    session.hello("fake.test", "8BITMIME");
                    session.hear();
                    session.say("250 ok");
                    session.hear();
                    session.say("550 5.1.1 no such user");
                    session.hear();
                    session.say("250 ok");
                    session.hang();
                });
                FakeServer other = good("127.0.0.2", best.port())) {
            assertThat(send(best.port()))
                    .isEqualTo(new Verdict.Refused("5.1.1", "550 5.1.1 no such user", Optional.of("a.there.test")));
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void aMessageThatMayHaveBeenTakenGoesToNobodyElse() throws IOException {
        twoHosts();
        try (FakeServer best = new FakeServer("127.0.0.1", 0, (session, number) -> {
                    session.hello("fake.test", "8BITMIME");
                    session.hear();
                    session.say("250 ok");
                    session.hear();
                    session.say("250 ok");
                    session.hear();
                    session.say("354 go");
                    while (!session.hear().equals(".")) {
                        // the body
                    }
                });
                FakeServer other = good("127.0.0.2", best.port())) {
            assertThat(send(best.port())).isInstanceOfSatisfying(Verdict.Deferred.class, verdict -> {
                assertThat(verdict.status()).isEqualTo("4.4.2");
                assertThat(verdict.destinationDown()).isFalse();
            });
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void nobodyThereMeansThatTheDestinationIsDown() throws IOException {
        twoHosts();
        int port;
        try (FakeServer gone = good("127.0.0.1", 0)) {
            port = gone.port();
        }

        assertThat(send(port))
                .isInstanceOfSatisfying(
                        Verdict.Deferred.class,
                        verdict -> assertThat(verdict.destinationDown()).isTrue());
    }

    @Test
    void whatDnsRefusesIsRefused() {
        assertThat(send(25)).isEqualTo(new Verdict.Refused("5.1.2", "there is no domain there.test", Optional.empty()));
    }

    @Test
    void goesOnInClearTextWhenAnOptionalHandshakeFails() throws IOException {
        dns.a("there.test", "127.0.0.1");
        handshakes(dial -> false);
        try (FakeServer server = new FakeServer((session, number) -> {
            session.hello("fake.test", "STARTTLS", "8BITMIME");
            if (session.hear().equals("STARTTLS")) {
                session.say("220 go");
                session.hang();
            } else {
                session.say("250 ok");
                session.takeMail();
            }
        })) {
            assertThat(send(server.port())).isInstanceOf(Verdict.Delivered.class);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(connector.dials())
                    .allMatch(
                            dial -> dial.security().equals(new Dial.Security.Opportunistic(Optional.of("there.test"))));
        }
    }

    private static SmartHost smartHost(int port, SmartHostTls tls, boolean login) {
        return new SmartHost(
                "127.0.0.1",
                port,
                tls,
                login ? Optional.of(new Credentials("user", Secret.of("pencil"))) : Optional.empty());
    }

    private static FakeServer relay() throws IOException {
        return new FakeServer((session, number) -> {
            session.hello("fake.test", "STARTTLS", "AUTH PLAIN");
            session.hear();
            session.say("220 go");
            session.ehlo("fake.test", "AUTH PLAIN", "8BITMIME");
            session.hear();
            session.say("235 2.7.0 ok");
            session.takeMail();
        });
    }

    @Test
    void logsInAtTheSmartHostWithinProvedTls() throws IOException {
        try (FakeServer relay = relay()) {
            assertThat(send(25, Optional.of(smartHost(relay.port(), SmartHostTls.REQUIRED, true))))
                    .isInstanceOf(Verdict.Delivered.class);
            assertThat(relay.heard())
                    .containsSubsequence("STARTTLS", "EHLO mx.here.test", "AUTH PLAIN AHVzZXIAcGVuY2ls");
            assertThat(connector.dials())
                    .extracting(Dial::security)
                    .containsExactly(new Dial.Security.Verified("127.0.0.1"));
        }
    }

    @Test
    void aSmartHostWithTheWrongCertificateNeverSeesThePassword() throws IOException {
        handshakes(dial -> !(dial.security() instanceof Dial.Security.Verified));
        try (FakeServer relay = relay()) {
            assertThat(send(25, Optional.of(smartHost(relay.port(), SmartHostTls.REQUIRED, true))))
                    .isInstanceOfSatisfying(
                            Verdict.Deferred.class,
                            verdict -> assertThat(verdict.status()).isEqualTo("4.7.5"));
            assertThat(relay.heard()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void aSmartHostWhoseStarttlsWasStrippedNeverSeesThePassword() throws IOException {
        try (FakeServer stripped = new FakeServer((session, number) -> {
            session.hello("fake.test", "AUTH PLAIN");
            session.hear();
            session.say("221 bye");
        })) {
            assertThat(send(25, Optional.of(smartHost(stripped.port(), SmartHostTls.REQUIRED, true))))
                    .isInstanceOfSatisfying(
                            Verdict.Deferred.class,
                            verdict -> assertThat(verdict.status()).isEqualTo("4.7.10"));
            Awaiting.until(() -> stripped.heard().size() == 2);
            assertThat(stripped.heard()).containsExactly("EHLO mx.here.test", "QUIT");
        }
    }

    @Test
    void implicitTlsComesBeforeTheGreeting() throws IOException {
        try (FakeServer relay = new FakeServer((session, number) -> {
            session.hello("fake.test", "AUTH LOGIN", "8BITMIME");
            session.hear();
            session.say("334 VXNlcm5hbWU6");
            session.hear();
            session.say("334 UGFzc3dvcmQ6");
            session.hear();
            session.say("235 2.7.0 ok");
            session.takeMail();
        })) {
            assertThat(send(25, Optional.of(smartHost(relay.port(), SmartHostTls.IMPLICIT, true))))
                    .isInstanceOf(Verdict.Delivered.class);
        }
        handshakes(dial -> false);
        try (FakeServer relay = relay()) {
            assertThat(send(25, Optional.of(smartHost(relay.port(), SmartHostTls.IMPLICIT, true))))
                    .isInstanceOf(Verdict.Deferred.class);
            assertThat(relay.heard()).isEmpty();
        }
    }

    @Test
    void aRefusedLoginKeepsTheMail() throws IOException {
        try (FakeServer relay = new FakeServer((session, number) -> {
            session.hello("fake.test", "STARTTLS");
            session.hear();
            session.say("220 go");
            session.ehlo("fake.test", "AUTH PLAIN");
            session.hear();
            session.say("535 5.7.8 no");
            session.hang();
        })) {
            assertThat(send(25, Optional.of(smartHost(relay.port(), SmartHostTls.REQUIRED, true))))
                    .isInstanceOfSatisfying(Verdict.Deferred.class, verdict -> {
                        assertThat(verdict.destinationDown()).isTrue();
                        assertThat(verdict.diagnostic()).doesNotContain("pencil");
                    });
        }
    }

    @Test
    void sevenBitHostsGetNoEightBitMail() throws IOException {
        dns.a("there.test", "127.0.0.1");
        try (FakeServer server = new FakeServer((session, number) -> {
            session.hello("fake.test");
            session.takeMail();
        })) {
            RelaySettings settings = new RelaySettings(
                    "mx.here.test",
                    Optional.empty(),
                    server.port(),
                    AllowedNetworks.of(List.of("127.0.0.0/8")),
                    Optional.of(dns.address()),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(2));
            MxTransport transport = new MxTransport(connector, settings, address -> false, new Random(1));
            Awaiting<List<Verdict>> done = new Awaiting<>();

            transport.send(
                    TestMessage.of("Subject: x\r\n\r\nGrüße\r\n", "bob@there.test")
                            .to(THERE),
                    done);

            assertThat(done.get())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Verdict.Refused.class,
                            verdict -> assertThat(verdict.status()).isEqualTo("5.6.3"));
        }
    }
}
