package org.mmsys.wire.smtp;

import java.util.List;
import java.util.Optional;

/** How an errand of a client ended. */
public sealed interface SmtpOutcome {
    /**
     * The message was sent, or as much was said as could be.
     *
     * @param fates one for each recipient, in order
     * @param dsn whether the server obeys the wishes for reports (RFC 3461 §5.2.2)
     * @param failure why the connection broke before the end; some fates are {@link Fate.Lost} then
     */
    record Mailed(List<Fate> fates, boolean dsn, Optional<Failure> failure) implements SmtpOutcome {
        public Mailed {
            fates = List.copyOf(fates);
        }
    }

    /** The reply to VRFY, or the last one to AUTH. */
    record Answered(ServerReply reply) implements SmtpOutcome {}

    /** The connection never came to an errand, or broke before the errand had any effect. */
    record Failed(Failure failure) implements SmtpOutcome {}

    /** What became of one recipient. */
    sealed interface Fate {
        /** The server has taken it over. */
        record Accepted(String reply) implements Fate {}

        /**
         * Refused, for now if the status begins with 4, for good if with 5.
         *
         * @param code of the reply; 0 when we found out ourselves that it cannot be sent
         */
        record Refused(int code, String status, String text) implements Fate {}

        /**
         * The connection broke before an answer.
         *
         * @param maybeTaken whether the server may have got all of the message
         */
        record Lost(boolean maybeTaken, String text) implements Fate {}
    }

    /**
     * Why a connection is of no more use.
     *
     * @param status an enhanced code of class 4 or 5 (RFC 3463)
     * @param text for logs and reports, printable
     * @param untouched whether the server said nothing at all to this errand: on a connection that had served before, it had
     *     most likely been closed already
     */
    record Failure(Trouble trouble, String status, String text, boolean untouched) {}

    /** The kinds of failure that call for different things. */
    enum Trouble {
        /** Greeting or EHLO refused, or 421 at any time. */
        REFUSED,
        /** TLS was required and is not to be had. */
        NO_TLS,
        /** The handshake failed, wrong certificates included. */
        TLS_FAILED,
        /** It does not know us as a node of its system. */
        NOT_INTRODUCED,
        /** Our login was refused, or the server could not prove that it knows us. */
        LOGIN_FAILED,
        /** What came was not SMTP. */
        GARBAGE,
        /** It was silent for too long. */
        TIMED_OUT,
        /** It closed the connection. */
        CLOSED
    }
}
