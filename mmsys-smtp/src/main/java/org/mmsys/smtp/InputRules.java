package org.mmsys.smtp;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.route.Route;
import org.mmsys.smtp.SmtpSession.Tally;
import org.mmsys.smtp.SmtpState.Recipients;
import org.mmsys.smtp.SmtpState.Transaction;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpCommandParser;
import org.mmsys.wire.smtp.SmtpReplies;
import org.mmsys.wire.smtp.SmtpReply;

/** What each input does to a session. Pure; made for one input. */
final class InputRules implements Input.Cases<SmtpAnswer, Move> {
    /** RFC 5321 §4.5.3.1.4 asks for 512 octets; the parameters of all extensions add about a thousand. */
    private static final int COMMAND_OCTETS_MAX = 2_048;

    private final SmtpPolicy policy;
    private final SmtpSession session;

    InputRules(SmtpPolicy policy, SmtpSession session) {
        this.policy = policy;
        this.session = session;
    }

    @Override
    public Move opened(Input.Opened<SmtpAnswer> input) {
        SmtpSession open = session.startedOver(input.client());
        if (session.draining()) {
            return Move.close(open, SmtpReplies.R421_SHUTTING_DOWN);
        }
        return new Move(
                open,
                List.of(
                        new Output.IdleLimit<>(policy.idle()),
                        new Output.Reply<>(SmtpReplies.R220_GREETING
                                .with(policy.hostname() + " ESMTP MMSys")
                                .wire())));
    }

    @Override
    public Move line(Input.Line<SmtpAnswer> line) {
        if (session.state() instanceof SmtpState.Closed) {
            return Move.silent(session);
        }
        if (session.state() instanceof SmtpState.Challenged challenged) {
            return LoginRules.response(policy, session, challenged, line);
        }
        if (!(session.state() instanceof SmtpState.Waiting)) {
            throw new IllegalStateException("a line while " + session.state());
        }
        Tally tally = session.tally();
        if (tally.commands() >= policy.commandsMax() && !session.peer()) {
            return Move.close(session, SmtpReplies.R421_TOO_MANY_COMMANDS);
        }
        SmtpSession counted = session.counting(new Tally(tally.commands() + 1, tally.errors(), tally.messages()));
        if (line.defect() == LineDefect.BARE_CR_OR_LF || line.defect() == LineDefect.NUL) {
            return Refusals.refuse(policy, counted, SmtpReplies.R500_BAD_LINE);
        }
        if (line.defect() == LineDefect.TOO_LONG || tooLong(line.octets())) {
            return Refusals.refuse(policy, counted, SmtpReplies.R500_LINE_TOO_LONG);
        }
        return SmtpCommandParser.parse(line.octets()).match(new CommandRules(policy, counted));
    }

    /** Only AUTH may bring a long response with it (RFC 4954 §4). */
    private static boolean tooLong(String line) {
        return line.length() > COMMAND_OCTETS_MAX && !line.regionMatches(true, 0, "AUTH ", 0, 5);
    }

    @Override
    public Move answered(Input.Answered<SmtpAnswer> input) {
        SmtpAnswer answer = input.answer();
        SmtpState state = session.state();
        if (state instanceof SmtpState.Closed) {
            return Move.silent(session);
        }
        if (state instanceof SmtpState.Settling settling) {
            return Move.silent(session.to(settling.then()));
        }
        if (state instanceof SmtpState.LoggingIn asked) {
            return LoginRules.answered(policy, session, asked, answer);
        }
        if (state instanceof SmtpState.CheckingRecipient asked && answer instanceof SmtpAnswer.RecipientFound found) {
            return recipientFound(asked, found);
        }
        if (state instanceof SmtpState.CheckingSender asked && answer instanceof SmtpAnswer.SenderFound found) {
            return senderFound(asked, found);
        }
        if (state instanceof SmtpState.Verifying asked && answer instanceof SmtpAnswer.Verified verified) {
            return PeerRules.verified(policy, session.to(asked.then()), verified);
        }
        if (state instanceof SmtpState.Beginning asked) {
            return answer instanceof SmtpAnswer.Ready
                    ? BodyRules.ready(policy, session, asked)
                    : BodyRules.notNow(policy, session, asked, ((SmtpAnswer.NotNow) answer).why());
        }
        if (state instanceof SmtpState.Committing) {
            return answer instanceof SmtpAnswer.Committed yes
                    ? BodyRules.committed(session, yes)
                    : BodyRules.notCommitted(policy, session, ((SmtpAnswer.NotCommitted) answer).why());
        }
        if (state instanceof SmtpState.Discarding asked && answer instanceof SmtpAnswer.Discarded discarded) {
            return BodyRules.discarded(policy, session, asked.report(), discarded.trouble());
        }
        if (state instanceof SmtpState.Greeting asked && answer instanceof SmtpAnswer.Mechanisms mechanisms) {
            return greeted(asked, mechanisms);
        }
        throw new IllegalStateException("answer " + answer.getClass().getSimpleName() + " while " + state);
    }

