package org.mmsys.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's half of one SCRAM-SHA-256 exchange (RFC 5802, 7677): pure, no look-ups, no hashing of passwords.
 *
 * <p>Called in this order: {@link #first}, {@link #challenge}, {@link #last}; a call out of order is a bug. Owned by one
 * session.
 *
 * <p>Channel binding (RFC 5802 §6) is {@code tls-server-end-point} of RFC 5929 only; any other type fails.
 */
public final class ScramServer {
    private static final String BINDING_TYPE = "tls-server-end-point";
    private static final int FINAL_MAX = 4096;

    private final Offer offer;
    private final String serverNonce;
    private @Nullable ScramFirst first;
    private @Nullable ScramVerifier verifier;
    private String serverFirst = "";

    /** How the exchange was begun. */
    public enum Offer {
        /** SCRAM-SHA-256 where -PLUS was not offered. */
        PLAIN,
        /** SCRAM-SHA-256 where -PLUS was offered too: a client that says it saw none has been deceived. */
        PLAIN_BESIDE_PLUS,
        /** SCRAM-SHA-256-PLUS. */
        PLUS
    }

    /** What the first message says, or why it cannot be taken. */
    public sealed interface Begun {
        /**
         * The client wants to log in.
         *
         * @param authorization whom to act for; empty means the name itself
         */
        record Named(String name, String authorization) implements Begun {}

        /** The exchange has failed; the value is one of RFC 5802 §7, for the log. */
        record Refused(String errorValue) implements Begun {}
    }

    /** Whether the proof was right. */
    public sealed interface Ended {
        /** It was; the client wants to see this server-final-message. */
        record Proved(byte[] serverFinal) implements Ended {}

        /** The exchange has failed; the value is one of RFC 5802 §7, for the log. */
        record Refused(String errorValue) implements Ended {}
    }

    /**
     * A fresh exchange.
     *
     * @param serverNonce printable, without comma, never used before
     */
    public ScramServer(Offer offer, String serverNonce) {
        if (serverNonce.length() < 18 || !ScramText.printable(serverNonce)) {
            throw new IllegalArgumentException("server nonce of " + serverNonce.length() + " characters");
        }
        this.offer = offer;
        this.serverNonce = serverNonce;
    }

    /** Takes the client-first-message. */
    public Begun first(byte[] message) {
        if (first != null) {
            throw new IllegalStateException("a second client-first-message");
        }
        try {
            ScramFirst parsed = ScramFirst.parse(message);
            checkBinding(parsed);
            first = parsed;
            return new Begun.Named(parsed.name(), parsed.authorization());
        } catch (ScramFailure failure) {
            return new Begun.Refused(failure.errorValue());
        }
    }

    private void checkBinding(ScramFirst message) throws ScramFailure {
        if (offer == Offer.PLUS) {
            if (message.flag() != 'p') {
                throw new ScramFailure("server-does-support-channel-binding");
            }
            if (!message.bindingType().equals(BINDING_TYPE)) {
                throw new ScramFailure("unsupported-channel-binding-type");
            }
        } else if (message.flag() == 'p') {
            throw new ScramFailure("channel-binding-not-supported");
        } else if (message.flag() == 'y' && offer == Offer.PLAIN_BESIDE_PLUS) {
            throw new ScramFailure("server-does-support-channel-binding");
        }
    }

    /** The server-first-message for the account's verifier, or for a fake one when there is no such account. */
    public byte[] challenge(ScramVerifier accountVerifier) {
        ScramFirst begun = begun();
        verifier = accountVerifier;
        serverFirst = "r=" + begun.nonce() + serverNonce + ",s="
                + Base64.getEncoder().encodeToString(accountVerifier.salt()) + ",i=" + accountVerifier.iterations();
        return serverFirst.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Takes the client-final-message.
     *
     * @param endPoint the octets of {@code tls-server-end-point}; empty without TLS
     */
    public Ended last(byte[] message, Optional<byte[]> endPoint) {
        try {
            return new Ended.Proved(verified(message, endPoint).getBytes(StandardCharsets.UTF_8));
        } catch (ScramFailure failure) {
            return new Ended.Refused(failure.errorValue());
        }
    }

    /**
     * Checks binding, nonce and proof.
     *
     * <pre>
     * client-final-message = "c=" base64 "," "r=" nonce ["," extensions] "," "p=" base64
     * </pre>
     */
    private String verified(byte[] message, Optional<byte[]> endPoint) throws ScramFailure {
        ScramFirst begun = begun();
        if (verifier == null) {
            throw new IllegalStateException("no challenge was given");
        }
        String text = ScramText.decode(message, FINAL_MAX);
        int proofAt = text.lastIndexOf(",p=");
        int bindingEnd = text.indexOf(',');
        if (proofAt < 0 || !text.startsWith("c=") || !text.startsWith("r=", bindingEnd + 1)) {
            throw new ScramFailure("other-error");
        }
        checkBindingData(text.substring(2, bindingEnd), begun, endPoint);
        checkNonce(text.substring(bindingEnd + 3, Math.max(proofAt, bindingEnd + 3)), begun);
        byte[] proof =
                StrictText.base64(text.substring(proofAt + 3)).orElseThrow(() -> new ScramFailure("other-error"));
        String authMessage = begun.bare() + "," + serverFirst + "," + text.substring(0, proofAt);
        checkProof(verifier, proof, authMessage);
        return "v=" + Base64.getEncoder().encodeToString(ScramHash.hmac(verifier.serverKey(), authMessage));
    }

    private static void checkBindingData(String encoded, ScramFirst begun, Optional<byte[]> endPoint)
            throws ScramFailure {
        byte[] given = StrictText.base64(encoded).orElseThrow(() -> new ScramFailure("other-error"));
        byte[] bound = begun.flag() == 'p'
                ? endPoint.orElseThrow(() -> new ScramFailure("channel-bindings-dont-match"))
                : new byte[0];
        byte[] expected = ScramClient.join(begun.header().getBytes(StandardCharsets.UTF_8), bound);
        if (!MessageDigest.isEqual(given, expected)) {
            throw new ScramFailure("channel-bindings-dont-match");
        }
    }

    private void checkNonce(String nonceAndExtensions, ScramFirst begun) throws ScramFailure {
        int comma = nonceAndExtensions.indexOf(',');
        String nonce = comma < 0 ? nonceAndExtensions : nonceAndExtensions.substring(0, comma);
        if (comma >= 0 && !ScramText.extensions(nonceAndExtensions.substring(comma + 1))) {
            throw new ScramFailure("other-error");
        }
        if (!nonce.equals(begun.nonce() + serverNonce)) {
            throw new ScramFailure("other-error");
        }
    }

    private static void checkProof(ScramVerifier verifier, byte[] proof, String authMessage) throws ScramFailure {
        if (proof.length != ScramHash.LENGTH) {
            throw new ScramFailure("invalid-proof");
        }
        byte[] clientKey = ScramHash.xor(proof, ScramHash.hmac(verifier.storedKey(), authMessage));
        if (!MessageDigest.isEqual(ScramHash.hash(clientKey), verifier.storedKey())) {
            throw new ScramFailure("invalid-proof");
        }
    }

    private ScramFirst begun() {
        if (first == null) {
            throw new IllegalStateException("no client-first-message was taken");
        }
        return first;
    }
}
