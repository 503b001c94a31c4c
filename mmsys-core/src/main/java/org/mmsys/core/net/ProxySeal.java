package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proof in a relay's PROXY header (rules 25): nonce (16 octets), milliseconds since 1970 (8), and the HMAC-SHA-256 (32)
 * over both and the header's block of addresses, under the key of the pair. Immutable.
 */
public final class ProxySeal {
    private static final int NONCE = 16;
    private static final int SIGNED = NONCE + 8;
    private static final int MAC = 32;

    private final byte[] value;
    private final byte[] addresses;

    private ProxySeal(byte[] value, byte[] addresses) {
        this.value = value;
        this.addresses = addresses;
    }

    static Optional<ProxySeal> parse(byte[] value, byte[] addresses) {
        return value.length == SIGNED + MAC
                ? Optional.of(new ProxySeal(value.clone(), addresses.clone()))
                : Optional.empty();
    }

    static byte[] make(byte[] addresses, byte[] key, long millis, RandomGenerator random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        ByteBuffer value = ByteBuffer.allocate(SIGNED + MAC).put(nonce).putLong(millis);
        value.put(mac(value.array(), addresses, key));
        return value.array();
    }

    /** Whether it was made under this key, for these addresses. */
    boolean isMadeWith(byte[] key) {
        byte[] found = new byte[MAC];
        System.arraycopy(value, SIGNED, found, 0, MAC);
        return MessageDigest.isEqual(found, mac(value, addresses, key));
    }

    long millis() {
        return ByteBuffer.wrap(value).getLong(NONCE);
    }

    /** A word that no other header has. */
    String nonce() {
        return HexFormat.of().formatHex(value, 0, NONCE);
    }

    private static byte[] mac(byte[] value, byte[] addresses, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(value, 0, SIGNED);
            return mac.doFinal(addresses);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
