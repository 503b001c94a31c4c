package org.mmsys.core.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.wire.smtp.MailboxText;

/**
 * Writes reports of failure, delay and success: a {@code multipart/report} (RFC 6522) of plain words, a delivery status (RFC
 * 3464) and the message or its header; in the forms of RFC 6533 for messages that needed SMTPUTF8.
 *
 * <p>Pure but for the writer it is given. Any thread.
 */
public final class BounceWriter {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String CRLF = "\r\n";

    private final String hostname;
    private final String domain;

    /**
     * Writes in the name of a system.
     *
     * @param hostname of this node
     * @param domain whose MAILER-DAEMON reports come from
     */
    public BounceWriter(String hostname, String domain) {
        this.hostname = hostname;
        this.domain = domain;
    }

    /** Whether the report has octets beyond ASCII, so that it needs 8BITMIME. */
    static boolean eightBit(Report report) {
        return report.about().smtpUtf8()
                || report.original().filter(it -> !ascii(it.octets())).isPresent();
    }

    private static boolean ascii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes a report.
     *
     * @param id of the report itself
     * @throws IOException when the writer does
     */
    Body write(Report report, Guid id, Instant now, BodyWriter into) throws IOException {
        String boundary = "=_" + id.text();
        boolean global = report.about().smtpUtf8();
        into.prefix("Return-Path: <>\r\n".getBytes(US_ASCII));
        put(into, header(report, id, boundary, now));
        put(into, CRLF + "--" + boundary + CRLF + textHeader(global) + CRLF);
        put(into, new ReportText(report, hostname, DATE).text());
        put(into, CRLF + "--" + boundary + CRLF + "Content-Description: Delivery report" + CRLF);
        put(into, "Content-Type: message/" + (global ? "global-delivery-status" : "delivery-status") + CRLF);
        put(into, (global ? "Content-Transfer-Encoding: 8bit" + CRLF : "") + CRLF);
        put(into, new StatusFields(report, hostname, DATE, now).text());
        if (report.original().isPresent()) {
            original(report.original().get(), global, boundary, into);
        }
        put(into, CRLF + "--" + boundary + "--" + CRLF);
        return into.finish();
    }

    private static void put(BodyWriter into, String text) throws IOException {
        into.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private String header(Report report, Guid id, String boundary, Instant now) {
        boolean global = report.about().smtpUtf8();
        String subject = switch (report.kind()) {
            case FAILED -> "Mail could not be delivered";
            case DELAYED -> "Mail is delayed, nothing to do yet";
            case SUCCEEDED -> "Mail was delivered";
        };
        StringBuilder text = new StringBuilder(600);
        text.append("Date: ").append(DATE.format(now)).append(CRLF);
        text.append("From: Mail Delivery System <MAILER-DAEMON@")
                .append(domain)
                .append('>')
                .append(CRLF);
        text.append("To: <")
                .append(MailboxText.of(report.about().sender().orElseThrow()))
                .append('>')
                .append(CRLF);
        text.append("Subject: ").append(subject).append(CRLF);
        text.append("Message-ID: <")
                .append(id)
                .append('@')
                .append(hostname)
                .append('>')
                .append(CRLF);
        Optional<String> inReplyTo = report.original().flatMap(original -> OriginalHeader.messageId(original.octets()));
        inReplyTo.ifPresent(it -> text.append("In-Reply-To: ").append(it).append(CRLF));
        inReplyTo.ifPresent(it -> text.append("References: ").append(it).append(CRLF));
        text.append("Auto-Submitted: auto-replied").append(CRLF); // RFC 3834 §5
        text.append("MIME-Version: 1.0").append(CRLF);
        text.append("Content-Type: multipart/report; report-type=")
                .append(global ? "global-delivery-status" : "delivery-status")
                .append(';')
                .append(CRLF)
                .append("\tboundary=\"")
                .append(boundary)
                .append('"')
                .append(CRLF);
        if (eightBit(report)) {
            text.append("Content-Transfer-Encoding: 8bit").append(CRLF);
        }
        return text.append(CRLF)
                .append("This is a report in MIME format (RFC 6522).")
                .append(CRLF)
                .toString();
    }

    private static String textHeader(boolean global) {
        return global
                ? "Content-Type: text/plain; charset=utf-8" + CRLF + "Content-Transfer-Encoding: 8bit" + CRLF
                : "Content-Type: text/plain; charset=us-ascii" + CRLF;
    }

    private static void original(Report.Original original, boolean global, String boundary, BodyWriter into)
            throws IOException {
        String type;
        if (original.whole()) {
            type = global ? "message/global" : "message/rfc822";
        } else {
            type = global ? "message/global-headers" : "text/rfc822-headers";
        }
        boolean ascii = ascii(original.octets());
        put(into, CRLF + "--" + boundary + CRLF + "Content-Description: ");
        put(into, (original.whole() ? "Your message" : "The header of your message") + CRLF);
        put(into, "Content-Type: " + type + CRLF);
        put(into, (ascii ? "" : "Content-Transfer-Encoding: 8bit" + CRLF) + CRLF);
        into.write(ByteBuffer.wrap(original.octets()));
        if (!endsLine(original.octets())) {
            put(into, CRLF);
        }
    }

    private static boolean endsLine(byte[] octets) {
        return octets.length > 0 && octets[octets.length - 1] == '\n';
    }
}
