package org.mmsys.smtp.transport;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.queue.QueuedMessage;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.smtp.SmtpClientAnswer;
import org.mmsys.wire.smtp.SmtpClientQuestion;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does on one connection what its owner gives it to do, job after job.
 *
 * <p>Each job it was given ends exactly once, whatever becomes of the connection.
 */
final class ClientPerformer implements Performer<SmtpClientQuestion, SmtpClientAnswer> {
    private static final Logger log = LoggerFactory.getLogger(ClientPerformer.class);

    private final Owner owner;
    private volatile @Nullable ClientJob job;
    private volatile @Nullable BodySource body;
    private int served;

    /** Who has jobs for a connection. Must not wait. */
    interface Owner {
        /** The next job now, or later through the callback; a job of empty means: say good-bye. */
        Attempt<Optional<ClientJob>> next(Consumer<Optional<ClientJob>> later);

        /** A job ended; {@code served} jobs were done on this connection before it. The owner tells the job. */
        void ended(ClientJob job, SmtpOutcome outcome, int served);

        /** The connection never came to a job. */
        void failed(Failure failure);

        /** It is over, or was never made. */
        void closed();
    }

    ClientPerformer(Owner owner) {
        this.owner = owner;
    }

    @Override
    public Attempt<SmtpClientAnswer> tryNow(SmtpClientQuestion question, Consumer<SmtpClientAnswer> later) {
        if (question instanceof SmtpClientQuestion.Next) {
            Attempt<Optional<ClientJob>> next = owner.next(given -> later.accept(take(given)));
            return next instanceof Attempt.Now<Optional<ClientJob>> now
                    ? Attempt.now(take(now.answer()))
                    : Attempt.pending();
        }
        if (question instanceof SmtpClientQuestion.Report report) {
            reported(report.outcome());
            return Attempt.now(new SmtpClientAnswer.Noted());
        }
        ClientJob current = job;
        if (question instanceof SmtpClientQuestion.Challenge challenge && current != null) {
            current.challenged(challenge.octets(), later);
            return Attempt.pending();
        }
        return Attempt.needsWorker();
    }

    private SmtpClientAnswer take(Optional<ClientJob> given) {
        job = given.orElse(null);
        return new SmtpClientAnswer.Errand(given.map(ClientJob::errand).orElseGet(SmtpErrand.Quit::new));
    }

    @Override
    public SmtpClientAnswer perform(SmtpClientQuestion question) {
        if (question instanceof SmtpClientQuestion.OpenBody open) {
            return open(open.inspect());
        }
        if (question instanceof SmtpClientQuestion.Prove prove) {
            return new SmtpClientAnswer.Proof(prove.exchange().last(prove.serverFirst()));
        }
        throw new IllegalArgumentException("no question for a worker: " + question.getClass());
    }

    private SmtpClientAnswer open(boolean inspect) {
        Optional<QueuedMessage> message = Optional.ofNullable(job).flatMap(ClientJob::message);
        if (message.isEmpty()) {
            return new SmtpClientAnswer.BodyMissing("no message");
        }
        try {
            ContentScan scan = new ContentScan();
            if (inspect) {
                scan.read(message.get());
            }
            body = message.get().open();
            return new SmtpClientAnswer.BodyReady(scan.eightBit(), scan.eightBitHeader());
        } catch (IOException damaged) {
            log.atError()
                    .addKeyValue("qid", message.get().envelope().id())
                    .setCause(damaged)
                    .log("body of a queued message cannot be read");
            return new SmtpClientAnswer.BodyMissing("body of the message cannot be read");
        }
    }

    private void reported(SmtpOutcome outcome) {
        closeBody();
        ClientJob current = job;
        job = null;
        if (current != null) {
            owner.ended(current, outcome, served);
            served++;
        } else if (outcome instanceof SmtpOutcome.Failed failed) {
            owner.failed(failed.failure());
        }
    }

    @Override
    public BodySink sink(CollectBody<SmtpClientQuestion> wanted) {
        throw new IllegalStateException("a client collects no bodies");
    }

    /** The driver closes it. */
    @Override
    public BodySource source() {
        BodySource prepared = body;
        body = null;
        if (prepared == null) {
            throw new IllegalStateException("no body is open");
        }
        return prepared;
    }

    @Override
    public void closed() {
        closeBody();
        ClientJob current = job;
        job = null;
        if (current != null) {
            owner.ended(
                    current,
                    new SmtpOutcome.Failed(new Failure(Trouble.CLOSED, "4.4.2", "connection lost", false)),
                    served);
        }
        owner.closed();
    }

    private void closeBody() {
        BodySource unused = body;
        body = null;
        if (unused != null) {
            try {
                unused.close();
            } catch (IOException e) {
                log.atWarn().setCause(e).log("body not closed");
            }
        }
    }
}
