package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.SmtpTestClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pair of processes without a witness, {@code pair.mode = consistent}: the backup takes over, the primary waits for the
 * backup or for an administrator, and nothing that was acknowledged is lost, doubled or back.
 */
@Timeout(600)
final class LonePairIT {
    private static final Logger progress = LoggerFactory.getLogger(LonePairIT.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SEED = 31;

    @TempDir
    Path dir;

    private PairProcesses pair;
    private PairLoad load;

    @BeforeEach
    void start() throws Exception {
        pair = PairProcesses.alone(dir);
        load = new PairLoad("ta", List.of(pair.door(PairProcesses.PRIMARY), pair.door(PairProcesses.BACKUP)), SEED);
        pair.start(PairProcesses.PRIMARY, PairProcesses.BACKUP);
    }

    @AfterEach
    void stop() throws IOException {
        pair.close();
    }

    @Test
    void takesOverWaitsAndObeysAndLosesNothing() throws Exception {
        assertThat(pair.awaitDuo()).isEqualTo(PairProcesses.PRIMARY);
        assertThat(pair.pair(PairProcesses.PRIMARY).get("registry")).isEqualTo("1/1");
        load.begin(2, 2);
        goesOn("in the beginning");

        pair.kill(PairProcesses.PRIMARY);
        goesOn("when the primary is dead");
        pair.start(PairProcesses.PRIMARY);
        assertThat(pair.awaitDuo()).isEqualTo(PairProcesses.BACKUP);

        pair.kill(PairProcesses.PRIMARY); // it is the backup now
        waits();
        pair.start(PairProcesses.PRIMARY);
        goesOn("when the backup is back");
        pair.awaitDuo();

        pair.kill(PairProcesses.PRIMARY);
        waits();
        int status = pair.order(
                PairProcesses.BACKUP, "/pair/force", "{\"what\":\"solo\",\"reason\":\"the other machine is off\"}");
        assertThat(status).isEqualTo(200);
        goesOn("by order");
        pair.start(PairProcesses.PRIMARY);
        pair.awaitDuo();

        assertThat(pair.stop(PairProcesses.PRIMARY)).isZero();
        goesOn("when the backup was stopped in order");
        assertThat(pair.is(PairProcesses.BACKUP, "primary-solo")).isTrue();
        pair.start(PairProcesses.PRIMARY);
        settle();
    }

    /** The primary lost its backup: it cannot know whether that serves. */
    private void waits() throws Exception {
        HalfFixture.await(
                "answers are held",
                LIMIT,
                () -> pair.pair(PairProcesses.BACKUP).get("held") instanceof String why && why.contains("missed"));
        try (SmtpTestClient smtp =
                SmtpTestClient.open(pair.door(PairProcesses.BACKUP).smtp(), 15_000)) {
            assertThatThrownBy(() -> smtp.envelope(SampleNode.address("ta"), List.of(SampleNode.address("ta"))))
                    .hasMessageContaining("451");
        }
        Map<?, ?> status = pair.pair(PairProcesses.BACKUP);
        assertThat(status.get("registry")).isEqualTo("0/1");
        assertThat(status.get("role")).isEqualTo("primary-duo");
    }

    /** Mail is accepted and read. */
    private void goesOn(String when) throws Exception {
        long accepted = load.accepted();
        long logins = load.logins();
        HalfFixture.await(
                "mail goes on " + when + ", " + pair.pair(PairProcesses.PRIMARY) + pair.pair(PairProcesses.BACKUP),
                LIMIT,
                () -> load.accepted() >= accepted + 5 && load.logins() >= logins + 2);
        progress.atInfo()
                .addKeyValue("when", when)
                .addKeyValue("accepted", load.accepted())
                .addKeyValue("logins", load.logins())
                .log("mail goes on");
    }

    private void settle() throws Exception {
        String primary = pair.awaitDuo();
        load.end();
        for (String half : PairProcesses.HALVES) {
            load.audit(pair.door(half));
        }
        assertThat(load.history().violations()).isEmpty();
        assertThat(load.surprises()).isEmpty();
        assertThat(pair.alarms()).isEmpty();
        HalfFixture.await(
                "the trees are equal",
                LIMIT,
                () -> pair.tree(PairProcesses.PRIMARY).equals(pair.tree(PairProcesses.BACKUP)));
        assertThat(pair.tree(primary)).isNotEmpty();
        assertThat(Files.exists(dir.resolve("cluster/s1-primary/registry.ticket")))
                .isFalse();
    }
}
