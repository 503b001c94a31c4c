package org.mmsys.wire.smtp;

/**
 * What a client wishes to be told about one recipient.
 *
 * @param notifyWhen NOTIFY= in upper case (RFC 3461 §4.1), or empty
 * @param originalRecipient ORCPT= as it came (RFC 3461 §4.2), each {@code char} one octet, or empty
 */
public record RcptParameters(String notifyWhen, String originalRecipient) {
    /** None given. */
    public static final RcptParameters NONE = new RcptParameters("", "");

    RcptParameters withNotify(String when) {
        return new RcptParameters(when, originalRecipient);
    }

    RcptParameters withOriginalRecipient(String address) {
        return new RcptParameters(notifyWhen, address);
    }
}
