package org.mmsys.smtp;

import java.util.function.Consumer;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output.CollectBody;

/**
 * Answers one SMTP session's machine through its desks: for recipients, logins and mail. Owned by one session; calls never
 * overlap.
 *
 * <p>All is answered on the I/O thread but password hashes, what other servers have to be asked, and commits.
 */
public final class SmtpPerformer implements Performer<SmtpQuestion, SmtpAnswer> {
    private final HouseContext house;
    private final RecipientDesk recipients;
    private final LoginDesk logins;
    private final MailDesk mail;

    /**
     * For one session.
     *
     * @param dates shared by the sessions of a listener
     */
    SmtpPerformer(HouseContext house, SmtpPolicy policy, MailDates dates, Client client) {
        this.house = house;
        this.recipients = new RecipientDesk(house);
        this.logins = new LoginDesk(house.authenticator(), house.directory(), house.remoteLogin());
        this.mail = new MailDesk(house, policy, dates, client.sessionId());
    }

    @Override
    public Attempt<SmtpAnswer> tryNow(SmtpQuestion question, Consumer<SmtpAnswer> later) {
        return question.match(new AtOnce(later));
    }

    @Override
    public SmtpAnswer perform(SmtpQuestion question) throws InterruptedException {
        return logins.finishStep();
    }

    @Override
    public BodySink sink(CollectBody<SmtpQuestion> wanted) {
        return mail.sink(wanted);
    }

    @Override
    public BodySource source() {
        throw new IllegalStateException("SMTP servers send no bodies");
    }

    @Override
    public void closed() {
        mail.forget();
        logins.closed();
    }

    /** The answers of the I/O thread. */
    private final class AtOnce implements SmtpQuestion.Cases<Attempt<SmtpAnswer>> {
        private final Consumer<SmtpAnswer> later;

        AtOnce(Consumer<SmtpAnswer> later) {
            this.later = later;
        }

        @Override
        public Attempt<SmtpAnswer> greet(SmtpQuestion.Greet question) {
            mail.forget();
            return Attempt.now(new SmtpAnswer.Mechanisms(house.authenticator().mechanisms(question.client())));
        }

        @Override
        public Attempt<SmtpAnswer> sender(SmtpQuestion.Sender question) {
            return recipients.sender(question, later);
        }

        @Override
        public Attempt<SmtpAnswer> recipient(SmtpQuestion.Recipient question) {
            return recipients.recipient(question, later);
        }

        @Override
        public Attempt<SmtpAnswer> verify(SmtpQuestion.Verify question) {
            return Attempt.now(recipients.verify(question.argument()));
        }

        @Override
        public Attempt<SmtpAnswer> login(SmtpQuestion.Login question) {
            return logins.begin(question, later);
        }

        @Override
        public Attempt<SmtpAnswer> respond(SmtpQuestion.Respond question) {
            return logins.respond(question.response(), later);
        }

        @Override
        public Attempt<SmtpAnswer> resume(SmtpQuestion.Resume question) {
            return logins.resume(later);
        }

        @Override
        public Attempt<SmtpAnswer> begin(SmtpQuestion.Begin question) {
            return Attempt.now(mail.begin(question.envelope()));
        }

        @Override
        public Attempt<SmtpAnswer> commit(SmtpQuestion.Commit question) {
            return mail.commit(later);
        }

        @Override
        public Attempt<SmtpAnswer> discard(SmtpQuestion.Discard question) {
            return Attempt.now(mail.discard());
        }

        @Override
        public Attempt<SmtpAnswer> confirm(SmtpQuestion.Confirm question) {
            for (Sha256 submission : question.submissions()) {
                house.store().confirm(submission);
            }
            return Attempt.now(new SmtpAnswer.Noted());
        }
    }
}
