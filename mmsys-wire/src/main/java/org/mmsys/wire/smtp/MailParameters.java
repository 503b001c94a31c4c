package org.mmsys.wire.smtp;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client announces with MAIL (RFC 5321 §4.1.1.11).
 *
 * <p>AUTH= (RFC 4954 §5) is checked for its syntax and then forgotten: nobody here trusts it.
 *
 * @param size SIZE= (RFC 1870 §5), capped at {@link Long#MAX_VALUE}
 * @param eightBit BODY=8BITMIME (RFC 6152 §3)
 * @param smtpUtf8 SMTPUTF8 (RFC 6531 §3.4)
 * @param ret RET= (RFC 3461 §4.3): {@code FULL}, {@code HDRS} or empty
 * @param envelopeId ENVID= (RFC 3461 §4.4): xtext as it came, or empty
 * @param queueId XQID=, ours: under which id the server that sends it had queued the message; unchecked
 * @param originSession XSID=, ours: the session in which that server got it; unchecked
 * @param submission XSUB=, ours: by what that server would recognise it if its client sent it again; unchecked
 */
public record MailParameters(
        OptionalLong size,
        boolean eightBit,
        boolean smtpUtf8,
        String ret,
        String envelopeId,
        Optional<String> queueId,
        Optional<String> originSession,
        Optional<String> submission) {
    /** None given. */
    public static final MailParameters NONE =
            new MailParameters(OptionalLong.empty(), false, false, "", "", Optional.empty(), Optional.empty());

    /** Those of a message that nobody would send again. */
    public MailParameters(
            OptionalLong size,
            boolean eightBit,
            boolean smtpUtf8,
            String ret,
            String envelopeId,
            Optional<String> queueId,
            Optional<String> originSession) {
        this(size, eightBit, smtpUtf8, ret, envelopeId, queueId, originSession, Optional.empty());
    }

    /** Whether there is a parameter among them that only servers of the system may use. */
    public boolean peersOnly() {
        return queueId.isPresent() || originSession.isPresent() || submission.isPresent();
    }

    MailParameters withSize(OptionalLong octets) {
        return new MailParameters(octets, eightBit, smtpUtf8, ret, envelopeId, queueId, originSession, submission);
    }

    MailParameters withEightBit(boolean declared) {
        return new MailParameters(size, declared, smtpUtf8, ret, envelopeId, queueId, originSession, submission);
    }

    MailParameters withSmtpUtf8() {
        return new MailParameters(size, eightBit, true, ret, envelopeId, queueId, originSession, submission);
    }

    MailParameters withRet(String wish) {
        return new MailParameters(size, eightBit, smtpUtf8, wish, envelopeId, queueId, originSession, submission);
    }

    MailParameters withEnvelopeId(String xtext) {
        return new MailParameters(size, eightBit, smtpUtf8, ret, xtext, queueId, originSession, submission);
    }

    MailParameters withQueueId(String id) {
        return new MailParameters(
                size, eightBit, smtpUtf8, ret, envelopeId, Optional.of(id), originSession, submission);
    }

    MailParameters withOriginSession(String id) {
        return new MailParameters(size, eightBit, smtpUtf8, ret, envelopeId, queueId, Optional.of(id), submission);
    }

    MailParameters withSubmission(String digest) {
        return new MailParameters(
                size, eightBit, smtpUtf8, ret, envelopeId, queueId, originSession, Optional.of(digest));
    }
}
