package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.net.TestServer.Client;

@Timeout(60)
class SessionDriverTests {
    private static TestServer house;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        house = new TestServer(directory);
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    @BeforeEach
    void forget() {
        house.protocol.events.clear();
    }

    /** Whatever happened, every performer is told the end exactly once, and nothing stays held. */
    @AfterEach
    void nothingIsLeft() throws Exception {
        ChatProtocol.await(() -> house.server.sessions() == 0, "end of all sessions");
        ChatProtocol.await(
                () -> house.protocol.performersOpen.get() == house.protocol.performersClosed.get(),
                "performers closed");
        assertThat(house.server.heldOctets()).isZero();
        assertThat(house.protocol.events).doesNotContain("overlap", "closed wrongly");
    }

    @Test
    void answersCommandsAndSaysGoodBye() throws Exception {
        try (Client client = house.greeted()) {
            assertThat(client.ask("ECHO a")).isEqualTo("250 a");
            assertThat(client.ask("QUIT")).isEqualTo("221 bye");
            assertThat(client.line()).isEqualTo("EOF");
        }
    }

    @Test
    void servesInputOctetByOctet() throws Exception {
        try (Client client = house.greeted()) {
            for (char c : "ECHO slow\r\nDATA\r\n.stuffed\r\n..\r\n.\r\nECHO end\r\n".toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertThat(client.line()).isEqualTo("250 slow");
            assertThat(client.line()).isEqualTo("354 go");
            assertThat(client.line()).isEqualTo("250 " + "stuffed\r\n.\r\n".length() + " []");
            assertThat(client.line()).isEqualTo("250 end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECHO %d", "ASK now %d", "ASK later %d", "ASK worker %d"})
    void answersThousandsOfPipelinedCommandsInOrder(String command) throws Exception {
        int count = 5_000;
        String all = IntStream.range(0, count)
                .mapToObj(i -> String.format(command, i) + "\r\n")
                .collect(Collectors.joining());
        try (Client client = house.greeted()) {
            Thread sender = new Thread(() -> {
                try {
                    client.send(all);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            for (int i = 0; i < count; i++) {
                assertThat(client.line()).isEqualTo("250 " + i);
            }
            sender.join();
        }
    }

    @Test
    void tellsWhatIsWrongWithALine() throws Exception {
        try (Client client = house.greeted()) {
            assertThat(client.ask("x".repeat(513))).isEqualTo("500 TOO_LONG");
            assertThat(client.ask("ECHO a\nECHO b")).isEqualTo("500 BARE_CR_OR_LF");
            assertThat(client.ask("ECHO \0")).isEqualTo("500 NUL");
            assertThat(client.ask("ECHO c")).isEqualTo("250 c");
        }
    }

    @Test
    void countsExactBodiesAndGoesOnBehindThem() throws Exception {
        try (Client client = house.greeted()) {
            client.send("BDAT 5\r\nhelloBDAT 0\r\nBDAT 70000 LAST\r\n" + "y".repeat(70_000) + "ECHO on\r\n");
            assertThat(client.line()).isEqualTo("250 5 []");
            assertThat(client.line()).isEqualTo("250 0 []");
            assertThat(client.line()).isEqualTo("250 70000 []");
            assertThat(client.line()).isEqualTo("250 on");
        }
    }

    @Test
    void swallowsABodyBeyondItsLimit() throws Exception {
        try (Client client = house.greeted()) {
            client.send("DATA 1000\r\n" + "z".repeat(4000) + "\r\n.\r\nECHO on\r\n");
            assertThat(client.line()).isEqualTo("354 go");
            assertThat(client.line()).isEqualTo("250 4002 [TOO_LARGE]");
            assertThat(client.line()).isEqualTo("250 on");
        }
    }

    @Test
    void cutsOffABodyFarBeyondItsLimit() throws Exception {
        try (Client client = house.greeted()) {
            assertThat(client.ask("DATA 1000")).isEqualTo("354 go");
            try {
                for (int i = 0; i < 200; i++) {
                    client.send("z".repeat(65_536));
                }
            } catch (SocketException expected) {
                assertThat(expected).isNotNull();
            }
            assertThat(client.line()).isIn("EOF", "RESET");
        }
        house.protocol.await("peer-closed");
        assertThat(house.protocol.events).noneMatch(event -> event.startsWith("body"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"now", "worker"})
    void sendsBodiesDotStuffed(String how) throws Exception {
        try (Client client = house.greeted()) {
            for (int lines : new int[] {0, 3, 100_000}) {
                client.send("SEND " + lines + " " + how + "\r\nECHO next\r\n");
                assertThat(client.line()).isEqualTo("+OK");
                for (int i = 0; i < lines; i++) {
                    assertThat(client.line()).isEqualTo((i % 10 == 0 ? ".." : "") + i);
                }
                assertThat(client.line()).isEqualTo(".");
                assertThat(client.line()).isEqualTo("250 next");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1_000_000})
    void cutsTheConnectionBeforeTheDotWhenTheSourceFails(int lines) throws Exception {
        try (Client client = house.greeted()) {
            client.send("SEND " + lines + " broken\r\n");
            String line = client.line();
            while (!line.endsWith("EOF") && !line.equals("RESET")) {
                assertThat(line).isNotEqualTo(".");
                line = client.line();
            }
        }
        house.protocol.await("peer-closed");
    }

    @Test
    void survivesAMachineThatThrows() throws Exception {
        try (Client other = house.greeted();
                Client client = house.greeted()) {
            client.send("ECHO a\r\nBOOM\r\nECHO b\r\n");
            assertThat(client.line()).isIn("EOF", "RESET", "250 a");
            assertThat(other.ask("ECHO fine")).isEqualTo("250 fine");
        }
        assertThat(house.protocol.events).doesNotContain("peer-closed peer-closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ASK throw x", "ASK fail x"})
    void survivesAPerformerThatThrows(String command) throws Exception {
        try (Client other = house.greeted();
                Client client = house.greeted()) {
            client.send(command + "\r\n");
            assertThat(client.line()).isIn("EOF", "RESET");
            assertThat(other.ask("ECHO fine")).isEqualTo("250 fine");
        }
    }

    @Test
    void answersAHalfClosingClient() throws Exception {
        try (Client client = house.greeted()) {
            client.send("ECHO a\r\nASK later b\r\nASK worker c\r\nSEND 1000\r\nECHO d");
            client.socket.shutdownOutput();
            assertThat(client.line()).isEqualTo("250 a");
            assertThat(client.line()).isEqualTo("250 b");
            assertThat(client.line()).isEqualTo("250 c");
            assertThat(client.line()).isEqualTo("+OK");
            for (int i = 0; i < 1000; i++) {
                client.line();
            }
            assertThat(client.line()).isEqualTo(".");
            assertThat(client.line()).isEqualTo("EOF");
        }
        assertThat(Collections.frequency(house.protocol.events, "peer-closed")).isEqualTo(1);
    }

    @Test
    void hearsOnceForEachRequest() throws Exception {
        try (Client client = house.greeted()) {
            assertThat(client.ask("HEARD")).isEqualTo("250 ok");
            assertThat(house.protocol.events).doesNotContain("heard");
            assertThat(client.ask("HEARD")).isEqualTo("250 ok");
            assertThat(Collections.frequency(house.protocol.events, "heard")).isEqualTo(1);
        }
        house.protocol.await("peer-closed");
        assertThat(house.protocol.events)
                .containsExactly("opened", "line HEARD", "heard", "line HEARD", "heard", "peer-closed");
    }

    @Test
    void hearsNothingWhenTheConnectionIsReset() throws Exception {
        try (Client client = house.greeted()) {
            assertThat(client.ask("HEARD")).isEqualTo("250 ok");
            client.socket.setSoLinger(true, 0);
        }
        house.protocol.await("peer-closed");
        assertThat(house.protocol.events).doesNotContain("heard");
    }

    @Test
    void keepsTheAnswerOfAQuestionWhoseClientIsGone() throws Exception {
        try (Client client = house.greeted()) {
            client.send("ASK never k\r\n");
            house.protocol.await("line ASK");
            client.socket.setSoLinger(true, 0);
        }
        house.protocol.await("peer-closed");
        assertThat(house.server.sessions()).isEqualTo(1);
        house.protocol.answer("k", "late");
        house.protocol.await("answered late");
    }

    @Test
    void waitsForAWorkerBeforeThePerformerIsClosed() throws Exception {
        house.protocol.latches.put("w", new CountDownLatch(1));
        try (Client client = house.greeted()) {
            client.send("ASK stuck w\r\n");
            house.protocol.await("line ASK");
            client.socket.setSoLinger(true, 0);
        }
        house.protocol.await("peer-closed");
        assertThat(house.server.sessions()).isEqualTo(1);
        house.protocol.release("w");
        house.protocol.await("answered w");
    }

    @Test
    void aSourceThatFailsWhenItsClientIsGoneStillEndsTheSession() throws Exception {
        int before = house.protocol.performersClosed.get();
        house.protocol.latches.put("source", new CountDownLatch(1));
        Client client = house.greeted();
        client.send("SEND 10 gone\r\n");
        ChatProtocol.await(() -> house.workers.busy() == 1, "a worker in the source");
        client.socket.setSoLinger(true, 0);
        client.close();
        try (Client other = house.greeted()) { // of the same I/O thread: what it asks comes after the reset
            assertThat(other.ask("ECHO a")).isEqualTo("250 a");
            assertThat(other.ask("ECHO b")).isEqualTo("250 b");
            assertThat(house.server.sessions()).isEqualTo(2);
            house.protocol.release("source");
            ChatProtocol.await(() -> house.protocol.performersClosed.get() == before + 1, "performer closed");
        }
    }

    @Test
    void pausesWithoutHoldingOthersUp() throws Exception {
        try (Client client = house.greeted();
                Client other = house.greeted()) {
            long start = System.nanoTime();
            assertThat(client.ask("PAUSE 300")).isEqualTo("250 pausing");
            assertThat(other.ask("ECHO quick")).isEqualTo("250 quick");
            assertThat(System.nanoTime() - start).isLessThan(250_000_000L);
            assertThat(client.line()).isEqualTo("250 paused");
            assertThat(System.nanoTime() - start).isGreaterThan(290_000_000L);
        }
    }

    @Test
    void sendsLargeRepliesWhole() throws Exception {
        try (Client client = house.greeted()) {
            client.send("LONG 3000000\r\nECHO a\r\n");
            assertThat(client.line()).hasSize(3_000_004);
            assertThat(client.line()).isEqualTo("250 a");
        }
    }
}
