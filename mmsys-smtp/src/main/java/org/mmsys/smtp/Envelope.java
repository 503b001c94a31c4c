package org.mmsys.smtp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Operation.DsnWish;
import org.mmsys.core.journal.Operation.Provenance;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.mmsys.core.route.Route;
import org.mmsys.core.store.MailStore.Onward;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.smtp.MailParameters;
import org.mmsys.wire.smtp.RcptParameters;

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
        MailParameters parameters,
        boolean counted) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** One accepted RCPT: the address as it came, where it leads, and what the sender wants to hear of it. */
    public record Recipient(EmailAddress address, Route route, RcptParameters parameters) {
        QueuedRecipient queued() {
            return new QueuedRecipient(address, parameters.notifyWhen(), parameters.originalRecipient());
        }

        private boolean local() {
            return route instanceof Route.Local;
        }
    }

    boolean smtpUtf8() {
        return parameters.smtpUtf8();
    }

    /** The envelope as a queue needs it, for these of its recipients. */
    Onward onward(List<QueuedRecipient> some, boolean eightBit) {
        return new Onward(
                sender,
                login.isPresent(),
                eightBit,
                smtpUtf8(),
                new DsnWish(parameters.ret(), parameters.envelopeId()),
                new Provenance(client.address(), client.sessionId()),
                some);
    }

    /** The accounts at home here, each once. */
    List<AccountName> localAccounts() {
        Set<AccountName> accounts = new LinkedHashSet<>();
        for (Recipient recipient : recipients) {
            if (recipient.route() instanceof Route.Local local) {
                accounts.add(local.account());
            }
        }
        return new ArrayList<>(accounts);
    }

    /** Those who live elsewhere, each address once: what the first RCPT of an address wished counts. */
    List<QueuedRecipient> elsewhere() {
        Map<EmailAddress, QueuedRecipient> queued = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            if (!recipient.local()) {
                queued.putIfAbsent(recipient.address(), recipient.queued());
            }
        }
        return new ArrayList<>(queued.values());
    }

    /** Those at home here whose delivery is to be reported (RFC 3461 §4.1); none of a report itself. */
    List<QueuedRecipient> successWanted() {
        if (sender.isEmpty()) {
            return List.of();
        }
        return recipients.stream()
                .filter(recipient ->
                        recipient.local() && recipient.parameters().notifyWhen().contains("SUCCESS"))
                .map(Recipient::queued)
                .toList();
    }

    /** Whether it leaves the system: nobody has promised that eight bits pass there (RFC 6152 §3). */
    boolean leavesTheSystem() {
        return recipients.stream().anyMatch(recipient -> recipient.route() instanceof Route.External);
    }
}
