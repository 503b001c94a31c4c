package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.net.TestServer.Client;
import org.mmsys.core.net.TestServer.SettingsBuilder;
import org.mmsys.core.protocol.Protocol.TurnedAway;

@Timeout(60)
class LimitsTests {
    @TempDir
    Path directory;

    @Test
    void turnsAwayWhoIsTooMany() throws Exception {
        try (TestServer house = new TestServer(directory, settings -> {
            settings.connectionsMax = 3;
            return settings;
        })) {
            List<Client> inside = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                inside.add(house.greeted());
            }
            try (Client fourth = house.connect()) {
                assertThat(fourth.line()).isEqualTo("421 TOO_MANY_CONNECTIONS");
                assertThat(fourth.line()).isEqualTo("EOF");
            }
            inside.get(0).close();
            ChatProtocol.await(() -> house.server.sessions() == 2, "one session less");
            assertThat(house.greeted().ask("ECHO in")).isEqualTo("250 in");
            assertThat(inside.get(1).ask("ECHO still")).isEqualTo("250 still");
        }
    }

    @Test
    void countsByAddressAlsoOnLoopbackIfTold() throws Exception {
        try (TestServer house = new TestServer(directory, settings -> {
            settings.limitLoopback = true;
            settings.perAddress = 2;
            return settings;
        })) {
            house.greeted();
            house.greeted();
            assertThat(house.connect().line()).isEqualTo("421 TOO_MANY_FROM_ADDRESS");
        }
    }

    @Test
    void knowsNetworksOfIpv6AndExemptsLoopback() throws Exception {
        SettingsBuilder settings = new SettingsBuilder();
        settings.perAddress = 1;
        ConnectionLimits limits = new ConnectionLimits(settings.build(), () -> 0);
        assertThat(limits.admit(InetAddress.getByName("2001:db8::1"))).isEmpty();
        assertThat(limits.admit(InetAddress.getByName("2001:db8::2:3"))).contains(TurnedAway.TOO_MANY_FROM_ADDRESS);
        assertThat(limits.admit(InetAddress.getByName("2001:db8:0:1::1"))).isEmpty();
        assertThat(limits.admit(InetAddress.getByName("192.0.2.1"))).isEmpty();
        assertThat(limits.admit(InetAddress.getByName("192.0.2.1"))).contains(TurnedAway.TOO_MANY_FROM_ADDRESS);
        limits.left(InetAddress.getByName("192.0.2.1"));
        assertThat(limits.admit(InetAddress.getByName("192.0.2.1"))).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(limits.admit(InetAddress.getLoopbackAddress())).isEmpty();
        }
    }

    @Test
    void slowsDownWhoConnectsTooFast() throws Exception {
        SettingsBuilder settings = new SettingsBuilder();
        settings.rate = 2;
        settings.burst = 3;
        AtomicLong clock = new AtomicLong();
        ConnectionLimits limits = new ConnectionLimits(settings.build(), clock::get);
        InetAddress fast = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            assertThat(limits.admit(fast)).isEmpty();
        }
        assertThat(limits.admit(fast)).contains(TurnedAway.TOO_FAST);
        assertThat(limits.admit(InetAddress.getByName("192.0.2.2"))).isEqualTo(Optional.empty());
        clock.addAndGet(500_000_000L);
        assertThat(limits.admit(fast)).isEmpty();
        assertThat(limits.admit(fast)).contains(TurnedAway.TOO_FAST);
    }

    @Test
    void turnsAwayWhenWorkersAndTheirQueueAreFull() throws Exception {
        try (TestServer house = new TestServer(directory, settings -> {
            settings.workers = 1;
            settings.workerQueue = 1;
            return settings;
        })) {
            house.protocol.latches.put("a", new CountDownLatch(1));
            try (Client first = house.greeted();
                    Client second = house.greeted();
                    Client third = house.greeted()) {
                first.send("ASK stuck a\r\n");
                ChatProtocol.await(() -> house.workers.busy() == 1, "a busy worker");
                second.send("ASK worker b\r\n");
                ChatProtocol.await(() -> house.workers.waiting() == 1, "a waiting task");
                assertThat(third.ask("ASK worker c")).isEqualTo("421 TOO_MANY_CONNECTIONS");
                assertThat(third.line()).isEqualTo("EOF");
                house.protocol.release("a");
                assertThat(first.line()).isEqualTo("250 a");
                assertThat(second.line()).isEqualTo("250 b");
            }
            ChatProtocol.await(() -> house.protocol.performersClosed.get() == 3, "performers closed");
        }
    }

    @Test
    void saysGoodByeToTheSilentTheSlowAndTheDripping() throws Exception {
        try (TestServer house = new TestServer(directory, settings -> {
            settings.idle = Duration.ofMillis(700);
            settings.commandTime = Duration.ofMillis(700);
            settings.paceWindow = Duration.ofMillis(700);
            return settings;
        })) {
            try (Client silent = house.greeted();
                    Client slow = house.greeted();
                    Client dripping = house.greeted();
                    Client patient = house.greeted()) {
                assertThat(patient.ask("IDLE 60000")).isEqualTo("250 idle");
                assertThat(dripping.ask("DATA")).isEqualTo("354 go");
                drip(slow, "E");
                drip(dripping, "x");
                assertThat(silent.line()).isEqualTo("421 too slow");
                assertThat(silent.line()).isEqualTo("EOF");
                assertThat(slow.line()).isEqualTo("421 too slow");
                assertThat(dripping.line()).isEqualTo("421 too slow");
                assertThat(patient.ask("ECHO patient")).isEqualTo("250 patient");
            }
            ChatProtocol.await(() -> house.server.sessions() == 0, "end of all sessions");
        }
    }

    @Test
    void doesNotBlameTheClientForOurOwnWork() throws Exception {
        try (TestServer house = new TestServer(directory, settings -> {
                    settings.idle = Duration.ofMillis(300);
                    return settings;
                });
                Client client = house.greeted()) {
            client.send("ASK never n\r\n");
            try (Client other = house.greeted()) {
                assertThat(other.line()).isEqualTo("421 too slow");
            }
            house.protocol.await("timed-out");
            house.protocol.answer("n", "done");
            assertThat(client.line()).isEqualTo("250 done");
            assertThat(client.line()).isEqualTo("421 too slow");
        }
    }

    @Test
    void hangsUpOnAClientThatNeverReads() throws Exception {
        try (TestServer house = new TestServer(directory, settings -> {
                    settings.idle = Duration.ofMillis(700);
                    return settings;
                });
                Client client = house.greeted();
                Client other = house.greeted()) {
            assertThat(other.ask("IDLE 60000")).isEqualTo("250 idle");
            client.socket.setSoTimeout(1);
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 10_000; i++) {
                        client.send("LONG 100000\r\n");
                    }
                } catch (IOException closed) {
                    // what the test waits for
                }
            });
            sender.start();
            ChatProtocol.await(() -> house.server.sessions() == 1, "end of the session");
            sender.join();
            assertThat(house.protocol.events.stream()
                            .filter("line LONG"::equals)
                            .count())
                    .as("answered while nobody read")
                    .isLessThan(300);
            assertThat(other.ask("ECHO fine")).isEqualTo("250 fine");
        }
    }

    @Test
    void drains() throws Exception {
        try (TestServer house = new TestServer(directory);
                Client idle = house.greeted();
                Client busy = house.greeted();
                Client receiving = house.greeted()) {
            busy.send("ASK never d\r\n");
            assertThat(receiving.ask("DATA")).isEqualTo("354 go");
            house.protocol.await("line ASK");
            CountDownLatch drained = new CountDownLatch(1);
            Thread drain = new Thread(() -> {
                try {
                    assertThat(house.server.drain(Duration.ofSeconds(8))).isTrue();
                    drained.countDown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            drain.start();
            assertThat(idle.line()).isEqualTo("421 going down");
            assertThat(idle.line()).isEqualTo("EOF");
            receiving.send("body\r\n.\r\n");
            assertThat(receiving.line()).isEqualTo("250 6 []");
            assertThat(receiving.line()).isEqualTo("421 going down");
            assertThat(busy.line()).isEqualTo("421 going down");
            house.protocol.answer("d", "done");
            drain.join();
            assertThat(drained.getCount()).isZero();
        }
    }

    @Test
    void cutsOffWhatDoesNotEndInTime() throws Exception {
        try (TestServer house = new TestServer(directory);
                Client client = house.greeted()) {
            assertThat(client.ask("DATA")).isEqualTo("354 go");
            assertThat(house.server.drain(Duration.ofMillis(300))).isFalse();
            assertThat(client.line()).isIn("EOF", "RESET");
            assertThat(house.server.sessions()).isZero();
        }
    }

    private static void drip(Client client, String octet) {
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    client.send(octet);
                    new CountDownLatch(1).await(50, java.util.concurrent.TimeUnit.MILLISECONDS);
                }
            } catch (IOException | InterruptedException closed) {
                // what the test waits for
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
