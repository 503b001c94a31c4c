package org.mmsys.accounts;

import java.util.Optional;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Client;

/**
 * Checks a name with its password: throttles first, then the cache, then the gate, then the hash.
 *
 * <p>The throttles come before the cache, else a cached password could be guessed at without limit.
 */
final class PasswordCheck {
    private final AccountSettings settings;
    private final AccountStore store;
    private final PasswordHash hash;
    private final HashingGate gate;
    private final LoginGuard guard;
    private final PasswordCache cache;
    private final FamiliarAddresses familiars;

    PasswordCheck(
            AccountSettings settings,
            AccountStore store,
            PasswordHash hash,
            HashingGate gate,
            LoginGuard guard,
            PasswordCache cache,
            FamiliarAddresses familiars) {
        this.settings = settings;
        this.store = store;
        this.hash = hash;
        this.gate = gate;
        this.guard = guard;
        this.cache = cache;
        this.familiars = familiars;
    }

    /** Whether a login to this account may be tried now. Never waits. */
    boolean admits(Optional<AccountName> account, Client client) {
        boolean familiar = account.isPresent()
                && store.verifier(account.get())
                        .map(verifier -> familiars.knows(account.get(), verifier, client))
                        .orElse(false);
        return guard.admits(account, familiar, client);
    }

    /** The answer if it needs no hash: throttled, or cached. Never waits. */
    Optional<AuthOutcome> tryNow(String login, String password, String mechanism, Client client) {
        Optional<AccountName> account = settings.account(login);
        if (!admits(account, client)) {
            return Optional.of(guard.throttled(login, mechanism, client));
        }
        Optional<ScramVerifier> verifier = account.flatMap(store::verifier);
        if (verifier.isEmpty() || !cache.holds(account.orElseThrow(), verifier.get(), password)) {
            return Optional.empty();
        }
        remember(account.orElseThrow(), verifier.get(), client);
        return Optional.of(guard.granted(account.orElseThrow(), mechanism, client));
    }

    /** The owner has logged in from there: who guesses elsewhere does not shut the owner out. Never waits. */
    void remember(AccountName account, ScramVerifier verifier, Client client) {
        familiars.add(account, verifier, client);
    }

    /** The answer. Worker thread: waits for its turn and hashes. */
    AuthOutcome check(String login, String password, String mechanism, Client client) throws InterruptedException {
        Optional<AuthOutcome> atOnce = tryNow(login, password, mechanism, client);
        if (atOnce.isPresent()) {
            return atOnce.get();
        }
        Optional<AccountName> account = settings.account(login);
        Optional<ScramVerifier> verifier = account.flatMap(store::verifier);
        Optional<Secret> prepared = PasswordHash.prepare(password);
        // what cannot be a password is hashed all the same: no answer comes sooner than another
        Secret hashed = prepared.orElse(Secret.of("x"));
        Optional<Boolean> matches = gate.pass(() -> hash.matches(verifier, hashed));
        if (matches.isEmpty()) {
            return new AuthOutcome.TryLater("too many logins at once");
        }
        if (matches.get() && prepared.isPresent() && verifier.isPresent()) {
            cache.put(account.orElseThrow(), verifier.get(), password);
            remember(account.orElseThrow(), verifier.get(), client);
            return guard.granted(account.orElseThrow(), mechanism, client);
        }
        String reason = verifier.isPresent() ? "wrong password" : "no such account";
        return guard.denied(login, account, mechanism, reason, client);
    }
}
