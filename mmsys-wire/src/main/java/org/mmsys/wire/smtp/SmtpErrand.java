package org.mmsys.wire.smtp;

import java.util.Optional;

/** What a connected client is to do next. */
public sealed interface SmtpErrand {
    /** Hand over a message; ends with {@link SmtpOutcome.Mailed}. */
    record Mail(OutgoingMail mail) implements SmtpErrand {}

    /** Ask whether the server knows a mailbox (RFC 5321 §3.5); ends with {@link SmtpOutcome.Answered}. */
    record Verify(String name) implements SmtpErrand {
        public Verify {
            if (!name.matches("[\\x21-\\x7e]{1,320}")) {
                throw new IllegalArgumentException("name to verify");
            }
        }
    }

    /**
     * Have somebody else's SASL exchange done by the server (RFC 4954); ends with {@link SmtpOutcome.Answered}, and the
     * connection with it.
     */
    record RelayLogin(String mechanism, Optional<byte[]> initialResponse) implements SmtpErrand {
        public RelayLogin {
            if (!mechanism.matches("[A-Za-z0-9_-]{1,20}")) {
                throw new IllegalArgumentException("mechanism " + mechanism);
            }
        }

        @Override
        public String toString() {
            return "RelayLogin[mechanism=" + mechanism + ", initialResponse=***]";
        }
    }

    /** Say good-bye. */
    record Quit() implements SmtpErrand {}
}
