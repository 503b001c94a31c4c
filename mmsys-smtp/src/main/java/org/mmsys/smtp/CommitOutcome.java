package org.mmsys.smtp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.store.MailStore.Delivery;
import org.mmsys.core.store.MailStore.DeliveryListener;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Input.Via;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Hears what became of one commit: answers the session and writes the log. On the committer's thread. */
final class CommitOutcome implements DeliveryListener {
    private static final Logger log = LoggerFactory.getLogger("org.mmsys.smtp.Mail");

    private final HouseContext house;
    private final String sessionId;
    private final IncomingBody body;
    private final Delivery delivery;
    private final Consumer<SmtpAnswer> later;
    private final long since;

    CommitOutcome(
            HouseContext house, String sessionId, IncomingBody body, Delivery delivery, Consumer<SmtpAnswer> later) {
        this.house = house;
        this.sessionId = sessionId;
        this.body = body;
        this.delivery = delivery;
        this.later = later;
        this.since = house.clock().millis();
    }

    @Override
    public void committed(Guid id, boolean resent) {
        committed(id, resent, OptionalLong.empty());
    }

    @Override
    public void stored(Guid id, long sequence) {
        committed(id, false, OptionalLong.of(sequence));
    }

    private void committed(Guid id, boolean resent, OptionalLong sequence) {
        if (resent) {
            body.abandon(); // the entry that counts names the file of the first time
        }
        later.accept(new SmtpAnswer.Committed(id, delivery.submission()));
        Envelope envelope = body.envelope();
        List<QueuedRecipient> wanted = envelope.successWanted();
        if (!resent && !wanted.isEmpty()) {
            house.successReports().deliveredHere(delivery.body(), envelope.onward(wanted, body.eightBit()), id);
        }
        accepted(id, resent, sequence);
    }

    private void accepted(Guid id, boolean resent, OptionalLong sequence) {
        Envelope envelope = body.envelope();
        String from =
                PrintableText.of(envelope.sender().map(EmailAddress::toString).orElse("<>"));
        LoggingEventBuilder line = byPeer(log.atInfo()
                .addKeyValue("sid", sessionId)
                .addKeyValue("qid", id)
                .addKeyValue("from", from));
        if (sequence.isPresent()) {
            line = line.addKeyValue("seq", sequence.getAsLong());
        }
        line.addKeyValue("size", delivery.body().size())
                .addKeyValue("local", delivery.recipients().size())
                .addKeyValue(
                        "onward",
                        delivery.onward()
                                .map(onward -> onward.recipients().size())
                                .orElse(0))
                .addKeyValue("tls", envelope.client().tls().map(Tls::protocol).orElse("no"))
                .addKeyValue("copies", house.store().copies())
                .addKeyValue("ms", house.clock().millis() - since)
                .addKeyValue("resent", resent)
                .log("mail accepted");
    }

    /** Which node brought it, how it was called in that queue and the session there. */
    private LoggingEventBuilder byPeer(LoggingEventBuilder line) {
        Optional<Via> via = body.envelope().client().via();
        if (via.isEmpty()) {
            return line;
        }
        String origin = delivery.origin()
                .map(from -> from.server() + "/" + from.queueId())
                .orElse("-");
        String session = body.envelope().parameters().originSession().orElse("-");
        return line.addKeyValue("peer", via.get().node())
                .addKeyValue("origin", origin)
                .addKeyValue("osid", PrintableText.of(session));
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
