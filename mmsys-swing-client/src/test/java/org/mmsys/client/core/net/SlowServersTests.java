package org.mmsys.client.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.wire.sasl.Secret;

/** Servers that hang, drip, and never end: each costs as much time as we are patient, and no more. */
@Timeout(30)
final class SlowServersTests {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Patience IMPATIENT = new Patience(SHORT, SHORT, SHORT, SHORT, SHORT);

    /** For servers that do answer, on a machine that has much else to do. */
    private static final Patience PATIENT = new Patience(LONG, LONG, LONG, LONG, LONG);

    @TempDir
    private Path directory;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        watch.shutdownNow();
    }

    private Line line(Patience patience) throws IOException {
        return new Line(
                Security.REQUIRED,
                new TrustStore(directory.resolve("pins")),
                patience,
                new Transcript(),
                watch,
                new Abort());
    }

    private Pop3Session session(ToyServer server) throws IOException, Trouble {
        return session(server, IMPATIENT);
    }

    private Pop3Session session(ToyServer server, Patience patience) throws IOException, Trouble {
        return Pop3Session.open(server.endpoint(), line(patience), "ada", Secret.of("secret"));
    }

    private static void drip(ToyServer.Talk talk, String text) throws IOException {
        for (int i = 0; ; i++) {
            talk.raw(text.substring(i % text.length(), i % text.length() + 1));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(40));
        }
    }

    @Test
    void aGreetingThatDripsIsNone() throws Exception {
        try (ToyServer server = new ToyServer(talk -> drip(talk, "x"))) {
            assertThatThrownBy(() -> session(server)).isInstanceOfSatisfying(Trouble.class, SlowServersTests::silent);
        }
    }

    private static void silent(Trouble trouble) {
        assertThat(trouble.isUnanswered()).isTrue();
        assertThat(trouble.problem().cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(trouble.problem().happened()).contains("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAPA", "USER", "PASS", "UIDL", "RETR"})
    void silenceAnywhereEndsTheSession(String verb) throws Exception {
        ToyPop3 mailbox = new ToyPop3("CAPA");
        mailbox.put("id1", ToyPop3.message("m1", "one"));
        mailbox.stallAt(verb);
        try (ToyServer server = new ToyServer(mailbox::play)) {
            assertThatThrownBy(() -> {
                        try (Pop3Session session = session(server)) {
                            session.ids();
                            session.retrieve(1, (octets, offset, length) -> {});
                        }
                    })
                    .isInstanceOfSatisfying(Trouble.class, SlowServersTests::silent);
        }
    }

    @Test
    void aMessageThatDripsIsNotWaitedFor() throws Exception {
        try (ToyServer server = new ToyServer(talk -> answering(talk, () -> drip(talk, "text ")))) {
            assertThatThrownBy(() -> {
                        try (Pop3Session session = session(server)) {
                            session.retrieve(1, (octets, offset, length) -> {});
                        }
                    })
                    .isInstanceOfSatisfying(Trouble.class, SlowServersTests::silent);
        }
    }

    /** What comes behind the +OK to RETR. */
    private interface Body {
        void say() throws IOException;
    }

    private static void answering(ToyServer.Talk talk, Body body) throws IOException {
        talk.say("+OK");
        for (String line = talk.line(); ; line = talk.line()) {
            talk.say(line.startsWith("CAPA") ? "-ERR" : "+OK");
            if (line.startsWith("RETR") || line.startsWith("UIDL")) {
                body.say();
            }
        }
    }

    @Test
    void aMessageWithoutEndIsLeft() throws Exception {
        String block = "x".repeat(62) + "\r\n";
        String mebibyte = block.repeat(16 * 1024);
        try (ToyServer server = new ToyServer(talk -> {
            while (true) {
                talk.raw(mebibyte);
            }
        })) {
            Line line = line(PATIENT);
            try (Wire wire = Wire.connect(server.endpoint(), line.trust(), watch, line.abort(), PATIENT)) {
                long[] kept = {0};
                assertThatThrownBy(() -> wire.collect((octets, offset, length) -> kept[0] += length, 1 << 20))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("without end");
                assertThat(kept[0]).isLessThanOrEqualTo(1 << 20);
            }
        }
    }

    @Test
    void aLineWithoutEndIsLeft() throws Exception {
        String much = "x".repeat(1 << 16);
        try (ToyServer server = new ToyServer(talk -> {
            while (true) {
                talk.raw(much);
            }
        })) {
            assertThatThrownBy(() -> session(server)).isInstanceOfSatisfying(Trouble.class, SlowServersTests::silent);
        }
    }

    @Test
    void aListWithoutEndIsLeft() throws Exception {
        String lines = "1 abc\r\n".repeat(10_000);
        try (ToyServer server = new ToyServer(talk -> answering(talk, () -> {
            while (true) {
                talk.raw(lines);
            }
        }))) {
            assertThatThrownBy(() -> {
                        try (Pop3Session session = session(server)) {
                            session.ids();
                        }
                    })
                    .isInstanceOf(Trouble.class);
        }
    }

    @Test
    void listingsFullOfNonsenseYieldWhatIsSense() throws Exception {
        String listing = String.join(
                "\r\n",
                "1 good",
                "",
                "two words",
                "-3 minus",
                "99999999999999999999 large",
                "4294967297 wraps",
                "5",
                "6 ../../../etc/passwd",
                "7 twice",
                "8 twice",
                "9 " + "long".repeat(500),
                "10 \u0001\u00ff",
                ".");
        try (ToyServer server = new ToyServer(talk -> answering(talk, () -> talk.say(listing)))) {
            try (Pop3Session session = session(server, PATIENT)) {
                assertThat(session.ids())
                        .containsOnlyKeys(1, 6, 7, 8, 9, 10)
                        .containsEntry(1, "good")
                        .containsEntry(7, "twice")
                        .containsEntry(8, "twice~2");
                assertThat(session.ids().get(9)).hasSizeLessThan(70);
            }
        }
    }
}
