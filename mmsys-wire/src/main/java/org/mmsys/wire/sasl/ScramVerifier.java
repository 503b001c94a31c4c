package org.mmsys.wire.sasl;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password: the SCRAM-SHA-256 keys of RFC 5802 §3 and RFC 7677. Immutable and small.
 *
 * <p>Its text form is {@code SCRAM-SHA-256$iterations:salt$storedKey:serverKey} with base64. Nobody can log in with it;
 * it is a secret all the same, since passwords can be guessed against it. Two verifiers are compared by identity.
 */
public final class ScramVerifier {
    /** RFC 7677 §4 asks for at least this many. */
    public static final int ITERATIONS_MIN = 4096;

    public static final int ITERATIONS_MAX = 10_000_000;
    private static final int SALT_MIN = 8;
    private static final int SALT_MAX = 64;
    private static final Pattern TEXT =
            Pattern.compile("SCRAM-SHA-256\\$(\\d{4,8}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    private final int iterations;
    /** Stored key, server key, salt, in one array: there may be a million of these. */
    private final byte[] packed;

    private ScramVerifier(int iterations, byte[] packed) {
        this.iterations = iterations;
        this.packed = packed;
    }

    /** The verifier with these keys; {@link IllegalArgumentException} when one has a wrong length. */
    public static ScramVerifier of(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX) {
            throw new IllegalArgumentException("iterations " + iterations);
        }
        if (salt.length < SALT_MIN || salt.length > SALT_MAX) {
            throw new IllegalArgumentException("salt of " + salt.length + " octets");
        }
        if (storedKey.length != ScramHash.LENGTH || serverKey.length != ScramHash.LENGTH) {
            throw new IllegalArgumentException("keys of " + storedKey.length + " and " + serverKey.length + " octets");
        }
        byte[] packed = Arrays.copyOf(storedKey, 2 * ScramHash.LENGTH + salt.length);
        System.arraycopy(serverKey, 0, packed, ScramHash.LENGTH, ScramHash.LENGTH);
        System.arraycopy(salt, 0, packed, 2 * ScramHash.LENGTH, salt.length);
        return new ScramVerifier(iterations, packed);
    }

    /** Derives the keys of a password that is prepared (SASLprep) already. Costs {@code iterations} HMACs. */
    public static ScramVerifier derive(Secret prepared, byte[] salt, int iterations) {
        byte[] salted = ScramHash.salted(prepared, salt, iterations);
        byte[] clientKey = ScramHash.hmac(salted, "Client Key");
        return of(iterations, salt, ScramHash.hash(clientKey), ScramHash.hmac(salted, "Server Key"));
    }

    /** Reads the text form; empty when it is none. */
    public static Optional<ScramVerifier> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(
                    Integer.parseInt(parts.group(1)),
                    Base64.getDecoder().decode(parts.group(2)),
                    Base64.getDecoder().decode(parts.group(3)),
                    Base64.getDecoder().decode(parts.group(4))));
        } catch (IllegalArgumentException outOfRange) {
            return Optional.empty();
        }
    }

    /** Whether this is the password, prepared already; in constant time but for the hashing itself. */
    public boolean matches(Secret prepared) {
        return MessageDigest.isEqual(derive(prepared, salt(), iterations).storedKey(), storedKey());
    }

    public int iterations() {
        return iterations;
    }

    public byte[] salt() {
        return Arrays.copyOfRange(packed, 2 * ScramHash.LENGTH, packed.length);
    }

    byte[] storedKey() {
        return Arrays.copyOf(packed, ScramHash.LENGTH);
    }

    byte[] serverKey() {
        return Arrays.copyOfRange(packed, ScramHash.LENGTH, 2 * ScramHash.LENGTH);
    }

    /** The text form, for the journal. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$" + iterations + ":" + base64.encodeToString(salt()) + "$"
                + base64.encodeToString(storedKey()) + ":" + base64.encodeToString(serverKey());
    }

    @Override
    public String toString() {
        return "SCRAM-SHA-256 verifier";
    }
}
