package org.mmsys.smtp;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.Input.Client;

/**
 * All that is known of a message before its body comes.
 *
 * @param hello the name the client claims
 * @param extended whether it said EHLO
 * @param sender empty for the null sender
 * @param recipients at least one
 * @param counted whether the body comes by BDAT, so that its line ends are still to be judged
 */
public record Envelope(
        Client client,
        String hello,
        boolean extended,
        Optional<AccountName> login,
        Optional<EmailAddress> sender,
        List<Recipient> recipients,
        boolean smtpUtf8,
        boolean counted) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** One accepted RCPT: the address as it came and the account it leads to. */
    public record Recipient(EmailAddress address, Route.Local route) {}
}
