package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mmsys.testkit.VirtualClock;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.session.Input.Client;

class FamiliarAddressesTests {
    private static final ScramVerifier VERIFIER = verifier();
    private static final AccountName ANN = AccountsFixture.name("ann");
    private final VirtualClock clock = new VirtualClock();
    private final FamiliarAddresses familiars = new FamiliarAddresses(50, clock);

    @Test
    void knowsForAWeekWhereTheOwnerCameFrom() {
        familiars.add(ANN, VERIFIER, from(1));
        clock.advance(Duration.ofDays(7).minusMillis(1));
        assertThat(familiars.knows(ANN, VERIFIER, from(1))).isTrue();
        assertThat(familiars.knows(ANN, VERIFIER, from(2))).isFalse();
        assertThat(familiars.knows(AccountsFixture.name("bob"), VERIFIER, from(1)))
                .isFalse();

        clock.advance(Duration.ofMillis(1));
        assertThat(familiars.knows(ANN, VERIFIER, from(1))).isFalse();
    }

    @Test
    void aNewPasswordMakesAllStrange() {
        familiars.add(ANN, VERIFIER, from(1));

        assertThat(familiars.knows(ANN, verifier(), from(1))).isFalse();
    }

    @Test
    void keepsTheLastFewAddressesOfAnAccount() {
        for (int i = 0; i <= FamiliarAddresses.ADDRESSES_MAX; i++) {
            familiars.add(ANN, VERIFIER, from(i));
            familiars.add(ANN, VERIFIER, from(i));
        }

        assertThat(familiars.knows(ANN, VERIFIER, from(0))).isFalse();
        for (int i = 1; i <= FamiliarAddresses.ADDRESSES_MAX; i++) {
            assertThat(familiars.knows(ANN, VERIFIER, from(i))).isTrue();
        }
    }

    @Test
    void thisMachineIsNeverFamiliar() {
        familiars.add(ANN, VERIFIER, AccountsFixture.loopback());

        assertThat(familiars.knows(ANN, VERIFIER, AccountsFixture.loopback())).isFalse();
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 1_000; i++) {
            familiars.add(AccountsFixture.name("user" + i), VERIFIER, from(1));
        }

        assertThat(familiars.size()).isBetween(40, 51);
    }

    private static Client from(int host) {
        return AccountsFixture.remote("192.0.2." + host);
    }

    private static ScramVerifier verifier() {
        return ScramVerifier.of(4096, new byte[16], new byte[32], new byte[32]);
    }
}
