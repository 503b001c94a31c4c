package org.mmsys.accounts;

import com.ongres.saslprep.SASLprep;
import com.ongres.stringprep.Profile;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.sasl.Secret;

/**
 * Turns passwords into verifiers and checks them: SASLprep (RFC 4013), then the keys of SCRAM-SHA-256 (RFC 7677).
 *
 * <p>Any thread, but each hash takes tens of milliseconds of a core: workers only, behind the {@link HashingGate}.
 */
final class PasswordHash {
    private static final int SALT_LENGTH = 16;
    private static final int CHARS_MAX = 1024;
    private static final Profile SASLPREP = new SASLprep();

    private final int iterations;
    private final RandomGenerator random;
    private final ScramVerifier nobody;

    /**
     * Hashes at this cost from now on; verifiers made at another cost keep theirs.
     *
     * @param random must be secure: salts are drawn from it
     */
    PasswordHash(int iterations, RandomGenerator random) {
        this.iterations = iterations;
        this.random = random;
        this.nobody = ScramVerifier.of(iterations, salt(), new byte[32], new byte[32]);
    }

    /** The password as RFC 4013 wants it compared; empty when it holds what no password may hold, or nothing. */
    static Optional<Secret> prepare(String password) {
        if (password.isEmpty() || password.length() > CHARS_MAX) {
            return Optional.empty();
        }
        if (password.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return Optional.of(Secret.of(password));
        }
        try {
            String prepared = SASLPREP.prepareStored(password);
            return prepared.isEmpty() ? Optional.empty() : Optional.of(Secret.of(prepared));
        } catch (IllegalArgumentException | IndexOutOfBoundsException prohibited) {
            // the latter is how stringprep 2.2 ends when every character is mapped to nothing
            return Optional.empty();
        }
    }

    /** A verifier with a salt of its own. */
    ScramVerifier derive(Secret prepared) {
        return ScramVerifier.derive(prepared, salt(), iterations);
    }

    /** Whether it is the password; for an account that does not exist takes as long and says no. */
    boolean matches(Optional<ScramVerifier> verifier, Secret prepared) {
        return verifier.orElse(nobody).matches(prepared) && verifier.isPresent();
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        return salt;
    }
}
