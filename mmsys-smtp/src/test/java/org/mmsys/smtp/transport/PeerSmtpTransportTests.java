package org.mmsys.smtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.Verdict;

@Timeout(60)
final class PeerSmtpTransportTests {
    private static final Destination S2 = new Destination.Server("s2");
    private static final Destination S3 = new Destination.Server("s3");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FakePeers peers = new FakePeers(Duration.ofMillis(700));
    private final PeerSmtpTransport transport = new PeerSmtpTransport(peers, "s1.test", timer);

    @AfterEach
    void stop() {
        transport.close();
        timer.shutdownNow();
    }

    private static FakeServer good() throws IOException {
        return new FakeServer((session, number) -> {
            session.peerHello();
            session.takeMail();
        });
    }

    private List<Verdict> send(TestMessage message, Destination to) {
        Awaiting<List<Verdict>> done = new Awaiting<>();
        transport.send(message.to(to), done);
        List<Verdict> verdicts = done.get();
        assertThat(verdicts).hasSize(message.envelope().recipients().size());
        Awaiting.until(() -> message.sources().get() == 0);
        return verdicts;
    }

    @Test
    void servesServersOnly() {
        assertThat(transport.serves(S2)).isTrue();
        assertThat(transport.serves(new Destination.Domain("there.test"))).isFalse();
    }

    @Test
    void handsOverWithQueueIdAndTellsWhoIsNotThere() throws IOException {
        try (FakeServer server = good()) {
            peers.with("s2", server.port());

            List<Verdict> verdicts =
                    send(TestMessage.of("Subject: x\r\n\r\nhello\r\n", "bob@here.test", "nobody@here.test"), S2);

            assertThat(verdicts)
                    .containsExactly(new Verdict.Delivered("s2", "250 2.0.0 taken", true), new Verdict.NotHere("s2"));
            assertThat(server.heard())
                    .anyMatch(line ->
                            line.startsWith("MAIL FROM:<ann@here.test> SIZE=21 XQID=") && line.endsWith(" XSID=s17"))
                    .contains("BDAT 21 LAST");
        }
    }

