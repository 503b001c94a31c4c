package org.mmsys.wire.smtp;

import org.mmsys.wire.sasl.ScramClient;

/** What the SMTP client's machine asks. */
public sealed interface SmtpClientQuestion {
    /** What to do next? Asked on a connection that is ready, and after each {@link Report}. */
    record Next(ServerOffer offer, boolean tls) implements SmtpClientQuestion {}

    /**
     * Make ready the body of the errand's message for {@code SendBody}. Every errand with a message asks at most once.
     *
     * @param inspect whether the answer has to say what the octets are like
     */
    record OpenBody(boolean inspect) implements SmtpClientQuestion {}

    /** A challenge of a relayed login, decoded: what does the client say? */
    record Challenge(byte[] octets) implements SmtpClientQuestion {}

    /** Work out {@code exchange.last(serverFirst)}, which hashes a password for tens of milliseconds. */
    record Prove(ScramClient exchange, byte[] serverFirst) implements SmtpClientQuestion {}

    /** This became of the errand or, before the first errand, of the connection. */
    record Report(SmtpOutcome outcome) implements SmtpClientQuestion {}
}
