package org.mmsys.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The one message of the mechanism PLAIN (RFC 4616 §2).
 *
 * @param authorization whom to act for; empty means the name itself
 * @param name the login name, as typed
 */
public record SaslPlain(String authorization, String name, Secret password) {
    static final int NAME_MAX = 255;
    private static final int OCTETS_MAX = NAME_MAX + 1 + NAME_MAX + 1 + 1024;

    /**
     * Reads the message.
     *
     * <pre>
     * message = [authzid] UTF8NUL authcid UTF8NUL passwd
     * </pre>
     *
     * @return empty when there are not exactly two NULs, name or password are empty, or it is not UTF-8
     */
    public static Optional<SaslPlain> parse(byte[] message) {
        if (message.length > OCTETS_MAX) {
            return Optional.empty();
        }
        return StrictText.utf8(message).flatMap(SaslPlain::split);
    }

    private static Optional<SaslPlain> split(String text) {
        int first = text.indexOf('\0');
        int second = first < 0 ? -1 : text.indexOf('\0', first + 1);
        if (second < 0 || text.indexOf('\0', second + 1) >= 0) {
            return Optional.empty();
        }
        String name = text.substring(first + 1, second);
        String password = text.substring(second + 1);
        return name.isEmpty() || password.isEmpty()
                ? Optional.empty()
                : Optional.of(new SaslPlain(text.substring(0, first), name, Secret.of(password)));
    }

    /** The message as a client sends it. */
    public byte[] encode() {
        return (authorization + '\0' + name + '\0' + password.reveal()).getBytes(StandardCharsets.UTF_8);
    }
}
