package org.mmsys.wire.smtp;

import java.util.Optional;

/** What the SMTP client's machine gets for its questions. */
public sealed interface SmtpClientAnswer {
    /** To {@link SmtpClientQuestion.Next}. */
    record Errand(SmtpErrand errand) implements SmtpClientAnswer {}

    /**
     * To {@link SmtpClientQuestion.OpenBody}.
     *
     * @param eightBit whether it holds octets beyond 127, if that was asked
     * @param utf8Header whether its header holds such, if that was asked
     */
    record BodyReady(boolean eightBit, boolean utf8Header) implements SmtpClientAnswer {}

    /** To {@link SmtpClientQuestion.OpenBody}: it cannot be read now. */
    record BodyMissing(String why) implements SmtpClientAnswer {}

    /** To {@link SmtpClientQuestion.Challenge}. */
    record Response(byte[] octets) implements SmtpClientAnswer {
        @Override
        public String toString() {
            return "Response[***]";
        }
    }

    /** To {@link SmtpClientQuestion.Challenge}: the client gave up. */
    record Cancel() implements SmtpClientAnswer {}

    /** To {@link SmtpClientQuestion.Prove}; empty when the server is not to be trusted. */
    record Proof(Optional<byte[]> last) implements SmtpClientAnswer {}

    /** To {@link SmtpClientQuestion.Report}. */
    record Noted() implements SmtpClientAnswer {}
}
