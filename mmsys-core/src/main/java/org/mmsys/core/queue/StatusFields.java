package org.mmsys.core.queue;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.smtp.MailboxText;

/** Writes the machine-readable part of a report (RFC 3464 §2, RFC 6533 §3). Pure. */
final class StatusFields {
    private static final String CRLF = "\r\n";
    private static final int TEXT_MAX = 900;
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");
    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9-]{1,40}");

    private final Report report;
    private final String hostname;
    private final DateTimeFormatter date;
    private final Instant now;
    private final boolean global;

    StatusFields(Report report, String hostname, DateTimeFormatter date, Instant now) {
        this.report = report;
        this.hostname = hostname;
        this.date = date;
        this.now = now;
        this.global = report.about().smtpUtf8();
    }

    String text() {
        StringBuilder text = new StringBuilder(300);
        xtext(report.about().dsn().envelopeId()).ifPresent(id -> field(text, "Original-Envelope-Id", id));
        field(text, "Reporting-MTA", "dns; " + hostname);
        field(text, "Arrival-Date", date.format(report.about().time()));
        report.lines().forEach(line -> recipient(text.append(CRLF), line));
        return text.toString();
    }

    private void recipient(StringBuilder text, Report.Line line) {
        originalRecipient(line.recipient()).ifPresent(it -> field(text, "Original-Recipient", it));
        field(text, "Final-Recipient", address(line.recipient().address()));
        field(text, "Action", line.action().name().toLowerCase(Locale.ROOT));
        field(text, "Status", STATUS.matcher(line.status()).matches() ? line.status() : fallback(line.action()));
        line.remote().ifPresent(remote -> field(text, "Remote-MTA", "dns; " + remote));
        if (!line.diagnostic().isEmpty()) {
            field(text, "Diagnostic-Code", (line.remote().isPresent() ? "smtp; " : "x-mmsys; ") + line.diagnostic());
        }
        field(text, "Last-Attempt-Date", date.format(now));
        if (line.action() == Report.Action.DELAYED) {
            report.retryUntil().ifPresent(until -> field(text, "Will-Retry-Until", date.format(until)));
        }
    }

    private static String fallback(Report.Action action) {
        return switch (action) {
            case FAILED -> "5.0.0";
            case DELAYED -> "4.0.0";
            case DELIVERED, RELAYED -> "2.0.0";
        };
    }

    /** {@code original-recipient-field = "Original-Recipient" ":" address-type ";" generic-address}, decoded. */
    private Optional<String> originalRecipient(QueuedRecipient recipient) {
        String text = recipient.originalRecipient();
        int semicolon = text.indexOf(';');
        if (semicolon < 1 || !ADDRESS_TYPE.matcher(text.substring(0, semicolon)).matches()) {
            return Optional.empty();
        }
        String type = text.substring(0, semicolon);
        boolean utf8 = type.toLowerCase(Locale.ROOT).equals("utf-8");
        return (utf8 ? Optional.of(text.substring(semicolon + 1)) : xtext(text.substring(semicolon + 1)))
                .map(address -> type + ";" + address);
    }

    /** {@code final-recipient-field}; an address beyond ASCII as utf-8-address or, in a report without, utf-8-addr-xtext. */
    private String address(EmailAddress address) {
        String text = MailboxText.of(address);
        if (ascii(text)) {
            return "rfc822;" + text;
        }
        if (global) {
            return "utf-8;" + text;
        }
        StringBuilder encoded = new StringBuilder("utf-8;");
        text.codePoints().forEach(c -> {
            if (c > 32 && c < 127 && c != '\\' && c != '+' && c != '=') {
                encoded.append((char) c);
            } else {
                encoded.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return encoded.toString();
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    /** RFC 3461 §4: {@code "+" 2HEXDIG} stands for an octet; empty when there is nothing, or it is no xtext. */
    static Optional<String> xtext(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                decoded.append((char) (high << 4 | low));
                i += 2;
            } else {
                decoded.append(c);
            }
        }
        return decoded.length() == 0 ? Optional.empty() : Optional.of(decoded.toString());
    }

    /** One field on one line, whatever the value holds. */
    private void field(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(safe(value, global)).append(CRLF);
    }

    /** What others said, fit to stand on one line. */
    static String safe(String value, boolean utf8) {
        StringBuilder safe = new StringBuilder(value.length());
        for (int i = 0; i < value.length() && safe.length() < TEXT_MAX; i++) {
            char c = value.charAt(i);
            boolean control = c < ' ' || c >= 127 && c < 160 || Character.getType(c) == Character.FORMAT;
            boolean lone = Character.isSurrogate(c)
                    && !(i + 1 < value.length() && Character.isSurrogatePair(c, value.charAt(i + 1)))
                    && !(i > 0 && Character.isSurrogatePair(value.charAt(i - 1), c));
            if (c == '\r' || c == '\n' || c == '\t') {
                safe.append(' ');
            } else {
                safe.append(control || lone || c > 126 && !utf8 ? '?' : c);
            }
        }
        return safe.toString();
    }
}
