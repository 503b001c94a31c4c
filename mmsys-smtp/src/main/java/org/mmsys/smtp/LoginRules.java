package org.mmsys.smtp;

import java.util.Optional;
import org.mmsys.wire.session.Input.Line;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.smtp.SmtpCommand;
import org.mmsys.wire.smtp.SmtpReplies;
import org.mmsys.wire.text.Base64Text;

/** The dialogue of AUTH (RFC 4954 §4, §6). Pure. */
final class LoginRules {
    private LoginRules() {}

    /** {@code =} is an empty initial response. */
    static Move begin(SmtpPolicy policy, SmtpSession session, SmtpCommand.Auth auth) {
        Optional<byte[]> initial = Optional.empty();
        if (auth.initialResponse().isPresent()) {
            String text = auth.initialResponse().get();
            initial = text.equals("=") ? Optional.of(new byte[0]) : text.isEmpty() ? initial : Base64Text.decode(text);
            if (initial.isEmpty()) {
                return Refusals.refuse(policy, session, SmtpReplies.R501_NOT_BASE64);
            }
        }
        return Move.ask(
                session.to(new SmtpState.LoggingIn(auth.mechanism())),
                new SmtpQuestion.Login(session.client(), auth.mechanism(), initial));
    }

    /** A line that answers a challenge. */
    static Move response(SmtpPolicy policy, SmtpSession session, SmtpState.Challenged challenged, Line<?> line) {
        SmtpSession idle = session.to(new SmtpState.Idle());
        if (line.defect() == LineDefect.TOO_LONG) {
            return Refusals.refuse(policy, idle, SmtpReplies.R500_AUTH_LINE_TOO_LONG);
        }
        if (line.octets().equals("*")) {
            return Refusals.refuse(policy, idle, SmtpReplies.R501_AUTH_CANCELLED);
        }
        Optional<byte[]> octets =
                line.defect() == LineDefect.NONE ? Base64Text.decode(line.octets()) : Optional.empty();
        if (octets.isEmpty()) {
            return Refusals.refuse(policy, idle, SmtpReplies.R501_NOT_BASE64);
        }
        return Move.ask(
                session.to(new SmtpState.LoggingIn(challenged.mechanism())), new SmtpQuestion.Respond(octets.get()));
    }

    static Move answered(SmtpPolicy policy, SmtpSession session, SmtpState.LoggingIn asked, SmtpAnswer answer) {
        SmtpSession idle = session.to(new SmtpState.Idle());
        if (answer instanceof SmtpAnswer.Challenge challenge) {
            return Move.reply(
                    session.to(new SmtpState.Challenged(asked.mechanism())),
                    SmtpReplies.R334_CHALLENGE
                            .with(Base64Text.encode(challenge.octets()))
                            .wire());
        }
        if (answer instanceof SmtpAnswer.LoggedIn yes) {
            return Move.reply(session.loggedIn(yes.account()), SmtpReplies.R235_AUTHENTICATED);
        }
        if (answer instanceof SmtpAnswer.HomeFound) {
            return Move.ask(session, new SmtpQuestion.Resume());
        }
        if (answer instanceof SmtpAnswer.LoginNotHere) {
            return Refusals.refuse(policy, idle, SmtpReplies.R551_NOT_HERE);
        }
        if (answer instanceof SmtpAnswer.LoginLater) {
            return Refusals.refuse(policy, idle, SmtpReplies.R454_AUTH_LATER);
        }
        if (answer instanceof SmtpAnswer.NoMechanism) {
            boolean tlsWouldHelp = session.client().tls().isEmpty() && ofOurs(asked.mechanism());
            return Refusals.refuse(
                    policy,
                    idle,
                    tlsWouldHelp ? SmtpReplies.R538_ENCRYPTION_REQUIRED : SmtpReplies.R504_UNKNOWN_MECHANISM);
        }
        return Refusals.refuse(policy, idle, SmtpReplies.R535_CREDENTIALS_INVALID);
    }

    /** Whether this is a mechanism that is offered under TLS. */
    private static boolean ofOurs(String mechanism) {
        return switch (mechanism) {
            case "PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS" -> true;
            default -> false;
        };
    }
}
