package org.mmsys.smtp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.smtp.MailParameters;
import org.mmsys.wire.smtp.RcptParameters;
import org.mmsys.wire.smtp.SmtpCommand;
import org.mmsys.wire.smtp.SmtpReplies;

/** Where a session stands. Replaced whole, never changed. */
sealed interface SmtpState {

    /** Waits for a line of the client: the session may be ended here, or something else be asked, without harm. */
    sealed interface Waiting extends SmtpState {}

    /** Waits for the answer to a question. */
    sealed interface Asking extends SmtpState {}

    /** Not yet connected. */
    record Unopened() implements SmtpState {}

    /** Waits for a command; no message under way. */
    record Idle() implements Waiting {}

    /** MAIL was accepted: waits for RCPT, DATA or BDAT. */
    record InMail(Transaction transaction) implements Waiting {}

    /** At least one chunk was taken; so many octets so far. */
    record InChunks(Transaction transaction, long octets) implements Waiting {}

    /** Waits for the client's answer to a SASL challenge. */
    record Challenged(String mechanism) implements Waiting {}

    /** Asked for the mechanisms to greet with. */
    record Greeting(SmtpCommand.Hello hello) implements Asking {}

    /** Asked a step of a login. */
    record LoggingIn(String mechanism) implements Asking {}

    /** Asked where the sender leads. */
    record CheckingSender(SmtpCommand.Mail mail) implements Asking {}

    /** Asked where a recipient leads. */
    record CheckingRecipient(Transaction transaction, EmailAddress recipient, RcptParameters parameters)
            implements Asking {}

    /** Asked whether somebody lives here. */
    record Verifying(SmtpState then) implements Asking {}

    /** Asked to make ready for a body; by BDAT when there is a first chunk. */
    record Beginning(Transaction transaction, Optional<SmtpCommand.Bdat> chunk) implements Asking {}

    /** A body or chunk is coming; with it there will be so many octets of counted ones. */
    record Collecting(Transaction transaction, boolean last, long octets) implements SmtpState {}

    /** A chunk that was refused is coming, and will be answered with this. */
    record Swallowing(SmtpReplies why, SmtpState then, boolean discard) implements SmtpState {}

    /** Asked to forget a body with defects. */
    record Discarding(BodyReport report) implements Asking {}

    /** Asked to commit. */
    record Committing() implements Asking {}

    /** Asked something whose answer changes nothing. */
    record Settling(SmtpState then) implements Asking {}

    /** The TLS handshake is under way. */
    record Upgrading() implements SmtpState {}

    /** Said good-bye, or was left. */
    record Closed() implements SmtpState {}

    /**
     * What MAIL and RCPT have told.
     *
     * @param known whether the sender is one of ours: logged in, or an account that exists where that is enough
     */
    record Transaction(Optional<EmailAddress> sender, MailParameters parameters, boolean known, Recipients recipients) {
        Transaction with(Envelope.Recipient one) {
            return new Transaction(sender, parameters, known, recipients.with(one));
        }
    }

    /** Recipients so far, the last one first: adding one copies nothing. */
    record Recipients(int count, Optional<Envelope.Recipient> last, Optional<Recipients> before) {
        static final Recipients NONE = new Recipients(0, Optional.empty(), Optional.empty());

        Recipients with(Envelope.Recipient one) {
            return new Recipients(count + 1, Optional.of(one), Optional.of(this));
        }

        /** In the order of their commands. */
        List<Envelope.Recipient> toList() {
            List<Envelope.Recipient> all = new ArrayList<>(count);
            Recipients at = this;
            while (at.last.isPresent()) {
                all.add(at.last.get());
                at = at.before.orElse(NONE);
            }
            Collections.reverse(all);
            return all;
        }
    }
}
