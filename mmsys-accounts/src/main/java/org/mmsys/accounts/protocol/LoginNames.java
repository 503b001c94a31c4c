package org.mmsys.accounts.protocol;

import java.util.Optional;
import org.mmsys.wire.sasl.SaslPlain;
import org.mmsys.wire.sasl.ScramServer;
import org.mmsys.wire.sasl.ScramServer.Offer;
import org.mmsys.wire.sasl.StrictText;

/** Whose login the first message of a SASL exchange is: the name stands in it, whatever the mechanism. */
final class LoginNames {
    private LoginNames() {}

    /** The name as typed; empty when the message is not well-formed. */
    static Optional<String> of(String mechanism, byte[] message) {
        return switch (mechanism) {
            case "PLAIN" -> SaslPlain.parse(message).map(SaslPlain::name);
            case "LOGIN" -> StrictText.utf8(message).filter(name -> !name.isEmpty());
            case "SCRAM-SHA-256" -> scram(Offer.PLAIN, message);
            case "SCRAM-SHA-256-PLUS" -> scram(Offer.PLUS, message);
            default -> Optional.empty();
        };
    }

    private static Optional<String> scram(Offer offer, byte[] message) {
        return new ScramServer(offer, "only-to-read-the-name").first(message) instanceof ScramServer.Begun.Named named
                ? Optional.of(named.name())
                : Optional.empty();
    }
}