    private Move senderFound(SmtpState.CheckingSender asked, SmtpAnswer.SenderFound found) {
        SmtpSession idle = session.to(new SmtpState.Idle());
        if (found.closed().isPresent()) {
            return BodyRules.notCommitted(policy, session, found.closed().get());
        }
        Optional<SmtpReplies> refusal = session.caller().itself()
                ? Optional.empty()
                : SenderRule.sender(policy, session.login(), found.route());
        if (refusal.isPresent()) {
            return Refusals.refuse(policy, idle, refusal.get());
        }
        Tally tally = session.tally();
        boolean known = session.login().isPresent()
                || found.route()
                        .filter(route -> route instanceof Route.Local || route instanceof Route.Peer)
                        .isPresent();
        Transaction transaction =
                new Transaction(asked.mail().sender(), asked.mail().parameters(), known, Recipients.NONE);
        SmtpSession inMail = session.to(new SmtpState.InMail(transaction))
                .counting(new Tally(tally.commands(), tally.errors(), tally.messages() + 1));
        return Move.reply(inMail, SmtpReplies.R250_SENDER_OK);
    }

    private Move recipientFound(SmtpState.CheckingRecipient asked, SmtpAnswer.RecipientFound found) {
        Transaction transaction = asked.transaction();
        Optional<SmtpReplies> refusal = SenderRule.recipient(policy, from(transaction), found.route());
        if (refusal.isPresent()) {
            return Refusals.refuse(policy, session.to(new SmtpState.InMail(transaction)), refusal.get());
        }
        Tally tally = session.tally();
        Transaction more =
                transaction.with(new Envelope.Recipient(asked.recipient(), found.route(), asked.parameters()));
        SmtpSession inMail = session.to(new SmtpState.InMail(more))
                .counting(new Tally(tally.commands() - 1, tally.errors(), tally.messages()));
        return Move.reply(inMail, SmtpReplies.R250_RECIPIENT_OK);
    }

    private SenderRule.From from(Transaction transaction) {
        if (session.peer()) {
            return SenderRule.From.PEER;
        }
        if (session.login().isPresent()) {
            return SenderRule.From.OWNER;
        }
        return transaction.known() ? SenderRule.From.ACCOUNT : SenderRule.From.STRANGER;
    }

    private Move greeted(SmtpState.Greeting asked, SmtpAnswer.Mechanisms mechanisms) {
        SmtpSession.Hello hello =
                new SmtpSession.Hello(asked.hello().name(), asked.hello().extended(), mechanisms.names());
        SmtpReply reply = HelloReply.of(policy, session.client(), hello);
        return Move.reply(session.greeted(hello), reply.wire());
    }

    @Override
    public Move bodyEnded(Input.BodyEnded<SmtpAnswer> input) {
        if (session.state() instanceof SmtpState.Collecting collecting) {
            return BodyRules.collected(session, collecting, input.report());
        }
        if (session.state() instanceof SmtpState.Swallowing swallowing) {
            return BodyRules.swallowed(policy, session, swallowing);
        }
        return Move.silent(session);
    }

    @Override
    public Move bodySent(Input.BodySent<SmtpAnswer> input) {
        throw new IllegalStateException("this machine sends no bodies");
    }

    /** RFC 3207 §4.2: nothing the client said before counts any more. */
    @Override
    public Move tlsReady(Input.TlsReady<SmtpAnswer> input) {
        return Move.silent(session.startedOver(input.client()));
    }

    @Override
    public Move introduced(Input.Introduced<SmtpAnswer> input) {
        return Move.silent(session.startedOver(input.client()));
    }

    @Override
    public Move heard(Input.Heard<SmtpAnswer> input) {
        return Move.silent(session.hearing());
    }

    /** RFC 5321 §3.8: 421 before closing. */
    @Override
    public Move timedOut(Input.TimedOut<SmtpAnswer> input) {
        return session.state() instanceof SmtpState.Closed
                ? Move.silent(session)
                : Move.close(session, SmtpReplies.R421_IDLE);
    }

    @Override
    public Move draining(Input.Draining<SmtpAnswer> input) {
        return Move.silent(session.drained());
    }

    @Override
    public Move peerClosed(Input.PeerClosed<SmtpAnswer> input) {
        // a second question may not be asked while one is open: what was heard then stays in doubt
        SmtpSession last = session.state() instanceof SmtpState.Asking ? session.reported() : session;
        return Move.silent(last.to(new SmtpState.Closed()));
    }
}
