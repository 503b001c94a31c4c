package org.mmsys.smtp.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.queue.QueuedMessage;
import org.mmsys.core.queue.Transport.Errand;
import org.mmsys.core.queue.Verdict;
import org.mmsys.wire.smtp.OutgoingMail;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;

/**
 * An errand of the queue in pieces of as many recipients as every server takes (RFC 5321 §4.5.3.1.8), and their verdicts put
 * together again. Thread-safe.
 */
final class MailPieces {
    static final int RECIPIENTS_MAX = 100;

    private final Errand errand;
    private final Consumer<List<Verdict>> done;
    private final List<List<Verdict>> verdicts = new ArrayList<>();
    private int open;

    private MailPieces(Errand errand, Consumer<List<Verdict>> done) {
        this.errand = errand;
        this.done = done;
    }

    /**
     * The jobs of an errand.
     *
     * @param judge makes verdicts of an outcome, one for each of so many recipients
     */
    static List<ClientJob> of(Errand errand, Judge judge, Consumer<List<Verdict>> done) {
        return new MailPieces(errand, done).split(judge);
    }

    /** What an outcome means for the queue. */
    @FunctionalInterface
    interface Judge {
        List<Verdict> verdicts(SmtpOutcome outcome, int recipients);
    }

    private List<ClientJob> split(Judge judge) {
        List<ClientJob> jobs = new ArrayList<>();
        List<Integer> all = errand.recipients();
        for (int from = 0; from < all.size(); from += RECIPIENTS_MAX) {
            List<Integer> part = all.subList(from, Math.min(all.size(), from + RECIPIENTS_MAX));
            int number = jobs.size();
            jobs.add(new Piece(errand.message(), mail(part), outcome -> {
                ended(number, judge.verdicts(outcome, part.size()));
            }));
            verdicts.add(List.of());
        }
        open = jobs.size();
        if (jobs.isEmpty()) {
            done.accept(List.of());
        }
        return jobs;
    }

    private OutgoingMail mail(List<Integer> part) {
        Enqueue envelope = errand.message().envelope();
        return new OutgoingMail(
                envelope.sender(),
                errand.message().size(),
                envelope.eightBit(),
                envelope.smtpUtf8(),
                envelope.dsn().ret(),
                envelope.dsn().envelopeId(),
                Optional.of(envelope.id().text()),
                Optional.of(envelope.provenance().sessionId()),
                envelope.submission().map(Sha256::toString),
                part.stream()
                        .map(envelope.recipients()::get)
                        .map(MailPieces::recipient)
                        .toList());
    }

    private static OutgoingMail.Recipient recipient(QueuedRecipient to) {
        return new OutgoingMail.Recipient(to.address(), to.notifyWhen(), to.originalRecipient());
    }

    private void ended(int number, List<Verdict> ofPiece) {
        List<Verdict> all = new ArrayList<>();
        synchronized (this) {
            verdicts.set(number, ofPiece);
            if (--open > 0) {
                return;
            }
            verdicts.forEach(all::addAll);
        }
        done.accept(List.copyOf(all));
    }

    /** One transaction. */
    private record Piece(QueuedMessage queued, OutgoingMail mail, Consumer<SmtpOutcome> told) implements ClientJob {
        @Override
        public SmtpErrand errand() {
            return new SmtpErrand.Mail(mail);
        }

        @Override
        public Optional<QueuedMessage> message() {
            return Optional.of(queued);
        }

        @Override
        public void ended(SmtpOutcome outcome) {
            told.accept(outcome);
        }
    }

    /** One verdict for each recipient: the fates of a message that was sent, or the same for all. */
    static List<Verdict> each(
            SmtpOutcome outcome, int recipients, Function<SmtpOutcome.Fate, Verdict> ofFate, Verdict otherwise) {
        if (outcome instanceof SmtpOutcome.Mailed mailed && mailed.fates().size() == recipients) {
            return mailed.fates().stream().map(ofFate).toList();
        }
        return java.util.Collections.nCopies(recipients, otherwise);
    }
}
