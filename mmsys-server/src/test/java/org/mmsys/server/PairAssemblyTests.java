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

/** A whole pair in one process: stores, journals, driver, link, doors. */
@Timeout(120)
@SuppressWarnings("NullAway")
final class PairAssemblyTests {
    @TempDir
    Path dir;

    private PairFixture pair;

    @BeforeEach
    void make() throws Exception {
        pair = new PairFixture(dir);
    }

    @AfterEach
    void close() {
        pair.close();
        assertThat(pair.ended).isEmpty();
    }

    private void both() throws Exception {
        pair.start(Half.PRIMARY);
        pair.start(Half.BACKUP);
        pair.await(Half.PRIMARY, "primary-duo");
        pair.await(Half.BACKUP, "backup");
    }

    @Test
    void mailGoesInAndOutAtEitherAddress() throws Exception {
        both();
        pair.deliver(Half.PRIMARY, "one");
        pair.deliver(Half.BACKUP, "two");

        List<Pop3TestClient.Scan> there = pair.scan(Half.PRIMARY);
        assertThat(there).hasSize(2).isEqualTo(pair.scan(Half.BACKUP));
        assertThat(pair.node(Half.PRIMARY).role()).isEqualTo("primary");
        assertThat(pair.node(Half.BACKUP).role()).isEqualTo("backup");
        assertThat(pair.node(Half.BACKUP).notReady()).isEmpty();
        assertThat(pair.node(Half.PRIMARY).concerns()).isEmpty();
        assertThat(((Map<?, ?>) pair.node(Half.PRIMARY).details().get("pair")).get("copies"))
                .isEqualTo(2);
    }

    @Test
    void theOtherHalfTakesOverAndThePrimaryComesBack() throws Exception {
        both();
        pair.deliver(Half.PRIMARY, "before");
        List<Pop3TestClient.Scan> before = pair.scan(Half.PRIMARY);

        pair.crash(Half.PRIMARY);
        pair.await(Half.BACKUP, "primary-solo");
        pair.deliver(Half.BACKUP, "alone");
        assertThat(pair.scan(Half.BACKUP)).hasSize(2).startsWith(before.get(0));

        pair.start(Half.PRIMARY);
        pair.await(Half.PRIMARY, "backup");
        pair.await(Half.BACKUP, "primary-duo");
        pair.deliver(Half.PRIMARY, "through the returned");
        assertThat(pair.scan(Half.PRIMARY)).hasSize(3);

        ask(Half.BACKUP, "/pair/switchover", Map.of());
        pair.await(Half.PRIMARY, "primary-duo");
        pair.deliver(Half.BACKUP, "back");
        assertThat(pair.scan(Half.BACKUP)).hasSize(4).startsWith(before.get(0));
    }

    @Test
    void aSwitchoverMovesTheOfficeAndTellsWhy() throws Exception {
        both();
        pair.deliver(Half.PRIMARY, "first");
        assertThat(ask(Half.PRIMARY, "/pair/switchover", Map.of()).status()).isEqualTo(200);
        pair.await(Half.BACKUP, "primary-duo");
        pair.await(Half.PRIMARY, "backup");
        pair.deliver(Half.PRIMARY, "second");
        assertThat(pair.scan(Half.BACKUP)).hasSize(2);

        assertThat(ask(Half.PRIMARY, "/pair/switchover", Map.of()).status()).isEqualTo(409);
        assertThat(ask(Half.PRIMARY, "/pair/explain", Map.of()).text()).contains("\"reasons\"", "epoch");
        assertThat(ask(Half.PRIMARY, "/queue/list", Map.of()).text()).contains("ask s1/backup");
        assertThat(ask(Half.BACKUP, "/queue/list", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void aNodeThatIsToldToStopHandsTheOfficeOverFirst() throws Exception {
        both();
        pair.deliver(Half.PRIMARY, "first");
        pair.nodes.remove(Half.PRIMARY).close(java.time.Duration.ofSeconds(5));
        HalfFixture.await(
                "the other serves", () -> pair.node(Half.BACKUP).serving().isPresent());
        assertThat(pair.scan(Half.BACKUP)).hasSize(1);
    }

    @Test
    void anEmptyDiskIsFilledWhileTheOtherServes() throws Exception {
        both();
        for (int i = 0; i < 30; i++) {
            pair.deliver(Half.PRIMARY, "m" + i);
        }
        pair.crash(Half.BACKUP);
        pair.await(Half.PRIMARY, "primary-solo");
        SampleFiles.delete(pair.data(Half.BACKUP));
        pair.node(Half.PRIMARY).base().journal().checkpoint();
        pair.start(Half.BACKUP);
        pair.deliver(Half.PRIMARY, "meanwhile");
        pair.await(Half.BACKUP, "backup");
        List<Pop3TestClient.Scan> before = pair.scan(Half.PRIMARY);

        pair.crash(Half.PRIMARY);
        pair.await(Half.BACKUP, "primary-solo");
        assertThat(pair.scan(Half.BACKUP)).hasSize(31).isEqualTo(before);
    }

    @Test
    void anAdministratorMayForceWhatTheRecordForbids() throws Exception {
        both();
        pair.deliver(Half.PRIMARY, "both have it");
        pair.crash(Half.BACKUP);
        pair.await(Half.PRIMARY, "primary-solo");
        pair.crash(Half.PRIMARY);
        pair.start(Half.BACKUP);
        pair.await(Half.BACKUP, "joining");
        assertThat(pair.node(Half.BACKUP).notReady()).isPresent();

        assertThat(ask(Half.BACKUP, "/pair/force", Map.of("what", "solo", "reason", "x"))
                        .status())
                .isEqualTo(409);
        assertThat(ask(Half.BACKUP, "/pair/force", Map.of("what", "primary")).status())
                .isEqualTo(400);
        assertThat(ask(Half.BACKUP, "/pair/force", Map.of("what", "primary", "reason", "fire in the other room"))
                        .status())
                .isEqualTo(200);
        pair.await(Half.BACKUP, "primary-solo");
        assertThat(pair.scan(Half.BACKUP)).hasSize(1);
    }

    private AdminHttp.Page ask(Half half, String path, Map<String, ?> arguments) throws Exception {
        AdminVerb verb = pair.node(half).verb(path).orElseThrow();
        try {
            return verb.action().carryOut(new JsonObject(arguments));
        } catch (java.io.IOException wrong) {
            return AdminHttp.Page.refused(400, wrong.getMessage());
        }
    }
}
