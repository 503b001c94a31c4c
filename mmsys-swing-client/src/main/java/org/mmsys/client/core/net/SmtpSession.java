package org.mmsys.client.core.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.smtp.OutgoingMail;
import org.mmsys.wire.smtp.ServerOffer;
import org.mmsys.wire.smtp.SmtpClientAnswer;
import org.mmsys.wire.smtp.SmtpClientMachine;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpClientPlan.Login;
import org.mmsys.wire.smtp.SmtpClientPlan.StartTls;
import org.mmsys.wire.smtp.SmtpClientQuestion;
import org.mmsys.wire.smtp.SmtpClientTimes;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;
import org.mmsys.wire.smtp.SmtpOutcome.Fate;
import org.mmsys.wire.text.PrintableText;

/**
 * An SMTP session (RFC 5321) that hands over messages. Owned by one thread; blocks as long as the line's patience.
 *
 * <p>What became of a message is one of three for each recipient: accepted, refused, unknown. Unknown is only said when all of the
 * message had left and no answer came.
 */
public final class SmtpSession implements AutoCloseable {
    private final Endpoint server;
    private final Wire wire;
    private final Dialogue<SmtpClientQuestion, SmtpClientAnswer> dialogue;
    private ServerOffer offer = ServerOffer.NOTHING;

    private SmtpSession(Endpoint server, Line line, Wire wire, Optional<Credentials> who) {
        this.server = server;
        this.wire = wire;
        StartTls when = switch (line.tlsFor(server)) {
            case NEVER -> StartTls.NEVER;
            case IF_OFFERED -> StartTls.IF_OFFERED;
            case REQUIRED -> StartTls.REQUIRED;
            case FROM_THE_START -> StartTls.IMPLICIT;
        };
        Patience patience = line.patience();
        SmtpClientPlan plan = new SmtpClientPlan(
                "[127.0.0.1]",
                when,
                Optional.empty(),
                who.map(c -> new Login(c.user(), c.password(), Pop3Way.nonce(), true)),
                line.passwordInClear(server),
                new SmtpClientTimes(
                        patience.greeting(),
                        patience.command(),
                        patience.command(),
                        patience.afterData(),
                        patience.goodBye()));
        this.dialogue = new Dialogue<>(wire, new SmtpClientMachine(plan), line.transcript());
    }

    /** Who logs in. */
    public record Credentials(String user, Secret password) {}

    /**
     * Connects, begins TLS and logs in where the server wants that.
     *
     * @throws Trouble if that does not come about; nothing is left open
     */
    public static SmtpSession open(Endpoint server, Line line, Optional<Credentials> who) throws Trouble {
        line.transcript().note("SMTP with " + server);
        Wire wire;
        try {
            wire = Wire.connect(server, line.trust(), line.watch(), line.abort(), line.patience());
        } catch (IOException failed) {
            line.transcript().note(String.valueOf(failed.getMessage()));
            throw Problems.noConnection(server, String.valueOf(failed.getMessage()));
        }
        SmtpSession session = new SmtpSession(server, line, wire, who);
        session.begin();
        return session;
    }

    private void begin() throws Trouble {
        Optional<SmtpClientQuestion> question = prove(dialogue.open());
        if (question.isPresent() && question.get() instanceof SmtpClientQuestion.Next next) {
            offer = next.offer();
            return;
        }
        wire.close();
        if (wire.question().isPresent()) {
            throw Problems.certificate(server, wire.question().get());
        }
        if (question.isPresent()
                && question.get() instanceof SmtpClientQuestion.Report report
                && report.outcome() instanceof SmtpOutcome.Failed failed) {
            throw Problems.smtp(server, failed.failure(), dialogue.wireTrouble());
        }
        throw Problems.noConnection(server, dialogue.wireTrouble());
    }

    private Optional<SmtpClientQuestion> prove(Optional<SmtpClientQuestion> question) {
        if (question.isPresent() && question.get() instanceof SmtpClientQuestion.Prove proof) {
            return prove(
                    dialogue.answer(new SmtpClientAnswer.Proof(proof.exchange().last(proof.serverFirst()))));
        }
        return question;
    }

    public Endpoint server() {
        return server;
    }

    public ServerOffer offer() {
        return offer;
    }

    /** Whether it is a server of ours, which recognises a message that is sent again. */
    public boolean mmsys() {
        return offer.has("XMMSYS");
    }

