package org.mmsys.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryPolicyTests {
    private static final Destination SERVER = new Destination.Server("s2");
    private static final Destination DOMAIN = new Destination.Domain("out.test");
    private final RandomGenerator random = new SplittableRandom(3);

    @ParameterizedTest
    @CsvSource({"1,60", "2,120", "3,300", "4,600", "5,1800", "6,3600", "7,3600", "500,3600"})
    void outsideIsTriedAsTheStandardSays(int attempts, long seconds) {
        for (int i = 0; i < 100; i++) {
            Duration wait = RetryPolicy.message(DOMAIN, attempts, Duration.ofHours(1), random);
            assertThat(wait).isBetween(share(seconds, 0.8), share(seconds, 1.2));
            assertThat(RetryPolicy.probe(DOMAIN, attempts, Duration.ofHours(1), random))
                    .isBetween(share(seconds, 0.8), share(seconds, 1.2));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0,1", "2,0,2", "3,0,4", "5,0,16", "6,0,30", "99,59,30", "99,61,300", "1000000,6000,300"})
    void serversAreTriedFastAndThenLessOften(int attempts, long ageMinutes, long seconds) {
        assertThat(RetryPolicy.message(SERVER, attempts, Duration.ofMinutes(ageMinutes), random))
                .isBetween(share(seconds, 0.8), share(seconds, 1.2));
    }

    @Test
    void serverThatReturnsWithinAMinuteIsFoundWithinTwoSeconds() {
        for (int run = 0; run < 200; run++) {
            Duration down = Duration.ZERO;
            for (int failures = 1; down.compareTo(Duration.ofSeconds(70)) < 0; failures++) {
                Duration wait = RetryPolicy.probe(SERVER, failures, down, random);
                assertThat(wait).isLessThan(Duration.ofSeconds(2));
                down = down.plus(wait);
            }
        }
        assertThat(RetryPolicy.probe(SERVER, 9, Duration.ofMinutes(30), random))
                .isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
        assertThat(RetryPolicy.probe(SERVER, 9, Duration.ofDays(3), random))
                .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
    }

    @Test
    void sameRandomnessGivesTheSameWait() {
        assertThat(RetryPolicy.message(SERVER, 3, Duration.ZERO, new SplittableRandom(1)))
                .isEqualTo(RetryPolicy.message(SERVER, 3, Duration.ZERO, new SplittableRandom(1)));
    }

    private static Duration share(long seconds, double factor) {
        return Duration.ofMillis((long) (seconds * 1000 * factor));
    }
}
