package org.mmsys.wire.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mmsys.wire.address.EmailAddress;

/** Writes MAIL, RCPT and BDAT with the parameters that the server has offered to understand. */
final class MailCommands {
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x3c\\x3e-\\x7e]{1,500}");
    /** RFC 6533 §3: the address type utf-8 may hold octets beyond ASCII under SMTPUTF8. */
    private static final Pattern UTF8_VALUE = Pattern.compile("[\\x21-\\x3c\\x3e-\\x7e\\x80-\\xff]{1,500}");

    private final SmtpClientPlan plan;
    private final ServerOffer offer;
    private final OutgoingMail mail;
    private final boolean utf8;

    MailCommands(SmtpClientPlan plan, ServerOffer offer, OutgoingMail mail) {
        this.plan = plan;
        this.offer = offer;
        this.mail = mail;
        this.utf8 = offer.has("SMTPUTF8")
                && (mail.smtpUtf8()
                        || mail.sender().filter(MailCommands::beyondAscii).isPresent()
                        || mail.recipients().stream().anyMatch(to -> beyondAscii(to.address())));
    }

    static boolean beyondAscii(EmailAddress address) {
        return address.toString().chars().anyMatch(c -> c > 127);
    }

    /** RFC 5321 §4.1.1.2 with SIZE (1870), BODY (6152), SMTPUTF8 (6531), RET and ENVID (3461), and our own XQID, XSID and XSUB. */
    String mailFrom() {
        StringBuilder line = new StringBuilder("MAIL FROM:").append(path(mail.sender()));
        if (offer.has("SIZE")) {
            line.append(" SIZE=").append(mail.size());
        }
        if (offer.has("8BITMIME") && (mail.eightBit() || utf8)) {
            line.append(" BODY=8BITMIME");
        }
        if (utf8) {
            line.append(" SMTPUTF8");
        }
        if (offer.has("DSN")) {
            parameter(line, "RET", mail.ret());
            parameter(line, "ENVID", mail.envelopeId());
        }
        if (plan.amongPeers()) {
            parameter(line, "XQID", mail.queueId().orElse(""));
            parameter(line, "XSID", mail.sessionId().orElse(""));
            parameter(line, "XSUB", mail.submission().orElse(""));
        }
        return line.append("\r\n").toString();
    }

    /** RFC 5321 §4.1.1.3 with NOTIFY and ORCPT (3461). */
    String rcptTo(int recipient) {
        OutgoingMail.Recipient to = mail.recipients().get(recipient);
        StringBuilder line = new StringBuilder("RCPT TO:").append(path(Optional.of(to.address())));
        if (offer.has("DSN")) {
            parameter(line, "NOTIFY", to.notifyWhen());
            parameter(line, "ORCPT", to.originalRecipient());
        }
        return line.append("\r\n").toString();
    }

    /** RFC 3030 §2: the whole body is one chunk. */
    String lastChunk() {
        return "BDAT " + mail.size() + " LAST\r\n";
    }

    /** A value that is none of esmtp-value is left out: it would end the command or begin another. */
    private void parameter(StringBuilder line, String keyword, String value) {
        if (VALUE.matcher(value).matches() || utf8 && UTF8_VALUE.matcher(value).matches()) {
            line.append(' ').append(keyword).append('=').append(value);
        }
    }

    private static String path(Optional<EmailAddress> address) {
        return "<" + address.map(a -> octets(MailboxText.of(a))).orElse("") + ">";
    }

    /** The octets of the text in UTF-8, one to a char (RFC 6531 §3.3). */
    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
