package org.mmsys.wire.smtp;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the parameters behind a path (RFC 5321 §4.1.2 Mail-parameters, Rcpt-parameters; §4.1.1.11). */
final class ParameterParser {
    private ParameterParser() {}

    /** What came of it. */
    sealed interface Parsed<P> {
        record Good<P>(P parameters) implements Parsed<P> {}

        record Bad<P>(SmtpReplies why) implements Parsed<P> {}
    }

    /** What one parameter adds to those before it. */
    private interface Meaning<P> {
        /** {@code valued} when there was an equals sign. */
        Parsed<P> of(String keyword, boolean valued, String value, P before);
    }

    static Parsed<MailParameters> ofMail(String line, int start) {
        return all(line, start, MailParameters.NONE, ParameterParser::mail);
    }

    static Parsed<RcptParameters> ofRcpt(String line, int start) {
        return all(line, start, RcptParameters.NONE, ParameterParser::rcpt);
    }

    /**
     * {@code Mail-parameters = esmtp-param *(SP esmtp-param)}, {@code esmtp-param = esmtp-keyword ["=" esmtp-value]}
     *
     * <p>{@code esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")}, {@code esmtp-value = 1*(%d33-60 / %d62-126)}
     */
    private static <P> Parsed<P> all(String line, int start, P none, Meaning<P> meaning) {
        if (start == line.length()) {
            return new Parsed.Good<>(none);
        }
        if (line.charAt(start) != ' ') {
            return bad();
        }
        P so = none;
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
            Parsed<P> with = one(parameter, so, seen, meaning);
            if (!(with instanceof Parsed.Good<P> good)) {
                return with;
            }
            so = good.parameters();
        }
        return new Parsed.Good<>(so);
    }

    private static <P> Parsed<P> one(String parameter, P so, Set<String> seen, Meaning<P> meaning) {
        int equals = parameter.indexOf('=');
        String keyword = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
        String value = equals < 0 ? "" : parameter.substring(equals + 1);
        if (!keywordSyntax(keyword)
                || equals >= 0 && !valueSyntax(value, keyword.equals("ORCPT"))
                || !seen.add(keyword)) {
            return bad();
        }
        return meaning.of(keyword, equals >= 0, value, so);
    }

    private static Parsed<MailParameters> mail(String keyword, boolean valued, String value, MailParameters so) {
        return switch (keyword) {
            case "SIZE" -> size(value, so);
            case "BODY" -> body(value, so);
            case "SMTPUTF8" -> valued ? bad() : new Parsed.Good<>(so.withSmtpUtf8());
            case "AUTH" -> valued && Xtext.decode(value).isPresent() ? new Parsed.Good<>(so) : bad();
            case "RET" -> goodOrBad(DsnParser.ret(value).map(so::withRet));
            case "ENVID" -> DsnParser.envelopeId(value) ? new Parsed.Good<>(so.withEnvelopeId(value)) : bad();
            case "XQID" -> new Parsed.Good<>(so.withQueueId(value));
            case "XSID" -> new Parsed.Good<>(so.withOriginSession(value));
            case "XSUB" -> new Parsed.Good<>(so.withSubmission(value));
            default -> new Parsed.Bad<>(SmtpReplies.R555_UNKNOWN_PARAMETER);
        };
    }

    private static Parsed<RcptParameters> rcpt(String keyword, boolean valued, String value, RcptParameters so) {
        return switch (keyword) {
            case "NOTIFY" -> goodOrBad(DsnParser.notifyWhen(value).map(so::withNotify));
            case "ORCPT" ->
                DsnParser.originalRecipient(value) ? new Parsed.Good<>(so.withOriginalRecipient(value)) : bad();
            default -> new Parsed.Bad<>(SmtpReplies.R555_UNKNOWN_PARAMETER);
        };
    }

    /** {@code size-value = 1*20DIGIT} (RFC 1870 §5) */
    private static Parsed<MailParameters> size(String value, MailParameters so) {
        OptionalLong octets = SmtpCommandParser.number(value);
        return octets.isEmpty() ? bad() : new Parsed.Good<>(so.withSize(octets));
    }

    /** {@code body-value = "7BIT" / "8BITMIME"} (RFC 6152 §3); BINARYMIME is not offered. */
    private static Parsed<MailParameters> body(String value, MailParameters so) {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> new Parsed.Good<>(so.withEightBit(false));
            case "8BITMIME" -> new Parsed.Good<>(so.withEightBit(true));
            default -> bad();
        };
    }

    private static <P> Parsed<P> goodOrBad(Optional<P> parameters) {
        return parameters.isPresent() ? new Parsed.Good<>(parameters.get()) : bad();
    }

    private static <P> Parsed<P> bad() {
        return new Parsed.Bad<>(SmtpReplies.R501_ARGUMENTS);
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

    /** {@code beyondAscii} for the one parameter that may hold UTF-8 (RFC 6533 §3). */
    private static boolean valueSyntax(String value, boolean beyondAscii) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 33 || c == '=' || c > 126 && !(beyondAscii && c > 127)) {
                return false;
            }
        }
        return !value.isEmpty();
    }
}
