package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mmsys.testkit.VirtualClock;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;

class PasswordCacheTests {
    private static final ScramVerifier VERIFIER = verifier();
    private static final AccountName ANN = AccountsFixture.name("ann");
    private final VirtualClock clock = new VirtualClock();
    private final PasswordCache cache = new PasswordCache(50, clock, new Random(1));

    @Test
    void belongsToOneVerifierObject() {
        cache.put(ANN, VERIFIER, "secret");

        assertThat(cache.holds(ANN, VERIFIER, "secret")).isTrue();
        assertThat(cache.holds(ANN, VERIFIER, "Secret")).isFalse();
        assertThat(cache.holds(AccountsFixture.name("bob"), VERIFIER, "secret")).isFalse();
        assertThat(cache.holds(ANN, verifier(), "secret"))
                .as("same keys, another password change")
                .isFalse();
    }

    @Test
    void endsAfterFiveMinutesAndWhenTheClockJumpsBack() {
        cache.put(ANN, VERIFIER, "secret");
        clock.advance(PasswordCache.LIFE.minusMillis(1));
        assertThat(cache.holds(ANN, VERIFIER, "secret")).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(cache.holds(ANN, VERIFIER, "secret")).isFalse();

        clock.advance(Duration.ofDays(-1));
        assertThat(cache.holds(ANN, VERIFIER, "secret")).isFalse();
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 1_000; i++) {
            cache.put(AccountsFixture.name("user" + i), VERIFIER, "secret");
        }

        assertThat(cache.size()).isBetween(40, 51);
    }

    private static ScramVerifier verifier() {
        return ScramVerifier.of(4096, new byte[16], new byte[32], new byte[32]);
    }
}
