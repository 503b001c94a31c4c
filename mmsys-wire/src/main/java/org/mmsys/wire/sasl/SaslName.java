package org.mmsys.wire.sasl;

import java.util.Optional;

/** Whose login a SASL exchange is, read from the first thing its client says. Checks nothing. */
public final class SaslName {
    private SaslName() {}

    /**
     * The login name as typed.
     *
     * @param mechanism PLAIN, LOGIN, SCRAM-SHA-256 or SCRAM-SHA-256-PLUS
     * @param first the client's first message; for LOGIN its answer to the first challenge
     * @return empty when the message is malformed or the mechanism another
     */
    public static Optional<String> of(String mechanism, byte[] first) {
        return switch (mechanism) {
            case "PLAIN" -> SaslPlain.parse(first).map(SaslPlain::name);
            case "LOGIN" ->
                first.length > SaslPlain.NAME_MAX
                        ? Optional.empty()
                        : StrictText.utf8(first).filter(n -> !n.isEmpty());
            case "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS" -> scram(first);
            default -> Optional.empty();
        };
    }

    private static Optional<String> scram(byte[] first) {
        try {
            return Optional.of(ScramFirst.parse(first).name());
        } catch (ScramFailure malformed) {
            return Optional.empty();
        }
    }
}
