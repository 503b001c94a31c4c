package org.mmsys.wire.smtp;

import java.util.OptionalLong;

/**
 * What a client announces with MAIL (RFC 5321 §4.1.1.11).
 *
 * <p>AUTH= (RFC 4954 §5) is checked for its syntax and then forgotten: nobody here trusts it.
 *
 * @param size SIZE= (RFC 1870 §5), capped at {@link Long#MAX_VALUE}
 * @param eightBit BODY=8BITMIME (RFC 6152 §3)
 * @param smtpUtf8 SMTPUTF8 (RFC 6531 §3.4)
 */
public record MailParameters(OptionalLong size, boolean eightBit, boolean smtpUtf8) {
    /** None given. */
    public static final MailParameters NONE = new MailParameters(OptionalLong.empty(), false, false);
}
