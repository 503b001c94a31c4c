package org.mmsys.wire.sasl;

import java.util.Optional;

/** Finds out whose login a SASL exchange is going to be, before anything is checked. Pure; any thread. */
public final class SaslName {
    private static final int LOGIN_OCTETS_MAX = 255;

    private SaslName() {}

    /**
     * The login name, as typed, in the message that tells it: the first one of PLAIN and SCRAM (RFC 4616 §2, RFC 5802 §5.1),
     * the answer to {@code Username:} of LOGIN.
     *
     * @return empty when the message is malformed or the mechanism unknown
     */
    public static Optional<String> of(String mechanism, byte[] message) {
        return switch (mechanism) {
            case "PLAIN" -> SaslPlain.parse(message).map(SaslPlain::name);
            case "LOGIN" ->
                message.length > LOGIN_OCTETS_MAX
                        ? Optional.empty()
                        : StrictText.utf8(message).filter(name -> !name.isEmpty());
            case "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS" -> scram(message);
            default -> Optional.empty();
        };
    }

    private static Optional<String> scram(byte[] message) {
        try {
            return Optional.of(ScramFirst.parse(message).name());
        } catch (ScramFailure malformed) {
            return Optional.empty();
        }
    }
}
