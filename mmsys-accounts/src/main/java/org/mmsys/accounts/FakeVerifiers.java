package org.mmsys.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mmsys.wire.sasl.ScramVerifier;

/**
 * Verifiers for names without an account, so that a SCRAM exchange does not tell who exists (RFC 5802 §9).
 *
 * <p>Made from the name under a key of the system: the same at every try and on every server. No password fits them.
 */
final class FakeVerifiers {
    private static final int SALT_LENGTH = 16;
    private final SecretKeySpec key;
    private final int iterations;

    FakeVerifiers(byte[] systemKey, int iterations) {
        this.key = new SecretKeySpec(systemKey, "HmacSHA256");
        this.iterations = iterations;
    }

    ScramVerifier of(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return ScramVerifier.of(
                iterations,
                Arrays.copyOf(hmac("salt", folded), SALT_LENGTH),
                hmac("stored", folded),
                hmac("server", folded));
    }

    private byte[] hmac(String use, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal((use + '\0' + name).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
