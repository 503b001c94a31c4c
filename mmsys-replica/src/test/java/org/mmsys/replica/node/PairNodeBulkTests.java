package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.Sha256;
import org.mmsys.replica.pair.PairRole;

/** Much of it: large bodies, a long way to catch up, calls beside the link. */
@Timeout(120)
class PairNodeBulkTests {
    private static final int MIB = 1024 * 1024;
    private TestPair pair;

    @BeforeEach
    void begin(@TempDir Path directory) throws IOException, GeneralSecurityException {
        pair = new TestPair(directory);
    }

    @AfterEach
    void end() {
        pair.close();
    }

    private static Body.Spooled spool(TestHalf at, String name, int size) throws IOException {
        byte[] octets = new byte[size];
        new SplittableRandom(size).nextBytes(octets);
        Files.write(at.bodies().resolve(name), octets);
        return new Body.Spooled(name, size, Sha256.over(octets), 0);
    }

    private static void acknowledged(CompletableFuture<Boolean> sent) {
        Await.until("acknowledged", sent::isDone);
        assertThat(sent.join()).isTrue();
    }

    private void assertSameBodies() throws IOException {
        try (var files = Files.list(pair.a().bodies())) {
            for (Path file : files.toList()) {
                Path other = pair.b().bodies().resolve(file.getFileName());
                assertThat(Files.mismatch(file, other)).as("%s", file).isEqualTo(-1);
            }
        }
        try (var files = Files.list(pair.b().bodies())) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    @Test
    void bodiesAreThereBeforeTheEntriesThatNameThem() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        List<CompletableFuture<Boolean>> sent = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int size = List.of(0, 1, 65537, 256 * 1024, 256 * 1024 + 1, 9 * MIB).get(i % 6);
            String text = "large " + i;
            sent.add(pair.a().mail(text, Optional.of(spool(pair.a(), "body" + i, size))));
            sent.add(pair.a().mail("small " + i));
            texts.addAll(List.of(text, "small " + i));
        }
        sent.forEach(PairNodeBulkTests::acknowledged);

