package org.mmsys.wire.smtp;

import java.util.List;

/**
 * Everything our SMTP server says, and where it is written that it may.
 *
 * <p>Texts are generic on purpose: what exactly went wrong is for the log.
 */
public enum SmtpReplies {
    R214_HELP(
            214, "2.0.0", "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP STARTTLS AUTH", "RFC 5321 §4.1.1.8"),
    R220_GREETING(220, "", "ESMTP MMSys", "RFC 5321 §4.3.1"),
    R220_READY_FOR_TLS(220, "2.0.0", "Ready to start TLS", "RFC 3207 §4"),
    R221_BYE(221, "2.0.0", "Bye", "RFC 5321 §4.1.1.10"),
    R235_AUTHENTICATED(235, "2.7.0", "Authentication successful", "RFC 4954 §6"),
    R250_HELLO(250, "", "Hello", "RFC 5321 §4.1.1.1"),
    R250_OK(250, "2.0.0", "Ok", "RFC 5321 §4.1.1.5, §4.1.1.9"),
    R250_SENDER_OK(250, "2.1.0", "Sender ok", "RFC 5321 §4.1.1.2; RFC 3463 §3.2"),
    R250_RECIPIENT_OK(250, "2.1.5", "Recipient ok", "RFC 5321 §4.1.1.3; RFC 3463 §3.2"),
    R250_ACCEPTED(250, "2.0.0", "Ok", "RFC 5321 §4.1.1.4, §6.1"),
    R250_CHUNK_TAKEN(250, "2.0.0", "Chunk taken", "RFC 3030 §2"),
    R250_PEER(250, "2.0.0", "Ok", "RFC 5321 §4.1.5, §4.2.1"),
    R250_VERIFIED(250, "2.1.5", "Lives here", "RFC 5321 §3.5.1; RFC 3463 §3.2"),
    R252_CANNOT_VERIFY(252, "2.0.0", "Cannot verify, but will take a message and try", "RFC 5321 §3.5.3, §7.3"),
    R334_CHALLENGE(334, "", "", "RFC 4954 §4"),
    R354_SEND_BODY(354, "", "Send the message, end with <CRLF>.<CRLF>", "RFC 5321 §4.1.1.4"),
    R421_IDLE(421, "4.4.2", "Timeout, closing connection", "RFC 5321 §3.8, §4.5.3.2; RFC 3463 §3.5"),
    R421_SHUTTING_DOWN(421, "4.3.2", "Service is shutting down, closing connection", "RFC 5321 §3.8"),
    R421_TOO_MANY_CONNECTIONS(421, "4.3.2", "Too many connections, try again later", "RFC 5321 §3.8"),
    R421_TOO_MANY_FROM_ADDRESS(421, "4.7.0", "Too many connections from your address", "RFC 5321 §3.8, §7.8"),
    R421_TOO_FAST(421, "4.7.0", "Connecting too fast, try again later", "RFC 5321 §3.8, §7.8"),
    R421_TOO_MANY_ERRORS(421, "4.7.0", "Too many errors, closing connection", "RFC 5321 §3.8, §7.8"),
    R421_TOO_MANY_COMMANDS(421, "4.7.0", "Too many commands, closing connection", "RFC 5321 §3.8, §7.8"),
    R421_TOO_MANY_MESSAGES(421, "4.7.0", "Too many messages, closing connection", "RFC 9422 §4.1"),
    R450_RECIPIENT_UNSURE(
            450, "4.4.3", "Recipient cannot be verified now, try again later", "RFC 5321 §4.2.3; RFC 3463 §3.5"),
    R451_SENDER_UNSURE(
            451, "4.4.3", "Sender cannot be verified now, try again later", "RFC 5321 §4.2.3; RFC 3463 §3.5"),
    R451_LOCAL_ERROR(451, "4.3.0", "Local error, try again later", "RFC 5321 §4.2.3; RFC 3463 §3.4"),
    R451_TOO_BUSY(451, "4.3.2", "Too busy, try again later", "RFC 5321 §4.2.3; RFC 3463 §3.4"),
    R452_NO_SPACE(452, "4.3.1", "No space, try again later", "RFC 5321 §4.2.3; RFC 1870 §6.1; RFC 3463 §3.4"),
    R452_TOO_MANY_RECIPIENTS(452, "4.5.3", "Too many recipients", "RFC 5321 §4.5.3.1.10; RFC 3463 §3.6"),
    R454_AUTH_LATER(454, "4.7.0", "Temporary authentication failure", "RFC 4954 §6"),
    R500_UNKNOWN_COMMAND(500, "5.5.1", "Command not recognized", "RFC 5321 §4.2.4; RFC 3463 §3.6"),
    R500_BAD_LINE(500, "5.5.2", "Bare CR, bare LF or NUL in a command", "RFC 5321 §2.3.8, §4.1.4"),
    R500_LINE_TOO_LONG(500, "5.5.2", "Line too long", "RFC 5321 §4.5.3.1.4"),
    R500_AUTH_LINE_TOO_LONG(500, "5.5.6", "Authentication exchange line is too long", "RFC 4954 §4, §6"),
    R501_ARGUMENTS(501, "5.5.4", "Syntax error in parameters or arguments", "RFC 5321 §4.2.4; RFC 3463 §3.6"),
    R501_BAD_SENDER(501, "5.1.7", "Bad sender address syntax", "RFC 5321 §4.1.2; RFC 3463 §3.2"),
    R501_BAD_RECIPIENT(501, "5.1.3", "Bad recipient address syntax", "RFC 5321 §4.1.2; RFC 3463 §3.2"),
    R501_AUTH_CANCELLED(501, "5.7.0", "Authentication cancelled", "RFC 4954 §4"),
    R501_NOT_BASE64(501, "5.5.2", "Cannot decode base64", "RFC 4954 §4"),
    R502_NOT_IMPLEMENTED(502, "5.5.1", "Command not implemented", "RFC 5321 §4.2.4, §7.3"),
    R503_HELLO_FIRST(503, "5.5.1", "Send EHLO or HELO first", "RFC 5321 §4.1.4"),
    R503_MAIL_FIRST(503, "5.5.1", "Send MAIL first", "RFC 5321 §4.1.4"),
    R503_NESTED_MAIL(503, "5.5.1", "A message is under way already", "RFC 5321 §4.1.4"),
    R503_IN_TRANSACTION(503, "5.5.1", "Not while a message is under way", "RFC 4954 §4; RFC 5321 §4.1.4"),
    R503_IN_CHUNKS(503, "5.5.1", "Only BDAT or RSET may follow BDAT", "RFC 3030 §2"),
    R503_TLS_ACTIVE(503, "5.5.1", "TLS is active already", "RFC 3207 §4.2"),
    R503_AUTHENTICATED_ALREADY(503, "5.5.1", "Authenticated already", "RFC 4954 §4"),
    R503_INTRODUCED_ALREADY(503, "5.5.1", "Introduced already", "RFC 5321 §4.1.4, §4.1.5"),
    R504_UNKNOWN_MECHANISM(504, "5.5.4", "Authentication mechanism not offered", "RFC 4954 §4"),
    R530_AUTHENTICATION_REQUIRED(530, "5.7.0", "Authentication required", "RFC 4954 §6"),
    R530_STARTTLS_FIRST(530, "5.7.0", "Must issue a STARTTLS command first", "RFC 3207 §4"),
    R535_CREDENTIALS_INVALID(535, "5.7.8", "Authentication credentials invalid", "RFC 4954 §6"),
    R538_ENCRYPTION_REQUIRED(538, "5.7.11", "Encryption required for authentication", "RFC 4954 §4; RFC 5248"),
    R550_NO_SUCH_USER(550, "5.1.1", "No such user here", "RFC 5321 §4.2.3; RFC 3463 §3.2"),
    R550_NO_SUCH_SENDER(550, "5.1.8", "No such sender here", "RFC 5321 §4.2.3; RFC 3463 §3.2"),
    R550_RELAY_DENIED(550, "5.7.1", "Relaying denied", "RFC 5321 §3.6.2, §7.9; RFC 3463 §3.8"),
    R550_BAD_LINE_ENDS(550, "5.6.0", "Message holds a bare CR, bare LF or NUL", "RFC 5321 §2.3.8, §4.1.1.4"),
    R551_NOT_HERE(551, "5.1.6", "not here", "RFC 5321 §3.4, §3.5.3; RFC 3463 §3.2"),
    R552_TOO_LARGE(552, "5.3.4", "Message too large", "RFC 1870 §6.1, §6.3; RFC 3463 §3.4"),
    R553_SENDER_UNQUALIFIED(553, "5.1.7", "Sender address needs a domain", "RFC 5321 §2.3.5; RFC 6409 §4.2"),
    R553_RECIPIENT_UNQUALIFIED(553, "5.1.3", "Recipient address needs a domain", "RFC 5321 §2.3.5; RFC 6409 §4.2"),
    R553_SENDER_NOT_YOURS(553, "5.7.1", "Sender address does not belong to you", "RFC 6409 §6.1; RFC 3463 §3.8"),
    R553_NEEDS_SMTPUTF8(553, "5.6.7", "Address needs SMTPUTF8", "RFC 6531 §3.5"),
    R554_NO_VALID_RECIPIENTS(554, "5.5.1", "No valid recipients", "RFC 5321 §3.3; RFC 2920 §3.1"),
    R554_LOOP(554, "5.4.6", "Mail loop: too many Received header fields", "RFC 5321 §6.3; RFC 3463 §3.5"),
    R554_BODY_LINE_TOO_LONG(554, "5.6.0", "Message holds a line that is too long", "RFC 5321 §4.5.3.1.6"),
    R555_UNKNOWN_PARAMETER(555, "5.5.4", "Unknown parameter", "RFC 5321 §4.1.1.11");

    private final int code;
    private final String enhanced;
    private final String text;
    private final String wire;
    private final String section;

    SmtpReplies(int code, String enhanced, String text, String section) {
        this.code = code;
        this.enhanced = enhanced;
        this.text = text;
        this.wire = new SmtpReply(code, enhanced, List.of(text)).wire();
        this.section = section;
    }

    public SmtpReply reply() {
        return with(text);
    }

    /** The octets to send, with CRLF. */
    public String wire() {
        return wire;
    }

    /** The same reply with a text of its own; printable, without line ends. */
    public SmtpReply with(String ownText) {
        return new SmtpReply(code, enhanced, List.of(ownText));
    }

    /** The RFC sections this reply follows. */
    public String section() {
        return section;
    }

    /** Whether this refuses something, for now or for ever. */
    public boolean refusal() {
        return code >= 400;
    }
}
