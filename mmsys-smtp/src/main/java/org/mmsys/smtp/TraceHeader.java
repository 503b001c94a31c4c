package org.mmsys.smtp;

import java.util.Optional;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.smtp.MailboxText;

/** Writes the trace fields (RFC 5321 §4.4). Pure. Text is Unicode, to be sent as UTF-8 (RFC 6532). */
final class TraceHeader {
    private static final String FOLD = "\r\n\t";

    private TraceHeader() {}

    /** {@code Return-path-line = "Return-Path:" FWS Reverse-path <CRLF>}: for the final delivery only. */
    static String returnPath(Envelope envelope) {
        return envelope.sender()
                .map(sender -> "Return-Path: <" + MailboxText.of(sender) + ">\r\n")
                .orElse("Return-Path: <>\r\n");
    }

    /**
     * {@code Time-stamp-line = "Received:" FWS From-domain By-domain Opt-info [CFWS] ";" FWS date-time <CRLF>}
     *
     * <p>The {@code for} clause stands there only with one recipient, so that none learns of another (RFC 5321 §7.2).
     */
    static String received(Envelope envelope, String hostname, String id, String date) {
        StringBuilder field = new StringBuilder(320);
        field.append("Received: from ");
        from(field, envelope);
        field.append(FOLD).append("by ").append(hostname).append(" with ").append(protocol(envelope));
        Optional<Tls> tls = envelope.client().tls();
        if (tls.isPresent()) {
            field.append(FOLD)
                    .append('(')
                    .append(tls.get().protocol())
                    .append(' ')
                    .append(tls.get().cipher())
                    .append(')');
        }
        field.append(FOLD).append("id ").append(id);
        if (envelope.recipients().size() == 1) {
            field.append(FOLD)
                    .append("for <")
                    .append(MailboxText.of(envelope.recipients().get(0).address()))
                    .append('>');
        }
        return field.append(';').append(FOLD).append(date).append("\r\n").toString();
    }

    /** {@code address-literal} of the client (RFC 5321 §4.1.3). */
    static String literal(String address) {
        if (address.indexOf(':') < 0) {
            return "[" + address + "]";
        }
        int zone = address.indexOf('%');
        return "[IPv6:" + (zone < 0 ? address : address.substring(0, zone)) + "]";
    }

    /**
     * {@code Extended-Domain = Domain / ( Domain FWS "(" TCP-info ")" ) / ( address-literal FWS "(" TCP-info ")" )}
     *
     * <p>A claimed name that is no name of a host stands in no structured place: there the address stands alone. A node of
     * the system is called by the name in its certificate too; for whom it speaks is told in its own field.
     */
    private static void from(StringBuilder field, Envelope envelope) {
        String literal = literal(envelope.client().address());
        String claimed = envelope.hello();
        field.append(hostName(claimed) ? claimed : literal);
        field.append(claimed.length() > 40 ? FOLD : " ").append('(');
        envelope.client().via().ifPresent(via -> field.append(via.node()).append(' '));
        field.append(literal).append(')');
    }

    private static boolean hostName(String claimed) {
        boolean literal = claimed.startsWith("[") && claimed.endsWith("]") && claimed.length() > 2;
        int end = literal ? claimed.length() - 1 : claimed.length();
        for (int i = literal ? 1 : 0; i < end; i++) {
            char c = claimed.charAt(i);
            boolean good = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '-'
                    || c == '_'
                    || literal && c == ':';
            if (!good) {
                return false;
            }
        }
        return true;
    }

    /** RFC 3848: ESMTP, S for TLS, A for AUTH; RFC 6531 §4.3: UTF8SMTP. */
    private static String protocol(Envelope envelope) {
        if (!envelope.extended()) {
            return "SMTP";
        }
        Client client = envelope.client();
        return (envelope.smtpUtf8() ? "UTF8SMTP" : "ESMTP")
                + (client.tls().isPresent() ? "S" : "")
                + (envelope.login().isPresent() ? "A" : "");
    }
}
