package org.mmsys.smtp;

import java.util.List;
import java.util.Optional;
import org.mmsys.smtp.SmtpSession.Tally;
import org.mmsys.smtp.SmtpState.Transaction;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.smtp.SmtpCommand;
import org.mmsys.wire.smtp.SmtpReplies;
import org.mmsys.wire.smtp.SmtpVerb;
import org.mmsys.wire.smtp.SmtpVerb.Phase;

/** What each command does to a session that waits for one (RFC 5321 §4.1). Pure; made for one command. */
final class CommandRules implements SmtpCommand.Cases<Move> {
    private final SmtpPolicy policy;
    private final SmtpSession session;

    CommandRules(SmtpPolicy policy, SmtpSession session) {
        this.policy = policy;
        this.session = session;
    }

    /** RFC 5321 §4.1.4: EHLO in mid-session is an RSET. */
    @Override
    public Move hello(SmtpCommand.Hello hello) {
        return Move.ask(session.to(new SmtpState.Greeting(hello)), new SmtpQuestion.Greet(session.client()));
    }

    @Override
    public Move mail(SmtpCommand.Mail mail) {
        Optional<SmtpReplies> misplaced = misplaced(SmtpVerb.MAIL);
        if (misplaced.isPresent()) {
            return refuse(misplaced.get());
        }
        Tally tally = session.tally();
        if (tally.messages() >= policy.messagesMax() && !session.peer()) {
            return Move.close(session, SmtpReplies.R421_TOO_MANY_MESSAGES);
        }
        Optional<SmtpReplies> forged = PeerRules.parameters(session, mail.parameters());
        if (forged.isPresent()) {
            return refuse(forged.get());
        }
        if (mail.parameters().size().orElse(0) > policy.sizeLimit(session)) {
            return refuse(SmtpReplies.R552_TOO_LARGE);
        }
        boolean itself = session.caller().itself(); // a peer has checked the sender when the message came to it
        return Move.ask(
                session.to(new SmtpState.CheckingSender(mail)),
                new SmtpQuestion.Sender(
                        itself ? Optional.empty() : mail.sender(),
                        session.login().isEmpty()));
    }

    @Override
    public Move rcpt(SmtpCommand.Rcpt rcpt) {
        if (!(session.state() instanceof SmtpState.InMail inMail)) {
            return refuse(misplaced(SmtpVerb.RCPT).orElseThrow());
        }
        Transaction transaction = inMail.transaction();
        if (rcpt.utf8() && !transaction.parameters().smtpUtf8()) {
            return refuse(SmtpReplies.R553_NEEDS_SMTPUTF8);
        }
        if (transaction.recipients().count() >= policy.recipientsMax()) {
            // RFC 5321 §4.5.3.1.10: the client sends these again in the next transaction; no mistake of its own
            return Move.reply(session, SmtpReplies.R452_TOO_MANY_RECIPIENTS);
        }
        EmailAddress address = rcpt.recipient().orElseGet(() -> new EmailAddress("postmaster", policy.domain()));
        return Move.ask(
                session.to(new SmtpState.CheckingRecipient(transaction, address, rcpt.parameters())),
                new SmtpQuestion.Recipient(address, !session.peer()));
    }

    @Override
    public Move data(SmtpCommand.Data data) {
        if (!(session.state() instanceof SmtpState.InMail inMail)) {
            return refuse(misplaced(SmtpVerb.DATA).orElseThrow());
        }
        if (inMail.transaction().recipients().count() == 0) {
            return refuse(SmtpReplies.R554_NO_VALID_RECIPIENTS);
        }
        return BodyRules.begin(session, inMail.transaction(), Optional.empty());
    }

    /** RFC 3030 §2: whatever is wrong, the octets come. */
    @Override
    public Move bdat(SmtpCommand.Bdat bdat) {
        if (session.state() instanceof SmtpState.InChunks chunks) {
            return chunks.octets() + bdat.octets() > policy.sizeLimit(session)
                            || bdat.octets() > policy.sizeLimit(session)
                    ? BodyRules.swallow(policy, session, bdat, SmtpReplies.R552_TOO_LARGE, new SmtpState.Idle(), true)
                    : BodyRules.chunk(policy, session, chunks.transaction(), bdat, chunks.octets());
        }
        if (!(session.state() instanceof SmtpState.InMail inMail)) {
            SmtpReplies why = misplaced(SmtpVerb.BDAT).orElseThrow();
            return BodyRules.swallow(policy, session, bdat, why, session.state(), false);
        }
        if (inMail.transaction().recipients().count() == 0) {
            return BodyRules.swallow(
                    policy, session, bdat, SmtpReplies.R554_NO_VALID_RECIPIENTS, session.state(), false);
        }
        if (bdat.octets() > policy.sizeLimit(session)) {
            return BodyRules.swallow(policy, session, bdat, SmtpReplies.R552_TOO_LARGE, new SmtpState.Idle(), false);
        }
        return BodyRules.begin(session, inMail.transaction(), Optional.of(bdat));
    }

