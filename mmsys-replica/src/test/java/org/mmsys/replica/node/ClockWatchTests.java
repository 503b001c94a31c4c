package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clocks that disagree void leases. */
class ClockWatchTests {
    private long nanos = -5_000_000_000L;
    private long wall = 1_700_000_000_000L;
    private long boot = 1_000_000;
    private final ClockWatch watch = new ClockWatch(() -> nanos, () -> wall, () -> boot);

    private void pass(long byNanos, long byWall, long byBoot) {
        nanos += byNanos * 1_000_000;
        wall += byWall;
        boot += byBoot;
    }

    @Test
    void trustsClocksThatGoOnTogether() {
        for (int i = 0; i < 1000; i++) {
            pass(25, i % 2 == 0 ? 20 : 30, i % 4 == 0 ? 40 : 20);
            assertThat(watch.agrees()).isTrue();
            assertThat(watch.tick()).isEmpty();
        }
    }

    @Test
    void noticesThatItStoodStill() {
        pass(301, 301, 300);
        assertThat(watch.agrees()).isTrue();
        assertThat(watch.tick()).hasValueSatisfying(why -> assertThat(why).contains("stood still"));
        pass(25, 25, 20);
        assertThat(watch.tick()).isEmpty();
    }

    @Test
    void noticesThatTheMachineWasSuspended() {
        pass(25, 25, 300);
        assertThat(watch.tick()).hasValueSatisfying(why -> assertThat(why).contains("suspended"));
    }

    @Test
    void noticesAStepOfTheWallClockEitherWay() {
        pass(25, 3_600_025, 20);
        assertThat(watch.agrees()).isFalse();
        assertThat(watch.tick()).hasValueSatisfying(why -> assertThat(why).contains("wall clock moved by 3600000"));
        assertThat(watch.agrees()).isTrue();
        pass(25, -3_600_000, 30);
        assertThat(watch.agrees()).isFalse();
        assertThat(watch.tick()).isPresent();
    }

    @Test
    void doesWithoutTheTimeSinceTheBoot() {
        boot = -1;
        ClockWatch elsewhere = new ClockWatch(() -> nanos, () -> wall, () -> boot);
        pass(25, 25, 0);
        assertThat(elsewhere.tick()).isEmpty();
    }

    @Test
    void clocksOfThisMachineAgree() {
        ClockWatch real = ClockWatch.ofMachine();
        assertThat(real.agrees()).isTrue();
        assertThat(real.tick()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'12345.67 999.00\n', 12345670", "'0.05 0.01', 50", "'12345 1', -1", "'x', -1", "'', -1", "'-1.00 ', -1"
    })
    void readsTheTimeSinceTheBoot(String text, long millis) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(BootClock.parse(octets, octets.length)).isEqualTo(millis);
    }

    @Test
    void bootClockGoesOn() {
        BootClock clock = new BootClock();
        long first = clock.getAsLong();
        assertThat(clock.getAsLong()).isGreaterThanOrEqualTo(first);
    }
}