    @Test
    void usesAConnectionAgain() throws IOException {
        try (FakeServer server = good()) {
            peers.with("s2", server.port());

            for (int i = 0; i < 5; i++) {
                assertThat(send(TestMessage.of("x\r\n", "bob@here.test"), S2))
                        .singleElement()
                        .isInstanceOf(Verdict.Delivered.class);
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatWasClosedMeanwhileCostsNoFailure() throws IOException {
        try (FakeServer server = good()) {
            peers.with("s2", server.port());
            send(TestMessage.of("x\r\n", "bob@here.test"), S2);
            server.cutAll();

            assertThat(send(TestMessage.of("x\r\n", "bob@here.test"), S2))
                    .singleElement()
                    .isInstanceOf(Verdict.Delivered.class);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatSaysGoodByeInsteadOfListeningIsCalledAgain() throws IOException {
        try (FakeServer server = new FakeServer((session, number) -> {
            session.peerHello();
            if (number > 1) {
                session.takeMail();
                return;
            }
            session.hear();
            session.say("250 ok");
            session.hear();
            session.say("250 ok");
            session.hear();
            session.skip(3);
            session.say("250 2.0.0 taken");
            session.say("421 4.3.2 going down");
            session.hang();
        })) {
            peers.with("s2", server.port());
            send(TestMessage.of("x\r\n", "bob@here.test"), S2);

            assertThat(send(TestMessage.of("x\r\n", "bob@here.test"), S2))
                    .singleElement()
                    .isInstanceOf(Verdict.Delivered.class);
        }
    }

    @Test
    void neverMoreThanFourConnections() throws IOException {
        try (FakeServer server = good()) {
            peers.with("s2", server.port());
            Awaiting<List<Verdict>> done = new Awaiting<>();

            IntStream.range(0, 200)
                    .forEach(i -> transport.send(
                            TestMessage.of("x\r\n", "bob@here.test").to(S2), done));

            for (int i = 0; i < 200; i++) {
                assertThat(done.get()).singleElement().isInstanceOf(Verdict.Delivered.class);
            }
            assertThat(server.connections()).isBetween(1, 4);
            assertThat(done.isEmpty()).isTrue();
        }
    }

    @Test
    void aHangingServerHoldsUpNobodyElse() throws IOException {
        try (FakeServer hanging = new FakeServer((session, number) -> session.hang());
                FakeServer good = good()) {
            peers.with("s2", hanging.port()).with("s3", good.port());
            Awaiting<List<Verdict>> late = new Awaiting<>();
            IntStream.range(0, 20)
                    .forEach(i -> transport.send(
                            TestMessage.of("x\r\n", "bob@here.test").to(S2), late));

            assertThat(send(TestMessage.of("x\r\n", "cy@here.test"), S3))
                    .singleElement()
                    .isInstanceOf(Verdict.Delivered.class);
            assertThat(late.isEmpty()).isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(late.get()).singleElement().isInstanceOfSatisfying(Verdict.Deferred.class, verdict -> {
                    assertThat(verdict.destinationDown()).isTrue();
                    assertThat(verdict.status()).isEqualTo("4.4.2");
                });
            }
            assertThat(peers.failures()).isNotEmpty().allMatch(failure -> failure.startsWith("s2"));
        }
    }

    @Test
    void aHalfThatDoesNotServeIsFollowedByTheOtherAtOnce() throws IOException {
        try (FakeServer backup = new FakeServer((session, number) -> session.say("421 4.3.2 primary unreachable"));
                FakeServer primary = good()) {
            peers.with("s2", backup.port(), primary.port());

            assertThat(send(TestMessage.of("x\r\n", "bob@here.test"), S2))
                    .singleElement()
                    .isInstanceOf(Verdict.Delivered.class);
        }
    }

    @Test
    void nobodyThereIsDeferredAtOnce() throws IOException {
        int port;
        try (FakeServer closed = good()) {
            port = closed.port();
        }
        peers.with("s2", port);

        assertThat(send(TestMessage.of("x\r\n", "bob@here.test"), S2))
                .containsExactly(new Verdict.Deferred("4.4.1", "no node answers", java.util.Optional.empty(), true));
        assertThat(send(TestMessage.of("x\r\n", "bob@here.test"), new Destination.Server("s9")))
                .singleElement()
                .isInstanceOf(Verdict.Deferred.class);
    }

    @Test
    void strangersGarbageAndCutsAreDeferred() throws IOException {
        List<FakeServer.Manners> bad = List.of(
                (session, number) -> session.raw("\0\1\2 HTTP/1.1 400 Bad Request\r\n\r\n"),
                (session, number) -> session.raw("220-a\r\n220-"),
                (session, number) -> session.raw("220 " + "x".repeat(5000) + "\r\n"),
                (session, number) -> {
                    session.hello("fake.test");
                    session.hang();
                },
                (session, number) -> {
                    session.hello("fake.test", "STARTTLS");
                    session.hear();
                    session.say("220 go");
                    session.ehlo("fake.test");
                    session.hear();
                    session.say("500 5.5.1 unknown command");
                    session.hang();
                },
                (session, number) -> {
                    session.peerHello();
                    session.hear();
                    session.raw("250-2.1");
                },
                (session, number) -> {
                    session.peerHello();
                    session.hear();
                    session.say("500 5.5.2 what");
                    session.say("500 5.5.2 what");
                    session.say("500 5.5.2 what");
                    session.hang();
                });
        for (int i = 0; i < bad.size(); i++) {
            try (FakeServer server = new FakeServer(bad.get(i))) {
                peers.with("bad" + i, server.port());
                assertThat(send(TestMessage.of("x\r\n", "bob@here.test"), new Destination.Server("bad" + i)))
                        .as("bad server %s", i)
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Verdict.Deferred.class,
                                verdict -> assertThat(verdict.status()).startsWith("4."));
            }
        }
    }

    @Test
    void aServerThatIsOnlySlowIsWaitedFor() throws IOException {
        try (FakeServer server = new FakeServer((session, number) -> {
            for (char c : "220 s2 slow\r\n".toCharArray()) {
                Awaiting.pass(Duration.ofMillis(30));
                session.raw(String.valueOf(c));
            }
            session.ehlo("fake.test", "STARTTLS");
            session.hear();
            session.say("220 go");
            session.ehlo("fake.test");
            session.hear();
            session.say("250 Ok");
            session.takeMail();
        })) {
            peers.with("s2", server.port());

            assertThat(send(TestMessage.of("x\r\n", "bob@here.test"), S2))
                    .singleElement()
                    .isInstanceOf(Verdict.Delivered.class);
        }
    }

    @Test
    void manyRecipientsGoInPieces() throws IOException {
        try (FakeServer server = good()) {
            peers.with("s2", server.port());
            String[] recipients = IntStream.range(0, 250)
                    .mapToObj(i -> (i % 2 == 0 ? "yes" : "no") + i + "@here.test")
                    .toArray(String[]::new);

            List<Verdict> verdicts = send(TestMessage.of("x\r\n", recipients), S2);

            for (int i = 0; i < 250; i++) {
                assertThat(verdicts.get(i)).isInstanceOf(i % 2 == 0 ? Verdict.Delivered.class : Verdict.NotHere.class);
            }
            assertThat(server.heard())
                    .filteredOn(line -> line.startsWith("BDAT"))
                    .hasSize(3);
        }
    }

    @Test
    void afterCloseNothingIsTaken() throws IOException {
        try (FakeServer server = good()) {
            peers.with("s2", server.port());
            send(TestMessage.of("x\r\n", "bob@here.test"), S2);
            transport.close();

            assertThat(send(TestMessage.of("x\r\n", "bob@here.test"), S2))
                    .singleElement()
                    .isInstanceOf(Verdict.Deferred.class);
            Awaiting.until(() -> server.heard().contains("QUIT"));
        }
    }
}
