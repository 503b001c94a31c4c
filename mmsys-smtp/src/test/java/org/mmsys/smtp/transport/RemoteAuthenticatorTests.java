package org.mmsys.smtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.route.RemoteLogin.Exchange;
import org.mmsys.core.route.RemoteLogin.Step;
import org.mmsys.core.route.RemoteVerify.Answer;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;

/** Logins and names at other servers. */
@Timeout(60)
final class RemoteAuthenticatorTests {
    private static final Client CLIENT = new Client(
            "s5", "smtp", "192.0.2.7", 4000, "127.0.0.1", Optional.of(new Tls("TLSv1.3", "TLS_X", "YmluZA==")));
    private static final AccountName BOB = new AccountName("bob", "here.test");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FakePeers peers = new FakePeers(Duration.ofMillis(700));
    private final RemoteAuthenticator logins = new RemoteAuthenticator(peers, "s1.test", timer);
    private final RemoteVerifier names = new RemoteVerifier(peers, "s1.test", timer);

    @AfterEach
    void stop() {
        names.close();
        timer.shutdownNow();
    }

    private static FakeServer answering(String... replies) throws IOException {
        return new FakeServer((session, number) -> {
            session.peerHello();
            for (String reply : replies) {
                session.hear();
                session.say(reply);
            }
            session.hang();
        });
    }

    private Step plain(String server) {
        Awaiting<Step> step = new Awaiting<>();
        logins.start(server, CLIENT, "PLAIN", Optional.of(octets("\0bob\0secret")), step);
        return step.get();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void introducesTheClientAndAsksTheHome() throws IOException {
        try (FakeServer server = answering("235 2.7.0 ok")) {
            peers.with("s2", server.port());

            assertThat(plain("s2")).isEqualTo(new Step.Granted());
            assertThat(server.heard())
                    .contains(
                            "XPEER v=1 hop=1 client=192.0.2.7 tls=TLSv1.3:TLS_X sid=s5 binding=YmluZA==",
                            "AUTH PLAIN AGJvYgBzZWNyZXQ=");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "535 5.7.8 no, Denied",
        "501 5.5.4 malformed, Denied",
        "504 5.5.4 mechanism, Denied",
        "551 5.1.6 not here, NotHere",
        "454 4.7.0 busy, TryLater",
        "421 4.3.2 down, TryLater",
        "503 5.5.1 what, TryLater",
        "garbage, TryLater",
        "334 %%%, TryLater"
    })
    void understandsEveryAnswer(String reply, String meaning) throws IOException {
        try (FakeServer server = answering(reply)) {
            peers.with("s2", server.port());

            assertThat(plain("s2").getClass().getSimpleName()).isEqualTo(meaning);
        }
    }

    @Test
    void passesChallengesThrough() throws IOException {
        try (FakeServer server = answering("334 c2VydmVy", "235 2.7.0 ok")) {
            peers.with("s2", server.port());
            Awaiting<Step> steps = new Awaiting<>();

            Exchange exchange = logins.start("s2", CLIENT, "SCRAM-SHA-256", Optional.of(octets("first")), steps);
            assertThat(steps.get())
                    .isInstanceOfSatisfying(
                            Step.Challenge.class,
                            challenge -> assertThat(challenge.octets()).isEqualTo(octets("server")));
            exchange.respond(octets("final"), steps);

            assertThat(steps.get()).isEqualTo(new Step.Granted());
            assertThat(server.heard()).contains("AUTH SCRAM-SHA-256 Zmlyc3Q=", "ZmluYWw=");
        }
    }

    @Test
    void anAbandonedExchangeIsCancelledThere() throws IOException {
        try (FakeServer server = answering("334 c2VydmVy", "501 5.7.0 cancelled")) {
            peers.with("s2", server.port());
            Awaiting<Step> steps = new Awaiting<>();
            Exchange exchange = logins.start("s2", CLIENT, "LOGIN", Optional.empty(), steps);
            steps.get();

            exchange.abandon();

            Awaiting.until(() -> server.heard().contains("*"));
            assertThat(steps.isEmpty()).isTrue();
            exchange.respond(octets("late"), steps);
            assertThat(steps.get()).isInstanceOf(Step.TryLater.class);
        }
    }

    @Test
    void aHomeThatCannotBeAskedSaysNothingAboutThePassword() throws IOException {
        assertThat(plain("s9")).isInstanceOf(Step.TryLater.class);
        try (FakeServer hanging = new FakeServer((session, number) -> session.hang());
                FakeServer late = answering()) {
            peers.with("s2", hanging.port()).with("s3", late.port());

            assertThat(plain("s2")).isInstanceOf(Step.TryLater.class);
            assertThat(plain("s3")).isInstanceOf(Step.TryLater.class);
        }
        assertThat(peers.failures()).isNotEmpty();
    }

    @Test
    void theOtherHalfIsAskedWhenOneDoesNotServe() throws IOException {
        try (FakeServer backup = new FakeServer((session, number) -> session.say("421 4.3.2 not now"));
                FakeServer primary = answering("235 2.7.0 ok")) {
            peers.with("s2", backup.port(), primary.port());

            assertThat(plain("s2")).isEqualTo(new Step.Granted());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "250 <bob@here.test>, YES",
        "550 5.1.1 nobody, NO",
        "551 5.1.6 not here, NO",
        "252 2.1.5 cannot say, NO_ANSWER",
        "450 4.3.0 later, NO_ANSWER",
        "what, NO_ANSWER"
    })
    void verifies(String reply, Answer meaning) throws IOException {
        try (FakeServer server = answering(reply)) {
            peers.with("s2", server.port());
            Awaiting<Answer> answer = new Awaiting<>();

            names.verify("s2", BOB, answer);

            assertThat(answer.get()).isEqualTo(meaning);
            assertThat(server.heard()).contains("VRFY bob@here.test");
        }
    }

    @Test
    void doesNotWaitLongForAName() throws IOException {
        try (FakeServer hanging = new FakeServer((session, number) -> session.hang())) {
            peers.with("s2", hanging.port());
            Awaiting<Answer> answer = new Awaiting<>();

            for (int i = 0; i < 10; i++) {
                names.verify("s2", BOB, answer);
            }

            for (int i = 0; i < 10; i++) {
                assertThat(answer.get()).isEqualTo(Answer.NO_ANSWER);
            }
        }
    }
}
