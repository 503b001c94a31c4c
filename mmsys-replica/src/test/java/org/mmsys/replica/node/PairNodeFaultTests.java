package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.pair.PairRole;
import org.mmsys.testkit.FaultProxy;
import org.mmsys.testkit.FaultProxy.Fault;

/** Strangers, cut links, damaged promises, full disks, lost disks: what two real nodes make of it. */
@Timeout(120)
class PairNodeFaultTests {
    private TestPair pair;

    @BeforeEach
    void begin(@TempDir Path directory) throws IOException, GeneralSecurityException {
        pair = new TestPair(directory);
    }

    @AfterEach
    void end() {
        pair.close();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static double number(TestHalf half, String name) {
        return half.metrics().all().stream()
                .filter(series -> series.name().name().equals(name))
                .mapToDouble(series -> series instanceof Metrics.Counter counter
                        ? counter.total().sum()
                        : ((Metrics.Gauge) series).now().getAsDouble())
                .sum();
    }

    @Test
    void onlyThePartnerIsLetIn() throws Exception {
        pair.b().start();
        for (String stranger : List.of("s2/backup", "s2/primary", "s1/backup")) {
            PairTls tls = new PairTls(
                    pair.identity(stranger), NodeName.parse("s1/backup").orElseThrow());
            assertThatThrownBy(() -> {
                        PairTls.Secured socket = tls.connect(pair.b().address());
                        Frame.empty(FrameType.OPEN_LINK).write(socket.out());
                        Frame.read(socket.in());
                    })
                    .as(stranger)
                    .isInstanceOf(IOException.class);
        }
        Await.until("counted", () -> number(pair.b(), "pair.strangers") == 3);

        try (Socket nonsense =
                new Socket(InetAddress.getLoopbackAddress(), pair.b().port())) {
            nonsense.getOutputStream().write("EHLO here\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
            assertThat(nonsense.getInputStream().readAllBytes()).hasSizeLessThan(100);
        } catch (IOException reset) {
            assertThat(reset).isNotNull();
        }
        Await.until("counted", () -> number(pair.b(), "pair.strangers") == 4);

        pair.a().start();
        pair.awaitDuo(pair.a());
        assertThat(number(pair.b(), "pair.strangers")).isEqualTo(4);
        assertThat(number(pair.b(), "pair.link")).isEqualTo(1);
        assertThat(number(pair.a(), "pair.copies")).isEqualTo(2);
    }

    @Test
    void handshakesThatNeverEndLeaveRoomForThePartner() throws Exception {
        pair.b().start();
        List<Socket> mute = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            mute.add(new Socket(InetAddress.getLoopbackAddress(), pair.b().port()));
        }

        pair.a().start();
        pair.awaitDuo(pair.a());

        for (Socket socket : mute) {
            socket.close();
        }
    }

    @Test
    void ofTwoThatAreCutApartExactlyOneGoesOn() throws Exception {
        try (FaultProxy toB = new FaultProxy(pair.b().port());
                FaultProxy toA = new FaultProxy(pair.a().port())) {
            pair.a().partnerAt(() -> loopback(toB.port()));
            pair.b().partnerAt(() -> loopback(toA.port()));
            pair.start();
            pair.awaitDuo(pair.a());
            List<String> sent = new ArrayList<>(pair.send(pair.a(), "m", 20));

            for (Fault fault : List.of(Fault.CUT, Fault.HANG, Fault.GARBAGE)) {
                toB.fault(Fault.CUT);
                toB.fault(fault);
                toA.fault(fault);
                Await.until(
                        () -> "one alone: " + pair.a() + "\n" + pair.b(),
                        () -> pair.a().node().copies() + pair.b().node().copies() == 1
                                && pair.a().office().serving()
                                        != pair.b().office().serving());
                TestHalf primary = pair.a().office().serving() ? pair.a() : pair.b();
                assertThat(pair.other(primary).node().mayShow()).isFalse();
                sent.addAll(pair.send(primary, fault.name(), 20));

                toB.fault(Fault.PASS);
                toA.fault(Fault.PASS);
                pair.awaitDuo(primary);
                sent.addAll(pair.send(primary, "healed " + fault, 5));
                Await.until(
                        "both have all", () -> pair.other(primary).disk().mail().equals(sent));
                assertThat(primary.disk().mail()).isEqualTo(sent);
            }
        }
    }

    @Test
    void whatWasNeverAcknowledgedIsPutAside() throws Exception {
        try (FaultProxy toB = new FaultProxy(pair.b().port())) {
            pair.a().partnerAt(() -> loopback(toB.port()));
            pair.start();
            pair.awaitDuo(pair.a());
            List<String> sent = new ArrayList<>(pair.send(pair.a(), "m", 5));

            CountDownLatch slow = new CountDownLatch(1);
            pair.b().log().stuck(slow);
            toB.fault(Fault.CUT);
            CompletableFuture<Boolean> lost = pair.a().mail("never acknowledged");
            Await.until("written", () -> pair.a().disk().last().sequence() > sent.size() + 1);
            pair.a().kill();
            slow.countDown();
            pair.awaitAlone(pair.b());
            sent.addAll(pair.send(pair.b(), "n", 5));

            toB.fault(Fault.PASS);
            pair.a().start();
            pair.awaitDuo(pair.b());
            Await.until("caught up", () -> pair.a().disk().mail().equals(sent));
            assertThat(pair.a().disk().quarantine()).containsExactly("never acknowledged");
            assertThat(lost).isNotDone();
        }
    }

    @Test
    void slowDiskOfTheBackupDelaysAndLosesNothing() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        CountDownLatch slow = new CountDownLatch(1);
        pair.b().log().stuck(slow);

        List<CompletableFuture<Boolean>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(pair.a().mail("m" + i));
        }
        Await.until("written here", () -> pair.a().disk().last().sequence() >= 101);
        assertThat(sent).noneMatch(CompletableFuture::isDone);
        Await.until("shows", () -> pair.a().node().mayShow());

