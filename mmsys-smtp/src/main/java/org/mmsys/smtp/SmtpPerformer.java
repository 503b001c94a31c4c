package org.mmsys.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.MailStore.Delivery;
import org.mmsys.core.store.MailStore.DeliveryListener;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.Framing;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one SMTP session's machine: routes, logins, bodies, commits. Owned by one session; calls never overlap.
 *
 * <p>All is answered on the I/O thread but password hashes; a commit is handed to the committer, whose thread answers it.
 */
public final class SmtpPerformer implements Performer<SmtpQuestion, SmtpAnswer> {
    private static final Logger log = LoggerFactory.getLogger("org.mmsys.smtp.Mail");

    private final HouseContext house;
    private final SmtpPolicy policy;
    private final MailDates dates;
    private final String sessionId;
    private final Login login;
    private @Nullable IncomingBody incoming;
    private int messages;

    /**
     * For one session.
     *
     * @param dates shared by the sessions of a listener
     */
    SmtpPerformer(HouseContext house, SmtpPolicy policy, MailDates dates, Client client) {
        this.house = house;
        this.policy = policy;
        this.dates = dates;
        this.sessionId = client.sessionId();
        this.login = new Login(house.authenticator());
    }

    @Override
    public Attempt<SmtpAnswer> tryNow(SmtpQuestion question, Consumer<SmtpAnswer> later) {
        return question.match(new AtOnce(later));
    }

    @Override
    public SmtpAnswer perform(SmtpQuestion question) throws InterruptedException {
        return login.finishStep();
    }

    @Override
    public BodySink sink(CollectBody<SmtpQuestion> wanted) {
        IncomingBody body = incoming;
        if (wanted.framing() instanceof Framing.Exact exact) {
            boolean refused = wanted.limit() == 0 && exact.octets() > 0;
            return body == null || refused ? new Drain() : body.expecting(exact.last());
        }
        return body == null ? new Drain() : body.expecting(true);
    }

    @Override
    public BodySource source() {
        throw new IllegalStateException("SMTP servers send no bodies");
    }

    @Override
    public void closed() {
        forgetBody();
    }

    private void forgetBody() {
        IncomingBody body = incoming;
        incoming = null;
        if (body != null) {
            body.abandon();
        }
    }

    /** Takes refused chunks. */
    private static final class Drain implements BodySink {
        @Override
        public boolean mayBlock(int octets) {
            return false;
        }

        @Override
        public void accept(ByteBuffer octets) {
            octets.position(octets.limit());
        }

        @Override
        public Set<Defect> finish() {
            return Set.of();
        }
    }

    /** The answers of the I/O thread. */
    private final class AtOnce implements SmtpQuestion.Cases<Attempt<SmtpAnswer>> {
        private final Consumer<SmtpAnswer> later;

        AtOnce(Consumer<SmtpAnswer> later) {
            this.later = later;
        }

        @Override
        public Attempt<SmtpAnswer> greet(SmtpQuestion.Greet question) {
            forgetBody();
            return Attempt.now(new SmtpAnswer.Mechanisms(house.authenticator().mechanisms(question.client())));
        }

        @Override
        public Attempt<SmtpAnswer> sender(SmtpQuestion.Sender question) {
            return Attempt.now(new SmtpAnswer.SenderFound(
                    question.address().map(house.router()::route), house.store().shortOfSpace()));
        }

        @Override
        public Attempt<SmtpAnswer> recipient(SmtpQuestion.Recipient question) {
            return Attempt.now(new SmtpAnswer.RecipientFound(house.router().route(question.address())));
        }

        @Override
        public Attempt<SmtpAnswer> login(SmtpQuestion.Login question) {
            return login.begin(question);
        }

        @Override
        public Attempt<SmtpAnswer> respond(SmtpQuestion.Respond question) {
            return login.respond(question.response());
        }

        @Override
        public Attempt<SmtpAnswer> begin(SmtpQuestion.Begin question) {
            forgetBody();
            if (house.store().shortOfSpace()) {
                return Attempt.now(new SmtpAnswer.NoSpace());
            }
            incoming = newBody(question.envelope());
            return Attempt.now(new SmtpAnswer.Ready());
        }

