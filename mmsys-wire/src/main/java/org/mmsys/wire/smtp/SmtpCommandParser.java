package org.mmsys.wire.smtp;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.smtp.SmtpCommand.Malformed;

/**
 * Reads one line of an SMTP client (RFC 5321 §4.1). Pure; any thread.
 *
 * <p>The grammar is taken strictly but for one space behind {@code FROM:} and {@code TO:} and spaces at the end of a line.
 */
public final class SmtpCommandParser {
    private static final int HELLO_NAME_MAX = 255;
    private static final int MECHANISM_MAX = 20;

    private SmtpCommandParser() {}

    /** The command on a line without its CRLF, each {@code char} one octet. */
    public static SmtpCommand parse(String octets) {
        String line = withoutTrailingSpaces(octets);
        int space = line.indexOf(' ');
        String verb = space < 0 ? line : line.substring(0, space);
        String arguments = space < 0 ? "" : line.substring(space + 1);
        return switch (verb.length()) {
            case 4 -> fourLetters(verb.toUpperCase(Locale.ROOT), arguments, line);
            case 5 ->
                verb.equalsIgnoreCase(Introduction.VERB) ? new SmtpCommand.Peer(arguments) : new SmtpCommand.Unknown();
            case 8 ->
                verb.equalsIgnoreCase("STARTTLS")
                        ? withoutArguments(SmtpVerb.STARTTLS, new SmtpCommand.Simple(SmtpVerb.STARTTLS), arguments)
                        : new SmtpCommand.Unknown();
            default -> new SmtpCommand.Unknown();
        };
    }

    private static SmtpCommand fourLetters(String verb, String arguments, String line) {
        return switch (verb) {
            case "EHLO" -> hello(SmtpVerb.EHLO, arguments);
            case "HELO" -> hello(SmtpVerb.HELO, arguments);
            case "MAIL" -> mail(line);
            case "RCPT" -> rcpt(line);
            case "DATA" -> withoutArguments(SmtpVerb.DATA, new SmtpCommand.Data(), arguments);
            case "BDAT" -> bdat(arguments);
            case "RSET" -> withoutArguments(SmtpVerb.RSET, new SmtpCommand.Simple(SmtpVerb.RSET), arguments);
            case "NOOP" -> new SmtpCommand.Simple(SmtpVerb.NOOP);
            case "QUIT" -> withoutArguments(SmtpVerb.QUIT, new SmtpCommand.Simple(SmtpVerb.QUIT), arguments);
            case "VRFY" -> arguments.isEmpty() ? bad(SmtpVerb.VRFY) : new SmtpCommand.Verify(arguments);
            case "EXPN" -> new SmtpCommand.Simple(SmtpVerb.EXPN);
            case "HELP" -> new SmtpCommand.Simple(SmtpVerb.HELP);
            case "AUTH" -> auth(arguments);
            default -> new SmtpCommand.Unknown();
        };
    }

    /** {@code data = "DATA" CRLF}, {@code rset = "RSET" CRLF}, {@code quit = "QUIT" CRLF}, {@code "STARTTLS" CRLF} */
    private static SmtpCommand withoutArguments(SmtpVerb verb, SmtpCommand command, String arguments) {
        return arguments.isEmpty() ? command : bad(verb);
    }

    /**
     * {@code ehlo = "EHLO" SP ( Domain / address-literal ) CRLF}, {@code helo = "HELO" SP Domain CRLF}
     *
     * <p>Any printable word will do: RFC 5321 §4.1.4 forbids to refuse a client for the name it claims.
     */
    private static SmtpCommand hello(SmtpVerb verb, String arguments) {
        String name = arguments.trim();
        if (name.isEmpty() || name.length() > HELLO_NAME_MAX || !printableWord(name)) {
            return bad(verb);
        }
        return new SmtpCommand.Hello(name, verb == SmtpVerb.EHLO);
    }

    /** {@code mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF} */
    private static SmtpCommand mail(String line) {
        if (!line.regionMatches(true, 4, " FROM:", 0, 6)) {
            return bad(SmtpVerb.MAIL);
        }
        PathParser.Path path = new PathParser(line, 10).path();
        if (path instanceof PathParser.Path.Null none) {
            return mail(Optional.empty(), false, line, none.end());
        }
        if (path instanceof PathParser.Path.Mailbox mailbox) {
            return mail(Optional.of(mailbox), mailbox.utf8(), line, mailbox.end());
        }
        boolean bad = path instanceof PathParser.Path.Bad;
        return malformed(SmtpVerb.MAIL, bad ? SmtpReplies.R501_BAD_SENDER : SmtpReplies.R553_SENDER_UNQUALIFIED);
    }

