package org.mmsys.replica.registry.ratis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.Versioned;

/** Voters that die, come back, come back with an empty disk, and too few of them. */
@SuppressWarnings("AddressSelection")
class VoterFaultsIT {
    private static final String KEY = "pair/s1";
    private static final List<NodeName> VOTERS = List.of(VoterGroup.S1_BACKUP, VoterGroup.W1, VoterGroup.S1_PRIMARY);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory = Path.of("");

    private VoterGroup group;

    @BeforeEach
    void openVoters() throws Exception {
        group = new VoterGroup(directory, VOTERS, List.of(VoterGroup.S2_PRIMARY), VoterGroup.patient());
        for (NodeName voter : VOTERS) {
            group.open(voter);
        }
    }

    @AfterEach
    void closeAll() {
        group.close();
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static byte[] octets(String text) {
        return text.getBytes(US_ASCII);
    }

    private static Reading found(long version, String text) {
        return new Reading.Found(new Versioned(version, octets(text)));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is over").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private NodeName leader(Registry anyVoter) {
        RatisRegistry registry = (RatisRegistry) anyVoter;
        await(() -> registry.state().leader().isPresent());
        return registry.state().leader().orElseThrow();
    }

    private RatisRegistry survivor(NodeName dead) {
        return group.of(
                VOTERS.stream().filter(each -> !each.equals(dead)).findFirst().orElseThrow());
    }

    @Test
    void goesOnWhenTheLeaderDies() throws Exception {
        assertThat(get(group.of(VoterGroup.S1_PRIMARY).cas(KEY, 0, octets("one"))))
                .isEqualTo(new Change.Applied());
        NodeName leader = leader(group.of(VoterGroup.S1_PRIMARY));
        group.close(leader);
        RatisRegistry other = survivor(leader);
        assertThat(get(other.cas(KEY, 1, octets("two")))).isEqualTo(new Change.Applied());
        assertThat(get(other.read(KEY))).isEqualTo(found(2, "two"));
    }

    @Test
    void minorityAnswersThatItDoesNotKnow() throws Exception {
        get(group.of(VoterGroup.W1).cas(KEY, 0, octets("one")));
        group.close(VoterGroup.W1);
        group.close(VoterGroup.S1_BACKUP);
        RatisRegistry alone = group.of(VoterGroup.S1_PRIMARY);
        CompletableFuture<Change> change = alone.cas(KEY, 1, octets("two"));
        assertThat(get(alone.read(KEY))).isInstanceOf(Reading.Unavailable.class);
        assertThat(get(change)).isInstanceOf(Change.Unknown.class);
    }

    @Test
    void allComeBackWithWhatWasAnswered() throws Exception {
        get(group.of(VoterGroup.S1_PRIMARY).cas(KEY, 0, octets("one")));
        group.close();
        for (NodeName voter : VOTERS) {
            group.ticket(voter).destroy(); // nothing is begun anew
            group.open(voter);
        }
        assertThat(get(group.of(VoterGroup.W1).read(KEY))).isEqualTo(found(1, "one"));
    }

    @Test
    void ticketIsDestroyedWhenItHasDoneItsWork() throws Exception {
        get(group.of(VoterGroup.S1_PRIMARY).cas(KEY, 0, octets("one")));
        await(() -> !group.ticket(VoterGroup.W1).present());
        assertThat(group.ticket(VoterGroup.S1_PRIMARY).present()).isTrue();
        group.of(VoterGroup.S1_PRIMARY).ticketUsed();
        await(() -> !group.ticket(VoterGroup.S1_PRIMARY).present());
    }

    /** It would vote twice in a term, and forget what it has promised. */
    @Test
    void wipedVoterWithoutTicketIsNobodyUntilItIsTakenIn() throws Exception {
        get(group.of(VoterGroup.S1_PRIMARY).cas(KEY, 0, octets("one")));
        await(() -> !group.ticket(VoterGroup.W1).present());
        group.close();
        PathUtils.deleteDirectory(group.data(VoterGroup.W1));
        RatisRegistry wiped = group.open(VoterGroup.W1);
        group.open(VoterGroup.S1_BACKUP);
        // With the wiped one's old vote these two would be a majority by themselves; but the third is needed.
        assertThat(get(group.of(VoterGroup.S1_BACKUP).read(KEY))).isInstanceOf(Reading.Unavailable.class);
        assertThat(wiped.state().votes()).isFalse();

        group.open(VoterGroup.S1_PRIMARY);
        await(() -> wiped.state().votes());
        assertThat(wiped.state().members())
                .hasSize(3)
                .doesNotContain("w1-witness")
                .anyMatch(id -> id.startsWith("w1-witness."));
        assertThat(get(group.of(VoterGroup.S1_BACKUP).cas(KEY, 1, octets("two"))))
                .isEqualTo(new Change.Applied());
    }

    @Test
    void takenInVoterCountsAndStaysInAfterARestart() throws Exception {
        get(group.of(VoterGroup.S1_PRIMARY).cas(KEY, 0, octets("one")));
        await(() -> !group.ticket(VoterGroup.W1).present());
        group.close(VoterGroup.W1);
        PathUtils.deleteDirectory(group.data(VoterGroup.W1));
        RatisRegistry wiped = group.open(VoterGroup.W1);
        await(() -> wiped.state().votes());
        String id = String.join(",", wiped.state().members());

        group.close(VoterGroup.W1);
        RatisRegistry again = group.open(VoterGroup.W1);
        await(() -> again.state().votes());
        assertThat(again.state().members()).containsExactlyInAnyOrder(id.split(","));

        group.close(VoterGroup.S1_BACKUP);
        assertThat(get(group.of(VoterGroup.S1_PRIMARY).cas(KEY, 1, octets("two"))))
                .isEqualTo(new Change.Applied());
        assertThat(get(again.read(KEY))).isEqualTo(found(2, "two"));
    }

    @Test
    void snapshotsAndPurgedLogsLoseNothing() throws Exception {
        RatisRegistry one = group.of(VoterGroup.S1_BACKUP);
        group.close(VoterGroup.S1_PRIMARY);
        int changes = 2100; // past two snapshots
        for (int version = 0; version < changes; version += 50) {
            CompletableFuture<Change> last = CompletableFuture.completedFuture(new Change.Applied());
            for (int i = version; i < version + 50; i++) {
                int expected = i;
                last = last.thenCompose(before -> one.cas(KEY, expected, octets("version " + (expected + 1))));
            }
            assertThat(get(last)).isEqualTo(new Change.Applied());
        }
        RatisRegistry late = group.open(VoterGroup.S1_PRIMARY); // gets a snapshot: the log no longer reaches back
        assertThat(get(late.read(KEY))).isEqualTo(found(changes, "version " + changes));
        group.close();
        for (NodeName voter : VOTERS) {
            group.open(voter);
        }
        assertThat(get(group.of(VoterGroup.W1).read(KEY))).isEqualTo(found(changes, "version " + changes));
    }

    @Test
    void nodeThatDoesNotVoteIsToldOfChangesToo() throws Exception {
        RatisRegistry outside = group.open(VoterGroup.S2_PRIMARY);
        assertThat(outside.state().votes()).isFalse();
        List<String> hints = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (Registry.Watch watch = outside.watch(KEY, () -> hints.add("hint"))) {
            assertThat(watch).isNotNull();
            get(group.of(VoterGroup.S1_PRIMARY).cas(KEY, 0, octets("one")));
            await(() -> !hints.isEmpty());
            hints.clear();
            get(outside.cas(KEY, 1, octets("two")));
            await(() -> !hints.isEmpty());
        }
    }

    @Test
    void portThatIsHeldIsAnErrorAndNotTheEndOfTheProcess() throws Exception {
        group.close(VoterGroup.W1);
        try (ServerSocket holder = new ServerSocket(group.port(VoterGroup.W1), 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(holder.isBound()).isTrue();
            assertThatThrownBy(() -> group.open(VoterGroup.W1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void directoryOfAnotherNodeIsRefused() throws Exception {
        group.close(VoterGroup.W1);
        Files.writeString(group.data(VoterGroup.W1).resolve("member"), "s1-backup\n.\n");
        assertThatThrownBy(() -> group.open(VoterGroup.W1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belongs to");
    }
}
