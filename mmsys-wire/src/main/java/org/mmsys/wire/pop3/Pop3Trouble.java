package org.mmsys.wire.pop3;

import java.util.Optional;
import org.mmsys.wire.text.PrintableText;

/**
 * Why a session with a server came to nothing.
 *
 * @param said what the server said, if it was a refusal
 */
public record Pop3Trouble(Kind kind, Optional<Pop3Status> said) {
    /** What went wrong. */
    public enum Kind {
        /** Refused in the greeting. */
        NOT_WELCOME,
        /** TLS was wanted and refused. */
        NO_TLS,
        /** The other end does not take us for a node of the system. */
        NOT_INTRODUCED,
        /** The login was refused: the code of the status says why. */
        REFUSED,
        /** The performer chose no way to log in: none was safe enough. */
        NO_LOGIN,
        /** What came is no POP3. */
        GARBAGE,
        /** A listing beyond its limit. */
        TOO_MUCH,
        TIMED_OUT,
        CUT_OFF,
        /** The performer gave up the SASL exchange. */
        CANCELLED,
        /** We are going down. */
        GOING_DOWN;

        /** Whether the other end has just not answered. */
        public boolean silence() {
            return this == CUT_OFF || this == TIMED_OUT;
        }

        /** Whether it says that the server itself does not work, and not that it refused this client. */
        public boolean faultOfServer() {
            return switch (this) {
                case NOT_WELCOME, NO_TLS, NOT_INTRODUCED, GARBAGE, TOO_MUCH, TIMED_OUT, CUT_OFF -> true;
                case REFUSED, NO_LOGIN, CANCELLED, GOING_DOWN -> false;
            };
        }
    }

    static Pop3Trouble of(Kind kind) {
        return new Pop3Trouble(kind, Optional.empty());
    }

    static Pop3Trouble of(Kind kind, Pop3Status said) {
        return new Pop3Trouble(kind, Optional.of(said));
    }

    /** For logs: printable, one line. */
    @Override
    public String toString() {
        return kind
                + said.map(status -> " [" + PrintableText.of(status.code()) + "] " + PrintableText.of(status.text()))
                        .orElse("");
    }
}
