package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.route.NodeName.Half;
import org.mmsys.server.json.JsonObject;
import org.mmsys.testkit.Pop3TestClient;

/** A whole pair without a witness in one process: disks that are lost, and orders. */
@Timeout(120)
@SuppressWarnings("NullAway")
final class LonePairTests {
    @TempDir
    Path dir;

    private PairFixture pair;

    @BeforeEach
    void make() throws Exception {
        pair = new PairFixture(dir, true);
        pair.start(Half.PRIMARY);
        pair.start(Half.BACKUP);
        pair.await(Half.PRIMARY, "primary-duo");
        pair.await(Half.BACKUP, "backup");
        serves(Half.PRIMARY);
    }

    private void serves(Half half) throws Exception {
        HalfFixture.await(half + " serves", () -> pair.node(half).serving().isPresent());
    }

    @AfterEach
    void close() {
        pair.close();
        assertThat(pair.ended).isEmpty();
    }

    @Test
    void onlyTheBackupCanGoOnByItself() throws Exception {
        pair.deliver(Half.BACKUP, "one");
        List<Pop3TestClient.Scan> before = pair.scan(Half.BACKUP);
        assertThat(text(Half.PRIMARY, "/pair/explain")).contains("no witness", "has not the vote");
        assertThat(text(Half.BACKUP, "/pair/explain")).contains("this half has the vote");
        assertThat(pair.node(Half.PRIMARY).concerns()).isEmpty();

        pair.crash(Half.PRIMARY);
        pair.await(Half.BACKUP, "primary-solo");
        serves(Half.BACKUP);
        assertThat(pair.scan(Half.BACKUP)).isEqualTo(before);
        pair.deliver(Half.BACKUP, "two");

        pair.start(Half.PRIMARY);
        pair.await(Half.PRIMARY, "backup");
        pair.await(Half.BACKUP, "primary-duo");
        assertThat(pair.scan(Half.PRIMARY)).hasSize(2);
    }

    /** As the manual says: an order, an empty disk, and the other half fills it. */
    @Test
    void theBackupGetsANewDisk() throws Exception {
        pair.deliver(Half.PRIMARY, "one");
        pair.crash(Half.BACKUP);
        held();
        assertThat(force(Half.PRIMARY, "solo")).isEqualTo(200);
        pair.await(Half.PRIMARY, "primary-solo");
        pair.deliver(Half.PRIMARY, "alone");
        pair.node(Half.PRIMARY).base().journal().checkpoint();

        SampleFiles.delete(pair.data(Half.BACKUP));
        pair.start(Half.BACKUP);
        pair.await(Half.BACKUP, "backup");
        List<Pop3TestClient.Scan> before = pair.scan(Half.PRIMARY);
        pair.crash(Half.PRIMARY);
        pair.await(Half.BACKUP, "primary-solo");
        serves(Half.BACKUP);
        assertThat(pair.scan(Half.BACKUP)).hasSize(2).isEqualTo(before);
    }

    /** It may have served alone before its disk was lost: nobody goes on without an order. */
    @Test
    void anEmptyDiskDoesNotInheritTheVote() throws Exception {
        pair.deliver(Half.PRIMARY, "one");
        pair.crash(Half.BACKUP);
        SampleFiles.delete(pair.data(Half.BACKUP));
        pair.start(Half.BACKUP);
        held();
        HalfFixture.await(
                "both say why",
                () -> text(Half.PRIMARY, "/status").contains("neither half has the vote")
                        && text(Half.BACKUP, "/status").contains("neither half has the vote"));

        assertThat(force(Half.BACKUP, "primary")).isEqualTo(409);
        assertThat(force(Half.PRIMARY, "primary")).isEqualTo(200);
        pair.await(Half.PRIMARY, "primary-duo");
        pair.await(Half.BACKUP, "backup");
        pair.deliver(Half.BACKUP, "two");
        assertThat(pair.scan(Half.BACKUP)).hasSize(2);
    }

    private void held() throws Exception {
        HalfFixture.await(
                "answers are held",
                () -> pair.node(Half.PRIMARY).concerns().toString().contains("new mail waits"));
    }

    private int force(Half half, String what) throws Exception {
        AdminVerb verb = pair.node(half).verb("/pair/force").orElseThrow();
        return verb.action()
                .carryOut(new JsonObject(Map.of("what", what, "reason", "a test")))
                .status();
    }

    private String text(Half half, String page) {
        if (page.equals("/status")) {
            return pair.node(half).concerns().toString();
        }
        AdminVerb verb = pair.node(half).verb(page).orElseThrow();
        try {
            return verb.action().carryOut(new JsonObject(Map.of())).text();
        } catch (java.io.IOException | InterruptedException wrong) {
            throw new AssertionError(wrong);
        }
    }
}
