package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.sasl.Secret;

class PasswordHashTests {
    private final PasswordHash hash = new PasswordHash(4096, new Random(1));

    /** The examples of RFC 4013 §3. */
    @ParameterizedTest
    @CsvSource({"I\u00adX, IX", "user, user", "USER, USER", "\u00aa, a", "\u2168, IX", "a\u00a0b, a b"})
    void preparesAsRfc4013(String typed, String prepared) {
        assertThat(PasswordHash.prepare(typed).orElseThrow().reveal()).isEqualTo(prepared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0007", "\u06271", "a\nb", "\u00ad", "\ud800x"})
    void refusesWhatRfc4013Prohibits(String typed) {
        assertThat(PasswordHash.prepare(typed)).isEmpty();
    }

    @Test
    void refusesPasswordsWithoutEnd() {
        assertThat(PasswordHash.prepare("x".repeat(1025))).isEmpty();
    }

    @Test
    void twoAccountsWithOnePasswordHaveTwoVerifiers() {
        Secret secret = Secret.of("tanstaaftanstaaf");

        assertThat(hash.derive(secret).text()).isNotEqualTo(hash.derive(secret).text());
    }

    @Test
    void matchesOnlyTheAccountsOwnPassword() {
        ScramVerifier verifier = hash.derive(Secret.of("right"));

        assertThat(hash.matches(Optional.of(verifier), Secret.of("right"))).isTrue();
        assertThat(hash.matches(Optional.of(verifier), Secret.of("wrong"))).isFalse();
        assertThat(hash.matches(Optional.empty(), Secret.of("right"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "seven77, false",
        "eight888, true",
        "ann@here.test, false",
        "ANN@HERE.TEST, false",
        "Password1, false",
        "aaaaaaaaaaaa, false",
        "abababababab, false",
        "correct horse, true",
        "\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc\u00df, true"
    })
    void policyLeavesTheCommonestPasswordsAway(String password, boolean accepted) {
        assertThat(PasswordPolicy.accepts(Secret.of(password), AccountsFixture.name("ann")))
                .isEqualTo(accepted);
    }

    @Test
    void policyLeavesTheNameAway() {
        assertThat(PasswordPolicy.accepts(Secret.of("Annabelle"), AccountsFixture.name("annabelle")))
                .isFalse();
    }
}
