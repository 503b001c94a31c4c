package org.mmsys.smtp;

import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.route.NodeName;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.smtp.MailParameters;
import org.mmsys.wire.smtp.SmtpCommand;
import org.mmsys.wire.smtp.SmtpReplies;

/** What other nodes of the system may say and strangers may not (rules 23, 24). Pure. */
final class PeerRules {
    private PeerRules() {}

    /**
     * XPEER: from a stranger no command at all; from a node once, before anything is under way.
     *
     * @param misplaced why the verb may not come now, if it may not
     */
    static Move introduce(
            SmtpPolicy policy, SmtpSession session, SmtpCommand.Peer peer, Optional<SmtpReplies> misplaced) {
        if (session.peer()) {
            return Refusals.refuse(policy, session, SmtpReplies.R503_INTRODUCED_ALREADY);
        }
        Client client = session.client();
        Optional<NodeName> node =
                client.node().flatMap(NodeName::parse).filter(name -> name.half() != NodeName.Half.WITNESS);
        if (node.isEmpty()) {
            return Refusals.refuse(policy, session, SmtpReplies.R500_UNKNOWN_COMMAND);
        }
        boolean begun = session.login().isPresent() || session.tally().messages() > 0;
        if (misplaced.isPresent() || begun) {
            return Refusals.refuse(policy, session, misplaced.orElse(SmtpReplies.R503_IN_TRANSACTION));
        }
        Optional<Introduction> introduction = Introduction.parse(peer.words());
        if (introduction.isEmpty()) {
            return Refusals.refuse(policy, session, SmtpReplies.R501_ARGUMENTS);
        }
        SmtpSession.Caller caller = new SmtpSession.Caller(
                introduction.get().conveyed(client, node.get().toString()),
                introduction.get().address().isEmpty());
        return Move.reply(
                session.introduced(caller),
                SmtpReplies.R250_PEER.with("Ok " + policy.node()).wire());
    }

    /** Why the parameters that only servers of the system use are refused, or empty. */
    static Optional<SmtpReplies> parameters(SmtpSession session, MailParameters parameters) {
        if (!parameters.peersOnly()) {
            return Optional.empty();
        }
        if (!session.caller().itself()) {
            return Optional.of(SmtpReplies.R555_UNKNOWN_PARAMETER);
        }
        boolean valid = parameters.queueId().map(Guid::valid).orElse(true)
                && parameters
                        .submission()
                        .map(it -> Sha256.parse(it).isPresent())
                        .orElse(true);
        return valid ? Optional.empty() : Optional.of(SmtpReplies.R501_ARGUMENTS);
    }

    /** The answer to VRFY among peers. */
    static Move verified(SmtpPolicy policy, SmtpSession session, SmtpAnswer.Verified answer) {
        if (answer.account().isEmpty()) {
            return Refusals.refuse(policy, session, SmtpReplies.R550_NO_SUCH_USER);
        }
        return answer.here()
                ? Move.reply(
                        session,
                        SmtpReplies.R250_VERIFIED
                                .with("<" + answer.account().get() + ">")
                                .wire())
                : Refusals.refuse(policy, session, SmtpReplies.R551_NOT_HERE);
    }
}
