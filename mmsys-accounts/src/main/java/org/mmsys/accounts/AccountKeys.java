package org.mmsys.accounts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.config.Key;
import org.mmsys.wire.sasl.ScramVerifier;

/** The settings of accounts, logins and registration. */
public final class AccountKeys {
    public static final Key<Integer> ITERATIONS = Key.count(
            "auth.pbkdf2-iterations",
            210_000,
            ScramVerifier.ITERATIONS_MIN,
            ScramVerifier.ITERATIONS_MAX,
            "Cost of one password hash; applies to passwords set from now on. RFC 7677 asks for 4096 or more.");

    public static final Key<PlaintextPolicy> ALLOW_PLAINTEXT = Key.choice(
            "auth.allow-plaintext",
            PlaintextPolicy.class,
            PlaintextPolicy.LOOPBACK,
            "Whether a password may come in clear text without TLS: from this machine only, never, or always.");

    public static final Key<Registration> REGISTRATION = Key.choice(
            "accounts.registration",
            Registration.class,
            Registration.CLOSED,
            "Whether anybody may create an account by the account protocol.");

    public static final Key<Optional<Path>> SEED_FILE = Key.file(
            "accounts.seed-file", "Accounts to create once: lines name:password[:server], # begins a comment.");

    public static final Key<Optional<String>> POSTMASTER = Key.optionalText(
            "postmaster",
            "The account that gets mail for postmaster, abuse, hostmaster and mailer-daemon (RFC 5321 \u00a74.5.1).");

    private AccountKeys() {}

    /** All of them. */
    public static List<Key<?>> all() {
        return List.of(ITERATIONS, ALLOW_PLAINTEXT, REGISTRATION, SEED_FILE, POSTMASTER);
    }

    /** When a password may come in clear text over a connection without TLS. */
    public enum PlaintextPolicy {
        LOOPBACK,
        NEVER,
        ALWAYS
    }

    /** Who may create accounts. */
    public enum Registration {
        CLOSED,
        OPEN
    }
}
