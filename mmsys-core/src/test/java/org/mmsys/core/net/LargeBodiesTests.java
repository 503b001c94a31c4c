package org.mmsys.core.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.net.TestServer.Client;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.wire.session.BodyReport.Defect;

@Timeout(120)
class LargeBodiesTests {
    private static final int BODIES = 20;
    private static final int OCTETS = 50 << 20;

    @TempDir
    Path directory;

    /** Sinks that may block, and do: the readers must pause and go on, with and without other traffic. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesTwentyBodiesOfFiftyMegabytesInLittleMemory(boolean otherTraffic) throws Exception {
        ConcurrentLinkedQueue<String> digests = new ConcurrentLinkedQueue<>();
        AtomicLong mostHeld = new AtomicLong();
        ExecutorService clients = Executors.newCachedThreadPool();
        try (TestServer house = new TestServer(directory)) {
            house.protocol.sinks = () -> new HashingSink(digests, () -> {
                mostHeld.accumulateAndGet(house.server.heldOctets(), Math::max);
            });
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> small = new ArrayList<>();
            if (otherTraffic) {
                for (int i = 0; i < 10; i++) {
                    small.add(clients.submit(() -> chat(house, over)));
                }
            }
            List<Future<String>> large = new ArrayList<>();
            for (int i = 0; i < BODIES; i++) {
                int seed = i;
                large.add(clients.submit(() -> upload(house, seed)));
            }
            List<String> sent = new ArrayList<>();
            for (Future<String> each : large) {
                sent.add(each.get(100, TimeUnit.SECONDS));
            }
            over.set(true);
            for (Future<Integer> each : small) {
                assertThat(each.get(10, TimeUnit.SECONDS)).isPositive();
            }
            assertThat(digests).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(mostHeld.get()).isBetween(1L, BODIES * 256L * 1024);
            ChatProtocol.await(() -> house.server.sessions() == 0, "end of all sessions");
            assertThat(house.server.heldOctets()).isZero();
        } finally {
            clients.shutdownNow();
        }
    }

    /** A sink that stands still stops its client, and only it; then everything arrives. */
    @Test
    void resumesAReaderWhoseSinkStoodStill() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicLong taken = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        try (TestServer house = new TestServer(directory, settings -> {
                    settings.idle = Duration.ofMillis(500);
                    return settings;
                });
                Client client = house.greeted()) {
            house.protocol.sinks = () -> new GatedSink(gate, taken);
            assertThat(client.ask("DATA")).isEqualTo("354 go");
            Thread sender = new Thread(() -> upload(client, sent));
            sender.start();
            AtomicLong last = new AtomicLong(-1);
            ChatProtocol.await(
                    () -> {
                        pause(300);
                        return last.getAndSet(sent.get()) == sent.get();
                    },
                    "a paused reader");
            assertThat(house.server.heldOctets()).isLessThan(256 * 1024);
            pause(1000); // longer than the idle limit: the wait is ours, the client is not to blame
            assertThat(house.server.sessions()).isEqualTo(1);
            gate.countDown();
            assertThat(client.line()).isEqualTo("250 20000000 []");
            sender.join();
            assertThat(taken.get()).isEqualTo(20_000_000);
        }
    }

    @Test
    void pausesAllWhenTooMuchIsHeldInAllAndLosesNothing() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicLong taken = new AtomicLong();
        ExecutorService clients = Executors.newCachedThreadPool();
        try (TestServer house = new TestServer(directory, settings -> {
            settings.heldMax = 200 * 1024;
            settings.workers = 30;
            return settings;
        })) {
            house.protocol.sinks = () -> new GatedSink(gate, taken);
            List<Future<?>> uploads = new ArrayList<>();
            List<Client> all = new ArrayList<>();
            for (int i = 0; i < BODIES; i++) {
                Client client = house.greeted();
                all.add(client);
                assertThat(client.ask("DATA")).isEqualTo("354 go");
                uploads.add(clients.submit(() -> upload(client, new AtomicLong())));
            }
            ChatProtocol.await(() -> house.server.heldOctets() > 200 * 1024, "too much held");
            try (Client polite = house.greeted()) {
                assertThat(polite.ask("ECHO served")).isEqualTo("250 served");
            }
            gate.countDown();
            for (int i = 0; i < BODIES; i++) {
                assertThat(all.get(i).line()).isEqualTo("250 20000000 []");
                uploads.get(i).get();
            }
            assertThat(taken.get()).isEqualTo(20_000_000L * BODIES);
        } finally {
            clients.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"now", "worker"})
    void waitsForSlowReaders(String how) throws Exception {
        ExecutorService clients = Executors.newCachedThreadPool();
        try (TestServer house = new TestServer(directory)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                readers.add(clients.submit(() -> {
                    readSlowly(house, how);
                    return null;
                }));
            }
            for (Future<?> each : readers) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** More readers than there are blocks, in clear text and in TLS; each second goes away in the middle. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void servesReadersThatComeAndGo(boolean secure) throws Exception {
        ExecutorService clients = Executors.newCachedThreadPool();
        try (TestServer house = new TestServer(directory)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                int lines = i % 2 == 0 ? 100_000 : 30_000;
                readers.add(clients.submit(() -> {
                    readSome(house, secure, lines);
                    return null;
                }));
            }
            for (Future<?> each : readers) {
                each.get(60, TimeUnit.SECONDS);
            }
            ChatProtocol.await(() -> house.server.sessions() == 0, "end of all sessions");
            assertThat(house.protocol.events).doesNotContain("closed wrongly", "overlap");
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void forgetsABodyWhoseClientDisconnectsInTheMiddle() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (TestServer house = new TestServer(directory)) {
            house.protocol.sinks = () -> new GatedSink(gate, new AtomicLong());
            Client client = house.greeted();
            assertThat(client.ask("DATA")).isEqualTo("354 go");
            client.send("x".repeat(300_000));
            ChatProtocol.await(() -> house.workers.busy() == 1, "a sink at work");
            assertThat(house.protocol.performersClosed).hasValue(0);
            gate.countDown();
            client.socket.setSoLinger(true, 0);
            client.close();
            house.protocol.await("peer-closed");
            ChatProtocol.await(() -> house.protocol.performersClosed.get() == 1, "performer closed");
            assertThat(house.server.heldOctets()).isZero();
            assertThat(house.protocol.events).doesNotContain("closed wrongly", "overlap");
        }
    }

    private static void readSlowly(TestServer house, String how) throws IOException {
        try (Client client = house.greeted()) {
            client.socket.setReceiveBufferSize(8192);
            client.send("SEND 20000 " + how + "\r\n");
            assertThat(client.line()).isEqualTo("+OK");
            for (int i = 0; i < 20_000; i++) {
                if (i % 5_000 == 0) {
                    pause(50);
                }
                assertThat(client.line()).isEqualTo((i % 10 == 0 ? ".." : "") + i);
            }
            assertThat(client.line()).isEqualTo(".");
        }
    }

    private static void readSome(TestServer house, boolean secure, int lines) throws Exception {
        try (Client plain = house.greeted()) {
            Client client = plain;
            if (secure) {
                assertThat(plain.ask("STARTTLS")).isEqualTo("220 tls");
                client = plain.startTls();
            }
            client.send("SEND 100000 worker\r\n");
            assertThat(client.line()).isEqualTo("+OK");
            for (int i = 0; i < lines; i++) {
                assertThat(client.line()).isEqualTo((i % 10 == 0 ? ".." : "") + i);
            }
            if (lines == 100_000) {
                assertThat(client.line()).isEqualTo(".");
                client.send("QUIT\r\n");
                assertThat(client.line()).isEqualTo("221 bye");
            }
        }
    }

    private static int chat(TestServer house, AtomicBoolean over) throws IOException {
        int rounds = 0;
        try (Client client = house.greeted()) {
            while (!over.get()) {
                assertThat(client.ask("ASK later " + rounds)).isEqualTo("250 " + rounds);
                rounds++;
            }
        }
        return rounds;
    }

    private static String upload(TestServer house, int seed) throws Exception {
        byte[] line = ("body " + seed + " ")
                .repeat(200)
                .substring(0, 998)
                .concat("\r\n")
                .getBytes(US_ASCII);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Client client = house.greeted()) {
            assertThat(client.ask("DATA")).isEqualTo("354 go");
            OutputStream out = client.socket.getOutputStream();
            byte[] block = new byte[64_000];
            for (int i = 0; i < 64; i++) {
                System.arraycopy(line, 0, block, i * 1000, 1000);
            }
            for (int sent = 0; sent + block.length <= OCTETS; sent += block.length) {
                out.write(block);
                digest.update(block);
            }
            client.send(".\r\n");
            client.socket.setSoTimeout(90_000);
            assertThat(client.line()).startsWith("250 ").endsWith("[]");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void upload(Client client, AtomicLong sent) {
        byte[] block = ("y".repeat(998) + "\r\n").repeat(20).getBytes(US_ASCII);
        try {
            for (int i = 0; i < 1000; i++) {
                client.socket.getOutputStream().write(block);
                sent.addAndGet(block.length);
            }
            client.send(".\r\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void pause(long millis) {
        try {
            assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hashes on a worker, with a short stop now and then. */
    private static final class HashingSink implements BodySink {
        private final ConcurrentLinkedQueue<String> digests;
        private final Runnable each;
        private final MessageDigest digest;
        private int chunks;

        HashingSink(ConcurrentLinkedQueue<String> digests, Runnable each) {
            this.digests = digests;
            this.each = each;
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean mayBlock(int octets) {
            return true;
        }

        @Override
        public void accept(ByteBuffer octets) {
            each.run();
            digest.update(octets);
            if (++chunks % 200 == 0) {
                pause(100);
            }
        }

        @Override
        public Set<Defect> finish() {
            digests.add(HexFormat.of().formatHex(digest.digest()));
            return Set.of();
        }
    }

    /** Takes nothing before the gate opens. */
    private static final class GatedSink implements BodySink {
        private final CountDownLatch gate;
        private final AtomicLong taken;

        GatedSink(CountDownLatch gate, AtomicLong taken) {
            this.gate = gate;
            this.taken = taken;
        }

        @Override
        public boolean mayBlock(int octets) {
            return true;
        }

        @Override
        public void accept(ByteBuffer octets) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            taken.addAndGet(octets.remaining());
        }

        @Override
        public Set<Defect> finish() {
            return Set.of();
        }
    }
}