        assertSameBodies();
        assertThat(pair.a().disk().mail()).isEqualTo(texts);
        assertThat(pair.a().node().status().role()).isEqualTo(PairRole.PRIMARY_DUO);
        assertThat(pair.a().node().explanations())
                .noneMatch(said -> said.explanation().sentence().contains("silent"));
    }

    @Test
    void catchesUpWithMuchOfEverything() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        pair.b().kill();
        pair.awaitAlone(pair.a());
        List<CompletableFuture<Boolean>> sent = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            boolean large = i % 500 == 0;
            sent.add(pair.a()
                    .mail(
                            i + "x".repeat(8000),
                            large ? Optional.of(spool(pair.a(), "b" + i, 2 * MIB)) : Optional.empty()));
        }
        sent.forEach(PairNodeBulkTests::acknowledged);

        pair.b().start();
        pair.awaitDuo(pair.a());
        Await.until("caught up", () -> pair.b().disk().mail().size() == 3000);
        assertThat(pair.b().disk().mail()).isEqualTo(pair.a().disk().mail());
        assertSameBodies();
    }

    @Test
    void mailGoesOnWhileALargeBodyWaitsForASlowDisk() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        CountDownLatch slow = new CountDownLatch(1);
        pair.b().log().stuck(slow);

        CompletableFuture<Boolean> large = pair.a().mail("large", Optional.of(spool(pair.a(), "l", 30 * MIB)));
        Await.until("body has come", () -> Files.exists(pair.b().bodies().resolve("l")));
        assertThat(large).isNotDone();
        slow.countDown();
        acknowledged(large);
        assertThat(pair.a().node().status().role()).isEqualTo(PairRole.PRIMARY_DUO);
    }

    @Test
    void primaryThatCannotReadItsLogLeavesTheOfficeToTheOther() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        List<String> before = pair.send(pair.a(), "m", 5);
        Body.Spooled gone = spool(pair.a(), "gone", MIB);
        Files.delete(pair.a().bodies().resolve("gone"));

        CompletableFuture<Boolean> sent = pair.a().mail("gone", Optional.of(gone));
        Await.until("ended", () -> !pair.a().office().exited().isEmpty());
        assertThat(pair.a().office().exited()).startsWith("3 ").contains("cannot be read");
        assertThat(sent).isNotDone();
        pair.a().kill();
        pair.awaitAlone(pair.b());
        assertThat(pair.b().disk().mail()).isEqualTo(before);
    }

    @Test
    void primaryThatIsAloneAnywayGoesOnWithALogThatCannotBeRead() throws Exception {
        pair.a().start();
        pair.awaitAlone(pair.a());
        Body.Spooled gone = spool(pair.a(), "gone", MIB);
        acknowledged(pair.a().mail("gone", Optional.of(gone)));
        Files.delete(pair.a().bodies().resolve("gone"));
        pair.b().start();
        Await.until("links", () -> pair.b().node().status().linkUpSince().isPresent());
        for (int i = 0; i < 5; i++) {
            acknowledged(pair.a().mail("m" + i));
        }
        assertThat(pair.a().office().exited()).isEmpty();

        spool(pair.a(), "gone", MIB);
        pair.awaitDuo(pair.a());
        assertSameBodies();
    }

    @Test
    void eitherHalfServesTheOtherBesideTheLink() throws Exception {
        BulkService doubling = (in, out) -> {
            for (int number = in.readInt(); number != 0; number = in.readInt()) {
                out.writeInt(2 * number);
                out.flush();
            }
        };
        pair.a().bulk(doubling);
        pair.b().bulk(doubling);
        pair.start();
        pair.awaitDuo(pair.a());

        for (TestHalf half : List.of(pair.a(), pair.b())) {
            try (BulkService.Call call = half.node().caller().call()) {
                for (int i = 1; i < 100; i++) {
                    call.out().writeInt(i);
                    call.out().flush();
                    assertThat(call.in().readInt()).isEqualTo(2 * i);
                }
                call.out().writeInt(0);
                call.out().flush();
                assertThat(call.in().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void eightCallsAtATime() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        pair.b().bulk((DataInputStream in, DataOutputStream out) -> {
            try {
                open.await();
            } catch (InterruptedException never) {
                throw new IOException(never);
            }
        });
        pair.start();
        List<BulkService.Call> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(pair.a().node().caller().call());
        }

        assertThatThrownBy(() -> pair.a().node().caller().call()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> pair.b().node().caller().call())
                .as("a half without a service")
                .isInstanceOf(IOException.class);
        open.countDown();
        for (BulkService.Call call : calls) {
            assertThat(call.in().read()).isEqualTo(-1);
            call.close();
        }
        pair.awaitDuo(pair.a());
    }

    @Test
    void logIsKeptForTheOtherHalfAndForThoseWhoHoldIt() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        pair.send(pair.a(), "m", 20);
        long last = pair.a().disk().last().sequence();
        Await.until("needs what comes", () -> pair.a().node().follower().needsFrom() == last + 1);
        assertThat(pair.b().node().follower().needsFrom()).isEqualTo(Long.MAX_VALUE);

        try (PairNode.LogHold held = pair.b().node().holdLog(5)) {
            assertThat(held).isNotNull();
            assertThat(pair.b().node().follower().needsFrom()).isEqualTo(5);
        }
        assertThat(pair.b().node().follower().needsFrom()).isEqualTo(Long.MAX_VALUE);

        pair.b().kill();
        pair.awaitAlone(pair.a());
        Await.until("needs nothing", () -> pair.a().node().follower().needsFrom() == Long.MAX_VALUE);
    }

    @Test
    void treeIsAskedForWhenTheLogsHaveNothingInCommon() throws Exception {
        pair.start();
        pair.awaitDuo(pair.a());
        pair.send(pair.a(), "m", 20);
        pair.b().kill();
        pair.awaitAlone(pair.a());
        pair.send(pair.a(), "n", 20);
        pair.a().log().trim(30);
        pair.b().start();

        Await.until("asked", () -> !pair.b().orders().isEmpty());
        TreeFill.Order order = pair.b().orders().get(0);
        Await.until("asked again in the next round", () -> pair.b().orders().size() > 1);
        assertThat(pair.b().orders()).allMatch(TreeFill.Order::stands);

        LogMark base = pair.b().disk().install(pair.a().disk());
        order.installed(base);
        pair.awaitDuo(pair.a());
        assertThat(pair.b().orders()).noneMatch(TreeFill.Order::stands);
        List<String> sent = new ArrayList<>(pair.a().disk().mail());
        sent.addAll(pair.send(pair.a(), "o", 5));
        Await.until("same", () -> pair.b().disk().mail().equals(sent));
    }
}
