package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mmsys.core.net.Deadlines.Verdict;
import org.mmsys.core.net.TestServer.SettingsBuilder;

class DeadlinesTests {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private final Deadlines deadlines = new Deadlines(new SettingsBuilder().build());
    private final long start = System.nanoTime();

    @Test
    void anAnswerIsAwaitedForNineMinutes() {
        deadlines.asked();
        assertThat(look(8 * MINUTE)).isEqualTo(Verdict.FINE);
        assertThat(deadlines.due(start + 10 * MINUTE)).isTrue();
        assertThat(look(10 * MINUTE)).isEqualTo(Verdict.HOPELESS);
    }

    @Test
    void anAnswerThatCameIsAwaitedNoMore() {
        deadlines.asked();
        deadlines.answered();

        assertThat(look(10 * MINUTE)).isEqualTo(Verdict.FINE);
    }

    @Test
    void answersDoNotPutOffTheEndOfAClosingSession() {
        deadlines.endWithin(Duration.ofSeconds(30));
        deadlines.asked();
        deadlines.answered();

        assertThat(look(MINUTE)).isEqualTo(Verdict.HOPELESS);
    }

    private Verdict look(long after) {
        return deadlines.look(start + after, true, false, 0, 0);
    }
}
