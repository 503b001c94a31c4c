package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.testkit.VirtualClock;

class AllowanceTests {
    private final VirtualClock clock = new VirtualClock();
    private final Allowance allowance = new Allowance(3, Duration.ofSeconds(10), 100, clock);

    @Test
    void givesABurstThenOneAnInterval() {
        assertThat(allowance.take("a")).isTrue();
        assertThat(allowance.take("a")).isTrue();
        assertThat(allowance.take("a")).isTrue();
        assertThat(allowance.take("a")).isFalse();
        assertThat(allowance.has("a")).isFalse();

        clock.advance(Duration.ofSeconds(10));
        assertThat(allowance.has("a")).isTrue();
        assertThat(allowance.take("a")).isTrue();
        assertThat(allowance.take("a")).isFalse();
    }

    @Test
    void askingInVainDoesNotPutOffTheNextToken() {
        for (int i = 0; i < 10_000; i++) {
            allowance.spend("a");
        }
        clock.advance(Duration.ofSeconds(10));

        assertThat(allowance.has("a")).isTrue();
    }

    @Test
    void isWholeAgainAfterAllIntervals() {
        spendAll("a");
        clock.advance(Duration.ofSeconds(30));

        spendAll("a");
    }

    @Test
    void keysDoNotKnowEachOther() {
        spendAll("a");

        assertThat(allowance.has("b")).isTrue();
    }

    @Test
    void aClockThatJumpsBackShutsNobodyOut() {
        spendAll("a");
        clock.advance(Duration.ofDays(-1));

        assertThat(allowance.has("a")).isTrue();
    }

    @Test
    void numberOfKeysIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            allowance.spend("key " + i);
        }

        assertThat(allowance.keys()).isLessThanOrEqualTo(101);
    }

    private void spendAll(String key) {
        for (int i = 0; i < 3; i++) {
            assertThat(allowance.take(key)).isTrue();
        }
        assertThat(allowance.has(key)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 20010db800010002",
        "2001:db8:1:2::9, 20010db800010002",
        "2001:db8:1:3::9, 20010db800010003",
        "fe80::1%eth0, fe80000000000000",
        "::ffff:192.0.2.7, 192.0.2.7",
        "not:an:address, not:an:address",
        "dead:zone, dead:zone"
    })
    void addressesOfOneCustomerShareAKey(String address, String key) {
        assertThat(AddressAllowance.key(address)).isEqualTo(key);
    }
}
