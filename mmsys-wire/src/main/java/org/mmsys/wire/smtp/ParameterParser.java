package org.mmsys.wire.smtp;

import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the parameters behind a path (RFC 5321 §4.1.2 Mail-parameters, §4.1.1.11). */
final class ParameterParser {
    private ParameterParser() {}

    /** What came of it. */
    sealed interface Parsed {
        record Good(MailParameters parameters) implements Parsed {}

        record Bad(SmtpReplies why) implements Parsed {}
    }

    /**
     * {@code Mail-parameters = esmtp-param *(SP esmtp-param)}, {@code esmtp-param = esmtp-keyword ["=" esmtp-value]}
     *
     * <p>{@code esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")}, {@code esmtp-value = 1*(%d33-60 / %d62-126)}
     */
    static Parsed ofMail(String line, int start) {
        if (start == line.length()) {
            return new Parsed.Good(MailParameters.NONE);
        }
        if (line.charAt(start) != ' ') {
            return new Parsed.Bad(SmtpReplies.R501_ARGUMENTS);
        }
        MailParameters so = MailParameters.NONE;
        Set<String> seen = new HashSet<>();
        int at = start;
        while (at < line.length()) {
            if (line.charAt(at) == ' ') {
                at++;
                continue;
            }
            int end = line.indexOf(' ', at);
            String parameter = line.substring(at, end < 0 ? line.length() : end);
            at += parameter.length();
            Parsed with = one(parameter, so, seen);
            if (!(with instanceof Parsed.Good good)) {
                return with;
            }
            so = good.parameters();
        }
        return new Parsed.Good(so);
    }

    private static Parsed one(String parameter, MailParameters so, Set<String> seen) {
        int equals = parameter.indexOf('=');
        String keyword = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
        String value = equals < 0 ? "" : parameter.substring(equals + 1);
        if (!keywordSyntax(keyword) || equals >= 0 && !valueSyntax(value) || !seen.add(keyword)) {
            return new Parsed.Bad(SmtpReplies.R501_ARGUMENTS);
        }
        return switch (keyword) {
            case "SIZE" -> size(value, so);
            case "BODY" -> body(value, so);
            case "SMTPUTF8" -> equals < 0 ? new Parsed.Good(new MailParameters(so.size(), so.eightBit(), true)) : bad();
            case "AUTH" -> equals > 0 && Xtext.decode(value).isPresent() ? new Parsed.Good(so) : bad();
            default -> new Parsed.Bad(SmtpReplies.R555_UNKNOWN_PARAMETER);
        };
    }

    /** {@code size-value = 1*20DIGIT} (RFC 1870 §5) */
    private static Parsed size(String value, MailParameters so) {
        OptionalLong octets = SmtpCommandParser.number(value);
        return octets.isEmpty() ? bad() : new Parsed.Good(new MailParameters(octets, so.eightBit(), so.smtpUtf8()));
    }

    /** {@code body-value = "7BIT" / "8BITMIME"} (RFC 6152 §3); BINARYMIME is not offered. */
    private static Parsed body(String value, MailParameters so) {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> new Parsed.Good(new MailParameters(so.size(), false, so.smtpUtf8()));
            case "8BITMIME" -> new Parsed.Good(new MailParameters(so.size(), true, so.smtpUtf8()));
            default -> bad();
        };
    }

    private static Parsed bad() {
        return new Parsed.Bad(SmtpReplies.R501_ARGUMENTS);
    }

    private static boolean keywordSyntax(String upper) {
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (!(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' && i > 0)) {
                return false;
            }
        }
        return !upper.isEmpty();
    }

    private static boolean valueSyntax(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 33 || c > 126 || c == '=') {
                return false;
            }
        }
        return !value.isEmpty();
    }
}
