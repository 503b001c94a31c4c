package org.mmsys.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.accounts.AccountKeys.PlaintextPolicy;
import org.mmsys.accounts.AccountKeys.Registration;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Client;

/** Passwords: who may send them, what they open, how guessing is slowed down. */
class AuthenticatorTests {
    private static final Client HERE = AccountsFixture.loopback();
    private static final AuthOutcome DENIED = new AuthOutcome.Denied();
    private final AccountsFixture house = new AccountsFixture(PlaintextPolicy.ALWAYS, Registration.OPEN);
    private final Authenticator authenticator = house.module.authenticator();
    private AccountName ann = AccountsFixture.name("ann");

    @BeforeEach
    void account() throws InterruptedException {
        ann = house.account("ann", "correct horse");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @CsvSource({
        // policy, where from, TLS, password allowed, mechanisms
        "LOOPBACK, 127.0.0.1, none, true, SCRAM-SHA-256 PLAIN LOGIN",
        "LOOPBACK, ::1, none, true, SCRAM-SHA-256 PLAIN LOGIN",
        "LOOPBACK, 192.0.2.1, none, false, ''",
        "LOOPBACK, 192.0.2.1, bindable, true, SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN",
        "LOOPBACK, 192.0.2.1, unbindable, true, SCRAM-SHA-256 PLAIN LOGIN",
        "NEVER, 127.0.0.1, none, false, ''",
        "NEVER, 127.0.0.1, bindable, true, SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN",
        "NEVER, 192.0.2.1, none, false, ''",
        "ALWAYS, 192.0.2.1, none, true, SCRAM-SHA-256 PLAIN LOGIN",
    })
    void policySaysWhoMaySendPasswords(
            PlaintextPolicy policy, String address, String tls, boolean allowed, String mechanisms)
            throws InterruptedException {
        try (AccountsFixture other = new AccountsFixture(policy, Registration.OPEN)) {
            other.account("ann", "correct horse");
            Authenticator asked = other.module.authenticator();
            Client client = switch (tls) {
                case "bindable" -> AccountsFixture.remoteTls(address, "AQIDBA==");
                case "unbindable" -> AccountsFixture.remoteTls(address, "");
                default -> AccountsFixture.remote(address);
            };

            assertThat(asked.passwordAllowed(client)).isEqualTo(allowed);
            assertThat(String.join(" ", asked.mechanisms(client))).isEqualTo(mechanisms);
            assertThat(asked.begin("plain", client).isPresent()).isEqualTo(allowed);
            assertThat(asked.begin("SCRAM-SHA-256", client).isPresent()).isEqualTo(allowed);
            assertThat(asked.begin("CRAM-MD5", client)).isEmpty();
            assertThat(asked.password("ann", "correct horse", client))
                    .isEqualTo(allowed ? new AuthOutcome.Granted(ann) : DENIED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "ANN", "ann@here.test", "Ann@HERE.test"})
    void loginNamesAreCaseInsensitive(String login) throws InterruptedException {
        assertThat(authenticator.password(login, "correct horse", HERE)).isEqualTo(new AuthOutcome.Granted(ann));
    }

    @ParameterizedTest
    @CsvSource({
        "ann, wrong", "ann, Correct horse", "ann, 'correct horse '", "nobody, correct horse",
                "ann@also.test, correct horse",
        "ann@other.test, correct horse", "'', correct horse", "@, x", "ann, ''", "'ann\n', correct horse"
    })
    void everythingElseIsDeniedAlike(String login, String password) throws InterruptedException {

        assertThat(authenticator.password(login, password, HERE)).isEqualTo(DENIED);
    }

    @Test
    void passwordsAreComparedAfterSaslprep() throws InterruptedException {
        AccountName bob = house.account("bob", "stra\u00dfe \u2168");

        assertThat(authenticator.password("bob", "stra\u00dfe IX", HERE)).isEqualTo(new AuthOutcome.Granted(bob));
    }

    @Test
    void aVerifiedPasswordIsRememberedForFiveMinutes() throws InterruptedException {
        assertThat(authenticator.tryPassword("ann", "correct horse", HERE)).isEmpty();
        authenticator.password("ann", "correct horse", HERE);

        assertThat(authenticator.tryPassword("ann", "correct horse", HERE)).contains(new AuthOutcome.Granted(ann));
        assertThat(authenticator.tryPassword("ANN@here.test", "correct horse", HERE))
                .contains(new AuthOutcome.Granted(ann));
        assertThat(authenticator.tryPassword("ann", "wrong", HERE)).isEmpty();
        clock(Duration.ofMinutes(5));
        assertThat(authenticator.tryPassword("ann", "correct horse", HERE)).isEmpty();
    }

    @Test
    void aChangedPasswordIsForgottenAtOnce() throws InterruptedException {
        authenticator.password("ann", "correct horse", HERE);
        house.module.administration().changePassword("ann", Secret.of("another one"));

        assertThat(authenticator.tryPassword("ann", "correct horse", HERE)).isEmpty();
        assertThat(authenticator.password("ann", "correct horse", HERE)).isEqualTo(DENIED);
    }

    @Test
    void aDeletedAccountIsForgottenAtOnce() throws InterruptedException {
        authenticator.password("ann", "correct horse", HERE);
        house.module.administration().delete("ann");

        assertThat(authenticator.tryPassword("ann", "correct horse", HERE)).isEmpty();
        assertThat(authenticator.password("ann", "correct horse", HERE)).isEqualTo(DENIED);
    }

    @Test
    void guessingAtOneAccountFromEverywhereIsSlowedDown() throws InterruptedException {
        for (int i = 0; i < LoginGuard.ACCOUNT_BURST; i++) {
            assertThat(authenticator.password("ann", "guess " + i, from(i))).isEqualTo(DENIED);
        }

        assertThat(throttled("ann", "correct horse", from(200))).isTrue();
        assertThat(throttled("bob", "whatever", from(200))).isFalse();
        clock(LoginGuard.ACCOUNT_INTERVAL);
        assertThat(authenticator.password("ann", "correct horse", from(200))).isEqualTo(new AuthOutcome.Granted(ann));
    }

    @Test
    void namesThatDoNotExistAreThrottledAlike() throws InterruptedException {
        for (int i = 0; i < LoginGuard.ACCOUNT_BURST; i++) {
            authenticator.password("nobody", "guess " + i, from(i));
        }

        assertThat(throttled("nobody", "guess", from(200))).isTrue();
    }

    @Test
    void guessingFromOneAddressIsSlowedDown() throws InterruptedException {
        for (int i = 0; i < LoginGuard.ADDRESS_BURST; i++) {
            authenticator.password("user" + i, "guess", AccountsFixture.remote("2001:db8::" + i));
        }

        assertThat(throttled("ann", "correct horse", AccountsFixture.remote("2001:db8::ffff")))
                .isTrue();
        assertThat(throttled("ann", "correct horse", AccountsFixture.remote("2001:db8:0:1::1")))
                .isFalse();
        clock(LoginGuard.ADDRESS_INTERVAL);
        assertThat(throttled("ann", "correct horse", AccountsFixture.remote("2001:db8::ffff")))
                .isFalse();
    }

    @Test
    void loopbackIsThrottledGentlyByAddressButNotByAccount() throws InterruptedException {
        for (int i = 0; i < 5 * LoginGuard.ADDRESS_BURST; i++) {
            authenticator.password("user" + i, "guess", HERE);
        }
        assertThat(throttled("ann", "correct horse", HERE)).isFalse();

        for (int i = 0; i < LoginGuard.ACCOUNT_BURST; i++) {
            authenticator.password("ann", "guess " + i, HERE);
        }
        assertThat(throttled("ann", "correct horse", HERE)).isTrue();
    }

    @Test
    void theCacheIsNoWayAroundTheThrottle() throws InterruptedException {
        authenticator.password("ann", "correct horse", from(1));
        for (int i = 0; i < LoginGuard.ACCOUNT_BURST; i++) {
            authenticator.password("ann", "guess " + i, from(i + 10));
        }

        assertThat(throttled("ann", "correct horse", from(50))).isTrue();
    }

    @Test
    void othersWhoGuessDoNotShutTheOwnerOut() throws InterruptedException {
        authenticator.password("ann", "correct horse", from(1));
        for (int i = 0; i < 10 * LoginGuard.ACCOUNT_BURST; i++) {
            authenticator.password("ann", "guess " + i, from(i + 10));
        }

        assertThat(authenticator.tryPassword("ann", "correct horse", from(1))).contains(new AuthOutcome.Granted(ann));
    }

    @Test
    void theOwnerIsFamiliarLongAfterThePasswordWasForgotten() throws InterruptedException {
        authenticator.password("ann", "correct horse", from(1));
        clock(Duration.ofDays(6));
        for (int i = 0; i < LoginGuard.ACCOUNT_BURST; i++) {
            authenticator.password("ann", "guess " + i, from(i + 10));
        }

        assertThat(throttled("ann", "correct horse", from(2))).isTrue();
        assertThat(authenticator.password("ann", "correct horse", from(1))).isEqualTo(new AuthOutcome.Granted(ann));
    }

    @Test
    void oneAddressOutOfTokensTakesNoneFromAccounts() throws InterruptedException {
        for (int i = 0; i < LoginGuard.ADDRESS_BURST; i++) {
            authenticator.password("user" + i, "guess", from(1));
        }
        for (int i = 0; i < 2 * LoginGuard.ACCOUNT_BURST; i++) {
            authenticator.begin("PLAIN", from(1)).orElseThrow().respond("bob\0ann\0guess".getBytes(UTF_8));
            house.module.authenticator().password("ann", "guess", from(1));
        }

        assertThat(throttled("ann", "correct horse", from(2))).isFalse();
    }

    @Test
    void whatNamesNoPasswordOfAnAccountCostsItNothing() throws InterruptedException {
        for (int i = 0; i < 2 * LoginGuard.ACCOUNT_BURST; i++) {
            authenticator.begin("PLAIN", from(i)).orElseThrow().respond("bob\0ann\0guess".getBytes(UTF_8));
            authenticator.begin("SCRAM-SHA-256", from(i)).orElseThrow().respond("n,a=bob,n=ann,r=abc".getBytes(UTF_8));
        }

        assertThat(throttled("ann", "correct horse", from(99))).isFalse();
    }

    @Test
    void successCostsNothing() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            assertThat(authenticator.password("ann", "correct horse", from(1))).isEqualTo(new AuthOutcome.Granted(ann));
        }
    }

    @Test
    void plainAsksTheThrottleToo() throws InterruptedException {
        byte[] guess = "\0ann\0guess".getBytes(UTF_8);
        for (int i = 0; i < LoginGuard.ACCOUNT_BURST; i++) {
            authenticator.begin("PLAIN", from(i)).orElseThrow().respond(guess);
        }
        Optional<?> step = authenticator.begin("PLAIN", from(99)).orElseThrow().tryRespond(guess);

        assertThat(step).isPresent();
        assertThat(step.get().toString()).contains("TryLater");
    }

    private static Client from(int host) {
        return AccountsFixture.remote("192.0.2." + host);
    }

    private boolean throttled(String login, String password, Client client) {
        return authenticator
                .tryPassword(login, password, client)
                .filter(AuthOutcome.TryLater.class::isInstance)
                .isPresent();
    }

    private void clock(Duration step) {
        house.clock.advance(step);
    }
}