        @Override
        public Attempt<SmtpAnswer> commit(SmtpQuestion.Commit question) {
            return SmtpPerformer.this.commit(later);
        }

        @Override
        public Attempt<SmtpAnswer> discard(SmtpQuestion.Discard question) {
            IncomingBody body = incoming;
            forgetBody();
            return Attempt.now(new SmtpAnswer.Discarded(body == null ? Optional.empty() : body.trouble()));
        }

        @Override
        public Attempt<SmtpAnswer> confirm(SmtpQuestion.Confirm question) {
            for (Sha256 submission : question.submissions()) {
                house.store().confirm(submission);
            }
            return Attempt.now(new SmtpAnswer.Noted());
        }
    }

    private IncomingBody newBody(Envelope envelope) {
        String id = sessionId + "." + ++messages;
        long now = house.clock().millis();
        String received = TraceHeader.received(envelope, policy.hostname(), id, dates.at(now));
        return new IncomingBody(
                envelope,
                received,
                house.store().newBody(),
                (date, messageId) -> policy.submission() ? missing(date, messageId, now, id) : new byte[0]);
    }

    /** The fields a submission needs (RFC 6409 §8.1, §8.3; RFC 5322 §3.6). */
    private byte[] missing(boolean date, boolean messageId, long now, String id) {
        StringBuilder fields = new StringBuilder();
        if (!date) {
            fields.append("Date: ").append(dates.at(now)).append("\r\n");
        }
        if (!messageId) {
            String unique = Long.toUnsignedString(house.random().nextLong(), 36);
            fields.append("Message-ID: <").append(Long.toString(now, 36)).append('.');
            fields.append(unique)
                    .append('.')
                    .append(id)
                    .append('@')
                    .append(policy.hostname())
                    .append(">\r\n");
        }
        return fields.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Attempt<SmtpAnswer> commit(Consumer<SmtpAnswer> later) {
        IncomingBody body = incoming;
        incoming = null; // from here on the listener answers for it
        if (body == null || body.body().isEmpty()) {
            throw new IllegalStateException("commit without a complete body");
        }
        Body content = body.body().get();
        Optional<Sha256> submission = body.submission();
        Set<AccountName> accounts = new LinkedHashSet<>();
        for (Envelope.Recipient recipient : body.envelope().recipients()) {
            accounts.add(recipient.route().account());
        }
        Delivery delivery = new Delivery(content, new ArrayList<>(accounts), submission);
        house.store()
                .deliver(delivery, new Outcome(body, delivery, house.clock().millis(), later));
        return Attempt.pending();
    }

    /** Hears what became of a commit; on the committer's thread. */
    private final class Outcome implements DeliveryListener {
        private final IncomingBody body;
        private final Delivery delivery;
        private final long since;
        private final Consumer<SmtpAnswer> later;

        Outcome(IncomingBody body, Delivery delivery, long since, Consumer<SmtpAnswer> later) {
            this.body = body;
            this.delivery = delivery;
            this.since = since;
            this.later = later;
        }

        @Override
        public void committed(Guid id, boolean resent) {
            if (resent) {
                body.abandon(); // the entry that counts names the file of the first time
            }
            later.accept(new SmtpAnswer.Committed(id, delivery.submission()));
            Envelope envelope = body.envelope();
            log.atInfo()
                    .addKeyValue("sid", sessionId)
                    .addKeyValue("qid", id)
                    .addKeyValue(
                            "from",
                            PrintableText.of(envelope.sender()
                                    .map(EmailAddress::toString)
                                    .orElse("<>")))
                    .addKeyValue("size", delivery.body().size())
                    .addKeyValue("rcpts", delivery.recipients().size())
                    .addKeyValue(
                            "tls", envelope.client().tls().map(Tls::protocol).orElse("no"))
                    .addKeyValue("ms", house.clock().millis() - since)
                    .addKeyValue("resent", resent)
                    .log("mail accepted");
        }

        @Override
        public void refused(Refusal why) {
            body.abandon();
            later.accept(new SmtpAnswer.NotCommitted(why));
            log.atWarn()
                    .addKeyValue("sid", sessionId)
                    .addKeyValue("why", why)
                    .addKeyValue("size", delivery.body().size())
                    .log("mail not stored");
        }
    }
}
