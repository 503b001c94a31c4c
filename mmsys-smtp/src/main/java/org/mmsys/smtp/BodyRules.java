package org.mmsys.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.smtp.SmtpSession.Tally;
import org.mmsys.smtp.SmtpState.Transaction;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.Framing;
import org.mmsys.wire.smtp.SmtpCommand.Bdat;
import org.mmsys.wire.smtp.SmtpReplies;

/** How a message's body comes in and what is said to it (RFC 5321 §4.1.1.4, RFC 3030). Pure. */
final class BodyRules {
    private BodyRules() {}

    /** Asks the performer to make ready; by BDAT when there is a first chunk. */
    static Move begin(SmtpSession session, Transaction transaction, Optional<Bdat> chunk) {
        SmtpSession.Hello hello = session.hello().orElseThrow();
        Envelope envelope = new Envelope(
                session.client(),
                hello.name(),
                hello.extended(),
                session.login(),
                transaction.sender(),
                transaction.recipients().toList(),
                transaction.parameters(),
                chunk.isPresent());
        return Move.ask(session.to(new SmtpState.Beginning(transaction, chunk)), new SmtpQuestion.Begin(envelope));
    }

    /** The performer is ready. */
    static Move ready(SmtpPolicy policy, SmtpSession session, SmtpState.Beginning asked) {
        if (asked.chunk().isPresent()) {
            return chunk(policy, session, asked.transaction(), asked.chunk().get(), 0);
        }
        return new Move(
                session.to(new SmtpState.Collecting(asked.transaction(), true, 0)),
                List.of(
                        new Output.Reply<>(SmtpReplies.R354_SEND_BODY.wire()),
                        new Output.CollectBody<>(new Framing.Dotted(), policy.sizeLimit(session))));
    }

    /** There is no space for a body. */
    static Move notNow(SmtpPolicy policy, SmtpSession session, SmtpState.Beginning asked, Refusal why) {
        SmtpSession idle = session.to(new SmtpState.Idle());
        SmtpReplies reply = why == Refusal.NO_SPACE ? SmtpReplies.R452_NO_SPACE : SmtpReplies.R451_TOO_BUSY;
        return asked.chunk()
                .map(chunk -> swallow(policy, idle, chunk, reply, idle.state(), false))
                .orElseGet(() -> notCommitted(policy, session, why));
    }

    /** Takes a chunk; {@code before} octets came in earlier ones. */
    static Move chunk(SmtpPolicy policy, SmtpSession session, Transaction transaction, Bdat chunk, long before) {
        if (chunk.octets() == 0 && !chunk.last()) {
            return chunkTaken(session, transaction, before);
        }
        return new Move(
                session.to(new SmtpState.Collecting(transaction, chunk.last(), before + chunk.octets())),
                List.of(new Output.CollectBody<>(
                        new Framing.Exact(chunk.octets(), chunk.last()), policy.sizeLimit(session) - before)));
    }

    /** Lets the octets of a refused chunk pass unseen and then says why; a monstrous one ends the session. */
    static Move swallow(
            SmtpPolicy policy, SmtpSession session, Bdat chunk, SmtpReplies why, SmtpState then, boolean discard) {
        if (chunk.octets() / 2 > policy.sizeLimit(session)) {
            return Move.close(session, why);
        }
        SmtpState.Swallowing swallowing = new SmtpState.Swallowing(why, then, discard);
        if (chunk.octets() == 0) {
            return swallowed(policy, session, swallowing);
        }
        return new Move(
                session.to(swallowing), List.of(new Output.CollectBody<>(new Framing.Exact(chunk.octets(), true), 0)));
    }

    static Move swallowed(SmtpPolicy policy, SmtpSession session, SmtpState.Swallowing swallowing) {
        Move refused = Refusals.refuse(policy, session.to(swallowing.then()), swallowing.why());
        if (!swallowing.discard() || refused.next().state() instanceof SmtpState.Closed) {
            return refused;
        }
        List<Output<SmtpQuestion>> outputs = new ArrayList<>(refused.outputs());
        outputs.add(new Output.Ask<>(new SmtpQuestion.Discard()));
        return new Move(refused.next().to(new SmtpState.Settling(swallowing.then())), outputs);
    }

    /** A body or chunk has come. */
    static Move collected(SmtpSession session, SmtpState.Collecting collecting, BodyReport report) {
        if (!report.defects().isEmpty()) {
            return Move.ask(session.to(new SmtpState.Discarding(report)), new SmtpQuestion.Discard());
        }
        if (collecting.last()) {
            return Move.ask(session.to(new SmtpState.Committing()), new SmtpQuestion.Commit());
        }
        Tally tally = session.tally();
        Tally uncounted = new Tally(tally.commands() - 1, tally.errors(), tally.messages()); // their size is limited
        return chunkTaken(session.counting(uncounted), collecting.transaction(), collecting.octets());
    }

    /** A body with defects is gone; now the client is told. */
    static Move discarded(
            SmtpPolicy policy, SmtpSession session, BodyReport report, Optional<SmtpAnswer.Trouble> trouble) {
        return Refusals.refuse(policy, session.to(new SmtpState.Idle()), refusal(report.defects(), trouble));
    }

    static Move committed(SmtpSession session, SmtpAnswer.Committed answer) {
        Tally tally = new Tally(0, 0, session.tally().messages());
        SmtpSession idle = session.to(new SmtpState.Idle()).counting(tally);
        String reply = SmtpReplies.R250_ACCEPTED.with("Ok id=" + answer.id()).wire();
        if (answer.submission().isEmpty() || !idle.mayAwaitHearing()) {
            return Move.reply(idle, reply);
        }
        return new Move(
                idle.awaitingHearing(answer.submission().get()),
                List.of(new Output.Reply<>(reply), new Output.NotifyHeard<>()));
    }

    static Move notCommitted(SmtpPolicy policy, SmtpSession session, Refusal why) {
        SmtpSession idle = session.to(new SmtpState.Idle());
        return switch (why) {
            case NO_SPACE -> Refusals.refuse(policy, idle, SmtpReplies.R452_NO_SPACE);
            case TOO_BUSY -> Refusals.refuse(policy, idle, SmtpReplies.R451_TOO_BUSY);
            case CLOSED -> Move.close(idle, SmtpReplies.R421_SHUTTING_DOWN);
        };
    }

    private static Move chunkTaken(SmtpSession session, Transaction transaction, long octets) {
        return Move.reply(session.to(new SmtpState.InChunks(transaction, octets)), SmtpReplies.R250_CHUNK_TAKEN);
    }

    /** What is wrong for ever is said before what is wrong now. */
    private static SmtpReplies refusal(Set<Defect> defects, Optional<SmtpAnswer.Trouble> trouble) {
        if (defects.contains(Defect.TOO_LARGE)) {
            return SmtpReplies.R552_TOO_LARGE;
        }
        if (defects.contains(Defect.BARE_CR_OR_LF) || defects.contains(Defect.NUL)) {
            return SmtpReplies.R550_BAD_LINE_ENDS;
        }
        if (defects.contains(Defect.LINE_TOO_LONG)) {
            return SmtpReplies.R554_BODY_LINE_TOO_LONG;
        }
        if (trouble.equals(Optional.of(SmtpAnswer.Trouble.LOOP))) {
            return SmtpReplies.R554_LOOP;
        }
        return defects.contains(Defect.NO_SPACE) ? SmtpReplies.R452_NO_SPACE : SmtpReplies.R451_LOCAL_ERROR;
    }
}
