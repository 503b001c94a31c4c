package org.mmsys.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.mmsys.core.journal.Origin;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.store.MailStore.Delivery;
import org.mmsys.core.store.MailStore.Onward;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input.Via;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.Framing;

/**
 * Takes the bodies of one session's messages and commits them: for accounts here and for recipients elsewhere in one.
 *
 * <p>Owned by one performer; calls never overlap. A commit is handed to the committer, whose thread answers it.
 */
final class MailDesk {
    private final HouseContext house;
    private final SmtpPolicy policy;
    private final MailDates dates;
    private final String sessionId;
    private @Nullable IncomingBody incoming;
    private int messages;

    MailDesk(HouseContext house, SmtpPolicy policy, MailDates dates, String sessionId) {
        this.house = house;
        this.policy = policy;
        this.dates = dates;
        this.sessionId = sessionId;
    }

    /** Makes ready for a body. I/O thread. */
    SmtpAnswer begin(Envelope envelope) {
        forget();
        Optional<Refusal> closed = house.store().closedToMail();
        if (closed.isPresent()) {
            return new SmtpAnswer.NotNow(closed.get());
        }
        incoming = newBody(envelope);
        return new SmtpAnswer.Ready();
    }

    /** Where the octets of a body or chunk go; those of a refused one nowhere. */
    BodySink sink(CollectBody<SmtpQuestion> wanted) {
        IncomingBody body = incoming;
        if (wanted.framing() instanceof Framing.Exact exact) {
            boolean refused = wanted.limit() == 0 && exact.octets() > 0;
            return body == null || refused ? new Drain() : body.expecting(exact.last());
        }
        return body == null ? new Drain() : body.expecting(true);
    }

    SmtpAnswer discard() {
        IncomingBody body = incoming;
        forget();
        return new SmtpAnswer.Discarded(body == null ? Optional.empty() : body.trouble());
    }

    /** Gives back an unfinished body. Any thread, after the last other call. */
    void forget() {
        IncomingBody body = incoming;
        incoming = null;
        if (body != null) {
            body.abandon();
        }
    }

    Attempt<SmtpAnswer> commit(Consumer<SmtpAnswer> later) {
        IncomingBody body = incoming;
        incoming = null; // from here on the listener answers for it
        if (body == null || body.body().isEmpty()) {
            throw new IllegalStateException("commit without a complete body");
        }
        Delivery delivery = delivery(body, body.body().get());
        house.store().deliver(delivery, new CommitOutcome(house, sessionId, body, delivery, later));
        return Attempt.pending();
    }

    /** What a peer brings is known by its queue id, what a client brings by its octets, here and where it tried next. */
    private Delivery delivery(IncomingBody body, Body content) {
        Envelope envelope = body.envelope();
        Optional<Via> peer = envelope.client().via();
        Optional<Sha256> submission = peer.isPresent() ? Optional.empty() : body.submission();
        return new Delivery(
                content,
                envelope.localAccounts(),
                submission,
                onward(body),
                peer.flatMap(via -> origin(envelope, via)),
                envelope.parameters().submission().flatMap(Sha256::parse),
                body.begun());
    }

    private static Optional<Origin> origin(Envelope envelope, Via via) {
        return envelope.parameters()
                .queueId()
                .flatMap(id -> NodeName.parse(via.node()).map(node -> new Origin(node.server(), new Guid(id))));
    }

    private static Optional<Onward> onward(IncomingBody body) {
        List<QueuedRecipient> elsewhere = body.envelope().elsewhere();
        return elsewhere.isEmpty()
                ? Optional.empty()
                : Optional.of(body.envelope().onward(elsewhere, body.eightBit()));
    }

    private IncomingBody newBody(Envelope envelope) {
        String id = sessionId + "." + ++messages;
        long now = house.clock().millis();
        String received = TraceHeader.received(envelope, policy.hostname(), id, dates.at(now));
        boolean complete = policy.submission() && envelope.client().via().isEmpty();
        return new IncomingBody(
                envelope,
                received,
                house.store().newBody(),
                (date, messageId) -> complete ? missing(date, messageId, now, id) : new byte[0]);
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
}
