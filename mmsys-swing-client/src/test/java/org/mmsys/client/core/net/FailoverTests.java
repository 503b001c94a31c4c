package org.mmsys.client.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mmsys.client.MovableClock;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;

/** The circuit breaker, table by table. */
final class FailoverTests {
    private static final Endpoint PRIMARY = new Endpoint("p", 110);
    private static final Endpoint BACKUP = new Endpoint("b", 110);

    private final MovableClock clock = new MovableClock();
    private final Failover failover = new Failover(new Endpoints(PRIMARY, Optional.of(BACKUP)), clock);

    @Test
    void beginsWithThePrimary() {
        assertThat(failover.order()).containsExactly(PRIMARY, BACKUP);
        assertThat(failover.probeDue()).isEmpty();
        assertThat(failover.onBackup()).isFalse();
    }

    @Test
    void goesStraightToTheBackupAfterOneFailure() {
        failover.failed(PRIMARY);
        failover.worked(BACKUP);
        assertThat(failover.order()).containsExactly(BACKUP, PRIMARY);
        assertThat(failover.onBackup()).isTrue();
        assertThat(failover.probeDue()).contains(clock.instant().plus(Failover.PROBE_EVERY));
    }

    @Test
    void twoGoodProbesInARowBringThePrimaryBack() {
        failover.failed(PRIMARY);
        failover.worked(BACKUP);
        assertThat(failover.probed(true)).isFalse();
        assertThat(failover.probed(false)).isFalse();
        assertThat(failover.probed(true)).isFalse();
        assertThat(failover.order()).startsWith(BACKUP);
        assertThat(failover.probed(true)).isTrue();
        assertThat(failover.order()).containsExactly(PRIMARY, BACKUP);
        assertThat(failover.probeDue()).isEmpty();
    }

    @Test
    void pausesGrowWhileNeitherAnswersAndEndWithTheFirstSuccess() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            failover.failed(PRIMARY);
            failover.failed(BACKUP);
            pauses.add(Duration.between(clock.instant(), failover.retryDue().orElseThrow())
                    .toSeconds());
            failover.attemptFailed();
        }
        assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 60L, 60L, 60L);
        failover.worked(BACKUP);
        assertThat(failover.retryDue()).isEmpty();
    }

    @Test
    void tryingThePrimaryNowForgetsItsFailure() {
        failover.failed(PRIMARY);
        failover.reset();
        assertThat(failover.order()).startsWith(PRIMARY);
    }

    @Test
    void aServerWithoutBackupIsNeverProbedOnlyRetried() {
        Failover alone = new Failover(Endpoints.of(PRIMARY), clock);
        alone.failed(PRIMARY);
        assertThat(alone.order()).containsExactly(PRIMARY);
        assertThat(alone.probeDue()).isEmpty();
        assertThat(alone.retryDue()).contains(clock.instant().plusSeconds(5));
    }
}