    public boolean encrypted() {
        return wire.encrypted();
    }

    public String greeting() {
        return dialogue.greeting();
    }

    /** What became of one recipient. */
    public sealed interface Sent {
        /** The server has it. */
        record Accepted(String words) implements Sent {}

        /** It does not take it. */
        record Refused(Problem problem, boolean forGood) implements Sent {}

        /** Nobody can tell. */
        record Unknown(Problem problem) implements Sent {}
    }

    /**
     * Hands over one message.
     *
     * @return one for each recipient, in order; also when the connection broke behind the final dot
     * @throws Trouble if nothing was handed over: another server may be asked
     */
    public List<Sent> send(OutgoingMail mail, Path file, SendProgress progress) throws Trouble {
        Optional<SmtpClientQuestion> question = dialogue.answer(new SmtpClientAnswer.Errand(new SmtpErrand.Mail(mail)));
        if (question.isPresent() && question.get() instanceof SmtpClientQuestion.OpenBody) {
            try (InputStream body = Files.newInputStream(file)) {
                dialogue.source(body, progress);
                question = dialogue.answer(new SmtpClientAnswer.BodyReady(false, false));
            } catch (IOException gone) {
                wire.close();
                throw Trouble.of(Problem.of(Cause.DISK, "The message cannot be read from this disk.")
                        .because(String.valueOf(gone.getMessage())));
            }
        }
        SmtpOutcome outcome = question.isPresent() && question.get() instanceof SmtpClientQuestion.Report report
                ? report.outcome()
                : null;
        return fates(mail, outcome);
    }

    private List<Sent> fates(OutgoingMail mail, @Nullable SmtpOutcome outcome) throws Trouble {
        if (outcome instanceof SmtpOutcome.Failed failed) {
            wire.close();
            throw Problems.smtp(server, failed.failure(), dialogue.wireTrouble());
        }
        if (!(outcome instanceof SmtpOutcome.Mailed mailed)) {
            wire.close();
            throw Problems.noConnection(server, dialogue.wireTrouble());
        }
        List<Sent> fates = new ArrayList<>();
        boolean handedOver = false;
        for (int i = 0; i < mailed.fates().size(); i++) {
            Sent fate = fate(
                    mail.recipients().get(i).address().toString(),
                    mailed.fates().get(i));
            handedOver |= !(fate instanceof Sent.Refused refused) || refused.forGood();
            fates.add(fate);
        }
        if (mailed.failure().isPresent()) {
            wire.close();
            if (!handedOver) {
                throw Problems.smtp(server, mailed.failure().get(), dialogue.wireTrouble());
            }
        } else {
            dialogue.answer(new SmtpClientAnswer.Noted());
        }
        return fates;
    }

    private Sent fate(String recipient, Fate fate) {
        if (fate instanceof Fate.Accepted accepted) {
            return new Sent.Accepted(accepted.reply());
        }
        if (fate instanceof Fate.Refused refused) {
            boolean forGood = refused.status().startsWith("5");
            String words = refused.code() > 0
                    ? refused.code() + " " + PrintableText.of(refused.text())
                    : PrintableText.of(refused.text());
            Problem problem = Problem.of(
                            forGood ? Cause.REFUSED : Cause.TEMPORARY,
                            server + " did not take the message for " + recipient + ".")
                    .because(words);
            return new Sent.Refused(
                    forGood ? problem.advising("Change the message or the address, then send it again.") : problem,
                    forGood);
        }
        String words = fate instanceof Fate.Lost lost ? lost.text() : "";
        if (dialogue.bodyComplete() && fate instanceof Fate.Lost lost && lost.maybeTaken()) {
            return new Sent.Unknown(Problem.of(
                            Cause.UNKNOWN_OUTCOME,
                            "The message was handed to " + server + ", and the connection broke before its answer.")
                    .because(PrintableText.of(words)));
        }
        return new Sent.Refused(
                Problem.of(Cause.UNREACHABLE, server + " closed the connection before it had the message.")
                        .because(PrintableText.of(words)),
                false);
    }

    /** Says good-bye and closes. */
    @Override
    public void close() {
        dialogue.answerIfOpen(new SmtpClientAnswer.Errand(new SmtpErrand.Quit()));
        wire.close();
    }
}
