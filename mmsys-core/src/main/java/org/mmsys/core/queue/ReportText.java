package org.mmsys.core.queue;

import java.time.format.DateTimeFormatter;
import org.mmsys.wire.smtp.MailboxText;

/** The part of a report that people read: what, to whom, why, and what happens next. Pure. */
final class ReportText {
    private static final String CRLF = "\r\n";
    private static final int LISTED_MAX = 200;

    private final Report report;
    private final String hostname;
    private final DateTimeFormatter date;
    private final boolean global;

    ReportText(Report report, String hostname, DateTimeFormatter date) {
        this.report = report;
        this.hostname = hostname;
        this.date = date;
        this.global = report.about().smtpUtf8();
    }

    String text() {
        StringBuilder text = new StringBuilder(1000);
        lines(text, "This is the mail system at " + hostname + ".", "");
        opening(text);
        report.lines().stream().limit(LISTED_MAX).forEach(line -> recipient(text, line));
        if (report.lines().size() > LISTED_MAX) {
            lines(text, "  and " + (report.lines().size() - LISTED_MAX) + " others, listed in the next part.", "");
        }
        closing(text);
        return text.toString();
    }

    private void opening(StringBuilder text) {
        String sent = date.format(report.about().time());
        boolean one = report.lines().size() == 1;
        String whom = one ? "this address:" : "these addresses:";
        switch (report.kind()) {
            case FAILED -> lines(text, "Your message of " + sent, "could not be delivered to " + whom, "");
            case DELAYED -> lines(text, "Your message of " + sent, "has not been delivered yet to " + whom, "");
            case SUCCEEDED ->
                lines(
                        text,
                        "You asked to be told of your message of " + sent + ".",
                        relayed()
                                ? "It was handed to a mail system that sends no such reports, for " + whom
                                : "It was delivered to " + whom,
                        "");
        }
    }

    private boolean relayed() {
        return report.lines().stream().anyMatch(line -> line.action() == Report.Action.RELAYED);
    }

    private void recipient(StringBuilder text, Report.Line line) {
        lines(text, "  <" + MailboxText.of(line.recipient().address()) + ">");
        if (report.kind() != Report.Kind.SUCCEEDED) {
            lines(text, "    " + meaning(line.status()));
        }
        if (!line.diagnostic().isEmpty()) {
            String said = line.remote()
                    .map(remote -> "The mail server " + remote + " said: ")
                    .orElse("The reason: ");
            lines(text, "    " + said + line.diagnostic());
        }
        lines(text, "");
    }

    private void closing(StringBuilder text) {
        switch (report.kind()) {
            case FAILED ->
                lines(
                        text,
                        "It will not be tried again. If you think that the address is right, please",
                        "ask the owner of the address on another way, or send the message again later.");
            case DELAYED -> {
                lines(text, "You need not do anything: it will be tried again, again and again,");
                lines(
                        text,
                        report.retryUntil()
                                .map(until -> "until " + date.format(until) + ".")
                                .orElse("for some days."),
                        "If that does not help you will be told.");
            }
            case SUCCEEDED -> lines(text, "Nothing more will be sent about it to you by this system.");
        }
        if (report.kind() == Report.Kind.FAILED) {
            lines(
                    text,
                    "",
                    report.original()
                            .map(ReportText::enclosed)
                            .orElse("Your message itself is lost here; " + "please send it again from your own copy."));
        }
    }

    private static String enclosed(Report.Original original) {
        return original.whole() ? "Your message is enclosed." : "The header of your message is enclosed.";
    }

    /** What a status code says, in words (RFC 3463 §3). */
    private static String meaning(String status) {
        int dot = status.indexOf('.');
        String detail = dot < 0 ? "" : status.substring(dot + 1);
        return switch (detail) {
            case "1.1", "1.6" -> "There is no such mailbox.";
            case "1.2", "1.10" -> "The domain takes no mail.";
            case "1.3" -> "The address is not well formed.";
            case "2.1" -> "The mailbox is switched off.";
            case "2.2" -> "The mailbox is full.";
            case "2.3", "3.4" -> "The message is too large.";
            case "3.0" -> "A mail system on the way failed.";
            case "4.1" -> "The mail server of the address does not answer.";
            case "4.3" -> "It could not be found out where the address belongs.";
            case "4.4" -> "No way to the address is known.";
            case "4.6" -> "The message went around in circles.";
            case "4.7" -> "It could not be delivered in the time a message may take.";
            case "6.7", "6.9" -> "The next mail system does not take addresses or headers in all scripts.";
            case "7.1" -> "The message is not wanted, or not allowed, there.";
            default -> status.startsWith("4") ? "It could not be delivered so far." : "It was refused.";
        };
    }

    private void lines(StringBuilder text, String... some) {
        for (String line : some) {
            text.append(StatusFields.safe(line, global)).append(CRLF);
        }
    }
}