    private static SmtpCommand mail(
            Optional<PathParser.Path.Mailbox> from, boolean utf8, String line, int parametersAt) {
        ParameterParser.Parsed<MailParameters> parsed = ParameterParser.ofMail(line, parametersAt);
        if (parsed instanceof ParameterParser.Parsed.Bad<MailParameters> bad) {
            return malformed(SmtpVerb.MAIL, bad.why());
        }
        MailParameters parameters = ((ParameterParser.Parsed.Good<MailParameters>) parsed).parameters();
        if (utf8 && !parameters.smtpUtf8()) {
            return malformed(SmtpVerb.MAIL, SmtpReplies.R553_NEEDS_SMTPUTF8);
        }
        return new SmtpCommand.Mail(from.map(PathParser.Path.Mailbox::address), parameters);
    }

    /**
     * {@code rcpt = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters] CRLF}
     */
    private static SmtpCommand rcpt(String line) {
        if (!line.regionMatches(true, 4, " TO:", 0, 4)) {
            return bad(SmtpVerb.RCPT);
        }
        PathParser.Path path = new PathParser(line, 8).path();
        if (path instanceof PathParser.Path.BarePostmaster postmaster) {
            return rcpt(Optional.empty(), false, line, postmaster.end());
        }
        if (path instanceof PathParser.Path.Mailbox mailbox) {
            return rcpt(Optional.of(mailbox.address()), mailbox.utf8(), line, mailbox.end());
        }
        boolean unqualified = path instanceof PathParser.Path.Unqualified;
        return malformed(
                SmtpVerb.RCPT, unqualified ? SmtpReplies.R553_RECIPIENT_UNQUALIFIED : SmtpReplies.R501_BAD_RECIPIENT);
    }

    private static SmtpCommand rcpt(Optional<EmailAddress> to, boolean utf8, String line, int parametersAt) {
        ParameterParser.Parsed<RcptParameters> parsed = ParameterParser.ofRcpt(line, parametersAt);
        if (parsed instanceof ParameterParser.Parsed.Bad<RcptParameters> bad) {
            return malformed(SmtpVerb.RCPT, bad.why());
        }
        RcptParameters parameters = ((ParameterParser.Parsed.Good<RcptParameters>) parsed).parameters();
        boolean beyondAscii = utf8 || DsnParser.beyondAscii(parameters.originalRecipient());
        return new SmtpCommand.Rcpt(to, beyondAscii, parameters);
    }

    /**
     * {@code bdat-cmd = "BDAT" SP chunk-size [ SP end-marker ] CR LF}, {@code chunk-size = 1*DIGIT},
     * {@code end-marker = "LAST"} (RFC 3030 §2)
     */
    private static SmtpCommand bdat(String arguments) {
        if (arguments.isEmpty()) {
            return bad(SmtpVerb.BDAT);
        }
        int space = arguments.indexOf(' ');
        OptionalLong octets = number(space < 0 ? arguments : arguments.substring(0, space));
        boolean last = space >= 0 && arguments.substring(space + 1).equalsIgnoreCase("LAST");
        if (octets.isEmpty() || space >= 0 && !last) {
            return new Malformed(SmtpVerb.BDAT, SmtpReplies.R501_ARGUMENTS, true);
        }
        return new SmtpCommand.Bdat(octets.getAsLong(), last);
    }

    /**
     * {@code auth-command = "AUTH" SP sasl-mech [SP initial-response] CRLF}, {@code initial-response = base64 / "="}
     * (RFC 4954 §8), {@code sasl-mech = 1*20mech-char} (RFC 4422 §3.1)
     */
    private static SmtpCommand auth(String arguments) {
        int space = arguments.indexOf(' ');
        String mechanism = (space < 0 ? arguments : arguments.substring(0, space)).toUpperCase(Locale.ROOT);
        if (mechanism.isEmpty() || mechanism.length() > MECHANISM_MAX || !mechanismSyntax(mechanism)) {
            return bad(SmtpVerb.AUTH);
        }
        return new SmtpCommand.Auth(
                mechanism, space < 0 ? Optional.empty() : Optional.of(arguments.substring(space + 1)));
    }

    /** 1 to 20 digits; more than a long holds becomes the largest long. Empty when it is no number. */
    static OptionalLong number(String digits) {
        if (digits.isEmpty() || digits.length() > 20) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return OptionalLong.of(value);
    }

    private static SmtpCommand bad(SmtpVerb verb) {
        return malformed(verb, SmtpReplies.R501_ARGUMENTS);
    }

    private static SmtpCommand malformed(SmtpVerb verb, SmtpReplies why) {
        return new Malformed(verb, why, false);
    }

    private static boolean printableWord(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ' || name.charAt(i) > 126) {
                return false;
            }
        }
        return true;
    }

    private static boolean mechanismSyntax(String upper) {
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (!(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    private static String withoutTrailingSpaces(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ') {
            end--;
        }
        return end == line.length() ? line : line.substring(0, end);
    }
}
