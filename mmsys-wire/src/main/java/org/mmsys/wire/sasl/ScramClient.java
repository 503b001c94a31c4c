package org.mmsys.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The client's half of one SCRAM-SHA-256 exchange (RFC 5802, 7677). Pure; owned by one session.
 *
 * <p>Called in this order: {@link #first}, {@link #last}, {@link #confirms}. {@link #last} hashes the password and takes
 * tens of milliseconds.
 */
public final class ScramClient {
    private static final int SERVER_MAX = 4096;

    private final String header;
    private final byte[] bound;
    private final String name;
    private final Secret prepared;
    private final String nonce;
    private String serverSignature = "";

    private ScramClient(String header, byte[] bound, String name, Secret prepared, String nonce) {
        if (nonce.isEmpty() || !ScramText.printable(nonce)) {
            throw new IllegalArgumentException("client nonce of " + nonce.length() + " characters");
        }
        this.header = header;
        this.bound = bound;
        this.name = name;
        this.prepared = prepared;
        this.nonce = nonce;
    }

    /**
     * SCRAM-SHA-256.
     *
     * @param couldBind whether -PLUS would have been used had the server offered it; a server that did offer it then knows
     *     that someone stands between
     */
    public static ScramClient unbound(String name, Secret prepared, String nonce, boolean couldBind) {
        return new ScramClient(couldBind ? "y,," : "n,,", new byte[0], name, prepared, nonce);
    }

    /** SCRAM-SHA-256-PLUS with {@code tls-server-end-point} (RFC 5929 §4). */
    public static ScramClient bound(String name, Secret prepared, String nonce, byte[] endPoint) {
        return new ScramClient("p=tls-server-end-point,,", endPoint.clone(), name, prepared, nonce);
    }

    /** The client-first-message. */
    public byte[] first() {
        return (header + firstBare()).getBytes(StandardCharsets.UTF_8);
    }

    private String firstBare() {
        return "n=" + ScramText.encodeName(name) + ",r=" + nonce;
    }

    /** The client-final-message; empty when the server's message is not to be trusted. */
    public Optional<byte[]> last(byte[] serverFirst) {
        Optional<String> text = serverFirst.length > SERVER_MAX ? Optional.empty() : StrictText.utf8(serverFirst);
        return text.flatMap(this::answer);
    }

    private Optional<byte[]> answer(String serverFirst) {
        String[] fields = serverFirst.split(",", 4);
        if (fields.length < 3
                || !fields[0].startsWith("r=" + nonce)
                || fields[0].length() <= nonce.length() + 2
                || !fields[1].startsWith("s=")
                || !fields[2].matches("i=[1-9][0-9]{0,7}")) {
            return Optional.empty();
        }
        int iterations = Integer.parseInt(fields[2].substring(2));
        Optional<byte[]> salt = StrictText.base64(fields[1].substring(2));
        if (salt.isEmpty()
                || salt.get().length == 0
                || iterations < ScramVerifier.ITERATIONS_MIN
                || iterations > ScramVerifier.ITERATIONS_MAX) {
            return Optional.empty();
        }
        return Optional.of(prove(serverFirst, fields[0], ScramHash.salted(prepared, salt.get(), iterations)));
    }

    private byte[] prove(String serverFirst, String nonceField, byte[] salted) {
        Base64.Encoder base64 = Base64.getEncoder();
        byte[] binding = join(header.getBytes(StandardCharsets.UTF_8), bound);
        String withoutProof = "c=" + base64.encodeToString(binding) + "," + nonceField;
        String authMessage = firstBare() + "," + serverFirst + "," + withoutProof;
        byte[] clientKey = ScramHash.hmac(salted, "Client Key");
        byte[] signature = ScramHash.hmac(ScramHash.hash(clientKey), authMessage);
        serverSignature = base64.encodeToString(ScramHash.hmac(ScramHash.hmac(salted, "Server Key"), authMessage));
        String proof = base64.encodeToString(ScramHash.xor(clientKey, signature));
        return (withoutProof + ",p=" + proof).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the server-final-message proves that the server knows the account; if not, hang up. */
    public boolean confirms(byte[] serverFinal) {
        byte[] expected = ("v=" + serverSignature).getBytes(StandardCharsets.UTF_8);
        return !serverSignature.isEmpty() && MessageDigest.isEqual(serverFinal, expected);
    }

    static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
