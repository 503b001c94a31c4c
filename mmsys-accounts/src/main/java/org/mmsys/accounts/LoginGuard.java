package org.mmsys.accounts;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asked before each login, told after it: slows down guessing and writes the log that intrusion tools read.
 *
 * <p>Only failures count, by client address and by account; names that do not exist are treated alike. Any thread; never
 * waits.
 */
final class LoginGuard {
    private static final int KEYS_MAX = 50_000;

    static final int ACCOUNT_BURST = 10;
    static final Duration ACCOUNT_INTERVAL = Duration.ofSeconds(30);
    static final int ADDRESS_BURST = 20;
    static final Duration ADDRESS_INTERVAL = Duration.ofSeconds(10);
    private static final int LOOPBACK_BURST = 1_000;
    private static final Duration LOOPBACK_INTERVAL = Duration.ofMillis(10);

    private final Logger log;
    private final AddressAllowance byAddress;
    private final Allowance byAccount;

    LoginGuard(InstantSource clock) {
        this(clock, LoggerFactory.getLogger(LoginGuard.class));
    }

    LoginGuard(InstantSource clock, Logger log) {
        this.log = log;
        byAddress = new AddressAllowance(
                new Allowance(ADDRESS_BURST, ADDRESS_INTERVAL, KEYS_MAX, clock),
                new Allowance(LOOPBACK_BURST, LOOPBACK_INTERVAL, KEYS_MAX, clock));
        byAccount = new Allowance(ACCOUNT_BURST, ACCOUNT_INTERVAL, KEYS_MAX, clock);
    }

    /**
     * Whether a login may be tried now.
     *
     * @param familiar whether this account logged in from this address lately: then others who guess at it do not shut it
     *     out
     */
    boolean admits(Optional<AccountName> account, boolean familiar, Client client) {
        if (!byAddress.has(client)) {
            return false;
        }
        return account.isEmpty() || familiar || byAccount.has(account.get().toString());
    }

    AuthOutcome granted(AccountName account, String mechanism, Client client) {
        log.atDebug()
                .addKeyValue("event", "auth-granted")
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("ip", client.address())
                .addKeyValue("account", account)
                .addKeyValue("mechanism", mechanism)
                .log("login");
        return new AuthOutcome.Granted(account);
    }

    /**
     * Counts a failure and writes it down.
     *
     * @param login as typed, may be hostile
     * @param account whose password was guessed at; empty when none was checked, then only the address pays
     */
    AuthOutcome denied(String login, Optional<AccountName> account, String mechanism, String reason, Client client) {
        if (byAddress.take(client)) { // an address that is out of tokens cannot shut accounts out either
            account.ifPresent(name -> byAccount.spend(name.toString()));
        }
        log.atInfo()
                .addKeyValue("event", "auth-failed")
                .addKeyValue("ip", client.address())
                .addKeyValue("account", PrintableText.of(login))
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("mechanism", mechanism)
                .addKeyValue("reason", reason)
                .log("login refused");
        return new AuthOutcome.Denied();
    }

    AuthOutcome throttled(String login, String mechanism, Client client) {
        log.atDebug()
                .addKeyValue("event", "auth-throttled")
                .addKeyValue("ip", client.address())
                .addKeyValue("account", PrintableText.of(login))
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("mechanism", mechanism)
                .log("login put off");
        return new AuthOutcome.TryLater("too many failures");
    }
}