    @Override
    public Move auth(SmtpCommand.Auth auth) {
        if (session.login().isPresent()) {
            return refuse(SmtpReplies.R503_AUTHENTICATED_ALREADY);
        }
        return misplaced(SmtpVerb.AUTH).map(this::refuse).orElseGet(() -> LoginRules.begin(policy, session, auth));
    }

    @Override
    public Move simple(SmtpCommand.Simple simple) {
        return switch (simple.verb()) {
            case RSET -> reset();
            case NOOP -> Move.reply(session, SmtpReplies.R250_OK);
            case QUIT -> Move.close(session, SmtpReplies.R221_BYE);
            case EXPN -> refuse(SmtpReplies.R502_NOT_IMPLEMENTED);
            case HELP -> Move.reply(session, SmtpReplies.R214_HELP);
            case STARTTLS -> startTls();
            case EHLO, HELO, MAIL, RCPT, DATA, BDAT, AUTH, VRFY, XPEER ->
                throw new IllegalArgumentException("" + simple.verb());
        };
    }

    /** RFC 5321 §3.5.3, §7.3: strangers learn nothing of who lives here. */
    @Override
    public Move verify(SmtpCommand.Verify verify) {
        return session.peer()
                ? Move.ask(
                        session.to(new SmtpState.Verifying(session.state())),
                        new SmtpQuestion.Verify(verify.argument()))
                : Move.reply(session, SmtpReplies.R252_CANNOT_VERIFY);
    }

    @Override
    public Move peer(SmtpCommand.Peer peer) {
        return PeerRules.introduce(policy, session, peer, misplaced(SmtpVerb.XPEER));
    }

    @Override
    public Move unknown(SmtpCommand.Unknown unknown) {
        return refuse(SmtpReplies.R500_UNKNOWN_COMMAND);
    }

    @Override
    public Move malformed(SmtpCommand.Malformed malformed) {
        if (malformed.closing()) {
            return Move.close(session, malformed.why());
        }
        return refuse(misplaced(malformed.verb()).orElse(malformed.why()));
    }

    private Move reset() {
        boolean chunks = session.state() instanceof SmtpState.InChunks;
        if (session.state() instanceof SmtpState.InMail || chunks) {
            SmtpSession idle = session.to(new SmtpState.Idle());
            return chunks
                    ? Move.replyAndDiscard(idle, SmtpReplies.R250_OK.wire())
                    : Move.reply(idle, SmtpReplies.R250_OK);
        }
        return Move.reply(session, SmtpReplies.R250_OK);
    }

    /** RFC 3207 §4: the reply leaves in the clear, what the client sent behind its command is thrown away. */
    private Move startTls() {
        if (session.client().tls().isPresent() || session.peer()) {
            return refuse(SmtpReplies.R503_TLS_ACTIVE);
        }
        Optional<SmtpReplies> misplaced = misplaced(SmtpVerb.STARTTLS);
        if (misplaced.isPresent()) {
            return refuse(misplaced.get());
        }
        return new Move(
                session.to(new SmtpState.Upgrading()),
                List.of(new Output.Reply<>(SmtpReplies.R220_READY_FOR_TLS.wire()), new Output.StartTls<>()));
    }

    /** Why this verb may not come now, or empty. */
    private Optional<SmtpReplies> misplaced(SmtpVerb verb) {
        Phase phase = session.phase();
        if (verb.allowedIn(phase)) {
            return tooEarly(verb);
        }
        return Optional.of(
                switch (phase) {
                    case START -> SmtpReplies.R503_HELLO_FIRST;
                    case GREETED -> SmtpReplies.R503_MAIL_FIRST;
                    case MAIL -> verb == SmtpVerb.MAIL ? SmtpReplies.R503_NESTED_MAIL : SmtpReplies.R503_IN_TRANSACTION;
                    case CHUNKS -> SmtpReplies.R503_IN_CHUNKS;
                });
    }

    /** RFC 6409 §4.3: submission asks for a login; where none is offered in clear text it asks for TLS. */
    private Optional<SmtpReplies> tooEarly(SmtpVerb verb) {
        if (!policy.submission()
                || session.login().isPresent()
                || session.caller().itself()
                || verb.allowedBeforeAuth()) {
            return Optional.empty();
        }
        boolean tlsFirst = session.client().tls().isEmpty()
                && !verb.allowedBeforeTls()
                && session.hello().map(hello -> hello.mechanisms().isEmpty()).orElse(true);
        return Optional.of(tlsFirst ? SmtpReplies.R530_STARTTLS_FIRST : SmtpReplies.R530_AUTHENTICATION_REQUIRED);
    }

    private Move refuse(SmtpReplies why) {
        return Refusals.refuse(policy, session, why);
    }
}
