package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.route.NodeName.Half;
import org.mmsys.server.json.JsonObject;
import org.mmsys.testkit.FreePorts;
import org.mmsys.testkit.Pop3TestClient;

/** A lone pair that would rather be available, in one process: splits, and halves that end while they are united. */
@Timeout(120)
@SuppressWarnings("NullAway")
final class AvailablePairTests {
    @TempDir
    Path dir;

    private PairFixture pair;

    @BeforeEach
    void make() throws Exception {
        pair = PairFixture.available(dir);
    }

    private void start() throws Exception {
        pair.start(Half.PRIMARY);
        pair.start(Half.BACKUP);
        duo(Half.PRIMARY);
        HalfFixture.await(
                "the seeds are made", () -> pair.node(Half.PRIMARY).serving().isPresent());
    }

    private void duo(Half primary) throws Exception {
        pair.await(primary, "primary-duo");
        pair.await(primary == Half.PRIMARY ? Half.BACKUP : Half.PRIMARY, "backup");
    }

    @AfterEach
    void close() {
        pair.close();
        assertThat(pair.ended).isEmpty();
    }

    private void split() throws Exception {
        pair.connect(false);
        for (Half half : List.of(Half.PRIMARY, Half.BACKUP)) {
            pair.await(half, "primary-solo");
            HalfFixture.await(half + " serves", () -> pair.node(half).serving().isPresent());
        }
    }

    /** Again and again, and one of the two ends in the middle of each union: each message is there once. */
    @Test
    void unitesThoughAHalfEndsMeanwhile() throws Exception {
        start();
        List<Half> ends = List.of(Half.BACKUP, Half.PRIMARY);
        int expected = 0;
        for (int round = 0; round < ends.size(); round++) {
            split();
            for (int i = 0; i < 10; i++) {
                pair.deliver(Half.PRIMARY, "p" + round + "-" + i);
                pair.deliver(Half.BACKUP, "b" + round + "-" + i);
                expected += 2;
            }
            pair.connect(true);
            Half dies = ends.get(round);
            HalfFixture.await("they have met", () -> !solo(Half.PRIMARY) || !solo(Half.BACKUP));
            pair.crash(dies);
            pair.start(dies);
            bothInSync();
            List<Pop3TestClient.Scan> all = pair.scan(Half.PRIMARY);
            assertThat(all).hasSize(expected);
            assertThat(pair.scan(Half.BACKUP)).isEqualTo(all);
        }
    }

    private void bothInSync() throws Exception {
        try {
            HalfFixture.await("both in sync", () -> is(Half.PRIMARY, "backup") || is(Half.BACKUP, "backup"));
        } catch (AssertionError inVain) {
            throw new AssertionError(said(Half.PRIMARY) + "\n" + said(Half.BACKUP), inVain);
        }
    }

    private String said(Half half) throws Exception {
        return half + ": " + pair.node(half).details() + "\n" + pair.node(half).concerns() + "\n"
                + pair.node(half)
                        .verb("/pair/explain")
                        .orElseThrow()
                        .action()
                        .carryOut(new JsonObject(Map.of()))
                        .text();
    }

    private boolean is(Half half, String role) {
        return pair.node(half).details().get("pair") instanceof Map<?, ?> members && role.equals(members.get("role"));
    }

    private boolean solo(Half half) {
        return is(half, "primary-solo");
    }

    /** Whoever hears nobody at all is the one that is cut off. */
    @Test
    void nobodyGoesOnWithoutAReference() throws Exception {
        int nobody = FreePorts.next();
        pair.setting("pair.reference", "127.0.0.1:" + nobody);
        start();
        pair.connect(false);
        HalfFixture.await(
                "the primary holds",
                () -> pair.node(Half.PRIMARY).concerns().toString().contains("new mail waits"));
        assertThat(solo(Half.PRIMARY)).isFalse();
        assertThat(solo(Half.BACKUP)).isFalse();
        try (ServerSocket reference = new ServerSocket(nobody, 50, InetAddress.getLoopbackAddress())) {
            assertThat(reference.isBound()).isTrue();
            pair.await(Half.PRIMARY, "primary-solo");
            pair.await(Half.BACKUP, "primary-solo");
        }
    }

    /** Accounts are the same on both sides, always. */
    @Test
    void accountsWaitWhileAHalfIsAlone() throws Exception {
        start();
        split();
        for (Half half : List.of(Half.PRIMARY, Half.BACKUP)) {
            assertThat(order(half, "/accounts/create", Map.of("name", "zoe", "password", "long enough 7")))
                    .isEqualTo(503);
            assertThat(order(half, "/accounts/passwd", Map.of("name", "ann", "password", "long enough 7")))
                    .isEqualTo(503);
            assertThat(order(half, "/accounts/delete", Map.of("name", "bob"))).isEqualTo(503);
            List<String> concerns = new ArrayList<>(pair.node(half).concerns());
            assertThat(concerns).anySatisfy(each -> assertThat(each).contains("the other half may serve, too"));
        }
    }

    private int order(Half half, String path, Map<String, Object> arguments) throws Exception {
        return pair.node(half)
                .verb(path)
                .orElseThrow()
                .action()
                .carryOut(new JsonObject(arguments))
                .status();
    }
}
