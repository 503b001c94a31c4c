package org.mmsys.wire.smtp;

import java.util.List;
import java.util.Optional;
import org.mmsys.wire.address.EmailAddress;

/**
 * The envelope of one message to be sent.
 *
 * @param sender empty for the null sender
 * @param size of the body in octets, before dot-stuffing
 * @param eightBit whether it was declared as BODY=8BITMIME
 * @param smtpUtf8 whether it was declared as SMTPUTF8
 * @param ret RET=, or empty (RFC 3461 §4.3)
 * @param envelopeId ENVID= as xtext, or empty (RFC 3461 §4.4)
 * @param queueId told to peers only, for exactly-once
 * @param sessionId of the session in which it came; told to peers only, for traces
 * @param submission by what it would be recognised if its client sent it again; told to peers only
 */
public record OutgoingMail(
        Optional<EmailAddress> sender,
        long size,
        boolean eightBit,
        boolean smtpUtf8,
        String ret,
        String envelopeId,
        Optional<String> queueId,
        Optional<String> sessionId,
        Optional<String> submission,
        List<Recipient> recipients) {
    public OutgoingMail {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty() || size < 0) {
            throw new IllegalArgumentException(recipients.size() + " recipients, " + size + " octets");
        }
    }

    /** One that was never submitted elsewhere. */
    public OutgoingMail(
            Optional<EmailAddress> sender,
            long size,
            boolean eightBit,
            boolean smtpUtf8,
            String ret,
            String envelopeId,
            Optional<String> queueId,
            Optional<String> sessionId,
            List<Recipient> recipients) {
        this(sender, size, eightBit, smtpUtf8, ret, envelopeId, queueId, sessionId, Optional.empty(), recipients);
    }

    /**
     * One recipient.
     *
     * @param notifyWhen NOTIFY=, or empty (RFC 3461 §4.1)
     * @param originalRecipient ORCPT= as it came, or empty (RFC 3461 §4.2)
     */
    public record Recipient(EmailAddress address, String notifyWhen, String originalRecipient) {}
}
