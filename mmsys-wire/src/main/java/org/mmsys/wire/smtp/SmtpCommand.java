package org.mmsys.wire.smtp;

import java.util.Optional;
import org.mmsys.wire.address.EmailAddress;

/** One command of an SMTP client, parsed. */
public sealed interface SmtpCommand {
    <R> R match(Cases<R> on);

    /** {@code EHLO} or, without extensions, {@code HELO}; the name is the client's claim, printable and without spaces. */
    record Hello(String name, boolean extended) implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.hello(this);
        }
    }

    /**
     * {@code MAIL FROM:}.
     *
     * @param sender empty for the null sender {@code <>}
     */
    record Mail(Optional<EmailAddress> sender, MailParameters parameters) implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.mail(this);
        }
    }

    /**
     * {@code RCPT TO:}.
     *
     * @param recipient empty for {@code <postmaster>} without a domain
     * @param utf8 whether path or ORCPT hold non-ASCII characters, which needs SMTPUTF8 at MAIL
     */
    record Rcpt(Optional<EmailAddress> recipient, boolean utf8, RcptParameters parameters) implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.rcpt(this);
        }
    }

    /** {@code DATA}. */
    record Data() implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.data(this);
        }
    }

    /** {@code BDAT}: that many octets follow at once. */
    record Bdat(long octets, boolean last) implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.bdat(this);
        }
    }

    /** {@code AUTH}; the initial response as it came, empty when there was none. */
    record Auth(String mechanism, Optional<String> initialResponse) implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.auth(this);
        }

        @Override
        public String toString() {
            return "Auth[mechanism=" + mechanism + ", initialResponse=***]";
        }
    }

    /** RSET, NOOP, QUIT, EXPN, HELP or STARTTLS: nothing in its arguments matters. */
    record Simple(SmtpVerb verb) implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.simple(this);
        }
    }

    /** {@code VRFY}; whom it asks about, as it came. */
    record Verify(String argument) implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.verify(this);
        }
    }

    /** {@code XPEER}; its words as they came: whoever may not say it is not told whether they were right. */
    record Peer(String words) implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.peer(this);
        }
    }

    /** No command of ours. */
    record Unknown() implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.unknown(this);
        }
    }

    /**
     * A known command that cannot be read.
     *
     * @param closing whether nobody can know where the next command begins, so that the session has to end
     */
    record Malformed(SmtpVerb verb, SmtpReplies why, boolean closing) implements SmtpCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.malformed(this);
        }
    }

    /** A case for every command; a forgotten one does not compile. */
    interface Cases<R> {
        R hello(Hello command);

        R mail(Mail command);

        R rcpt(Rcpt command);

        R data(Data command);

        R bdat(Bdat command);

        R auth(Auth command);

        R simple(Simple command);

        R verify(Verify command);

        R peer(Peer command);

        R unknown(Unknown command);

        R malformed(Malformed command);
    }
}
