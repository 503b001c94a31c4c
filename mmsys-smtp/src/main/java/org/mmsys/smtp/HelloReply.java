package org.mmsys.smtp;

import java.util.ArrayList;
import java.util.List;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.smtp.SmtpReplies;
import org.mmsys.wire.smtp.SmtpReply;

/** The answer to EHLO and HELO: who we are and what we can do for this client now (RFC 5321 §4.1.1.1). Pure. */
final class HelloReply {
    private HelloReply() {}

    static SmtpReply of(SmtpPolicy policy, Client client, SmtpSession.Hello hello) {
        if (!hello.extended()) {
            return SmtpReplies.R250_HELLO.with(policy.hostname());
        }
        List<String> lines = new ArrayList<>();
        lines.add(policy.hostname() + " Hello " + TraceHeader.literal(client.address()));
        lines.add("PIPELINING"); // RFC 2920
        lines.add("SIZE " + policy.sizeLimit()); // RFC 1870
        lines.add("8BITMIME"); // RFC 6152
        lines.add("SMTPUTF8"); // RFC 6531
        lines.add("CHUNKING"); // RFC 3030
        lines.add("ENHANCEDSTATUSCODES"); // RFC 2034
        lines.add("DSN"); // RFC 3461
        if (client.tls().isEmpty() && client.via().isEmpty()) {
            lines.add("STARTTLS"); // RFC 3207
        }
        if (!hello.mechanisms().isEmpty()) {
            lines.add("AUTH " + String.join(" ", hello.mechanisms())); // RFC 4954
        }
        lines.add("LIMITS RCPTMAX=" + policy.recipientsMax() + " MAILMAX=" + policy.messagesMax()); // RFC 9422
        lines.add("XMMSYS"); // ours: a message sent again after a lost 250 is recognised
        return new SmtpReply(250, "", lines);
    }
}