        slow.countDown();
        Await.until("acknowledged", () -> sent.stream().allMatch(CompletableFuture::isDone));
        assertThat(pair.a().node().status().role()).isEqualTo(PairRole.PRIMARY_DUO);
    }

    @Test
    void fullDiskOfTheBackupRefusesMailAndLosesNothing() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        List<String> sent = new ArrayList<>(pair.send(pair.a(), "m", 5));

        pair.b().log().full(true);
        CompletableFuture<Boolean> refused = pair.a().mail("no room");
        Await.until(() -> "refused: " + pair.a() + "\n" + pair.b(), refused::isDone);
        assertThat(refused.join()).isFalse();

        pair.b().log().full(false);
        Await.until("taken again", () -> {
            CompletableFuture<Boolean> again = pair.a().mail("room");
            Await.until("answered", again::isDone);
            if (again.join()) {
                sent.add("room");
            }
            return again.join();
        });
        pair.awaitDuo(pair.a());
        Await.until("both have all", () -> pair.b().disk().mail().equals(sent));
        assertThat(pair.a().disk().mail()).isEqualTo(sent);
    }

    @Test
    void replacedDiskIsFilled() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        List<String> sent = new ArrayList<>(pair.send(pair.a(), "m", 100));

        pair.b().kill();
        pair.awaitAlone(pair.a());
        pair.b().replaceDisk();
        pair.b().start();
        pair.awaitDuo(pair.a());
        Await.until("filled", () -> pair.b().disk().mail().equals(sent));
        assertThat(pair.a().node().status().record().orElseThrow().record().storeOfB())
                .contains(pair.b().disk().store());
    }

    @Test
    void failedDiskEndsTheNodeAndTheOtherTakesOver() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());

        pair.a().node().diskFailed("write: Input/output error");
        Await.until("ended", () -> !pair.a().office().exited().isEmpty());
        assertThat(pair.a().office().exited()).startsWith("3 ").contains("Input/output error");
        pair.a().kill();
        pair.awaitAlone(pair.b());
    }

    @Test
    void damagedPromiseRefusesToStart() throws Exception {
        Path promise = pair.directory().resolve("a").resolve("promise");
        Files.writeString(promise, "5");

        assertThatThrownBy(() -> pair.a().start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void otherDiskThanTheRegistryKnowsMayNotFound() throws Exception {
        pair.a().start();
        pair.awaitAlone(pair.a());
        pair.send(pair.a(), "m", 3);
        pair.a().kill();
        pair.a().replaceDisk();
        pair.start();

        Await.until(
                "explained",
                () -> pair.a().node().explanations().stream()
                        .anyMatch(said -> said.explanation().sentence().contains("another disk")));
        assertThat(pair.a().office().serving()).isFalse();
        assertThat(pair.b().office().serving()).isFalse();
        assertThat(Optional.of(pair.a().node().copies())).contains(0);
    }
}
