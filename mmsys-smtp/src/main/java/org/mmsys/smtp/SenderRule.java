package org.mmsys.smtp;

import java.util.Optional;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.smtp.SmtpReplies;

/** Who may send under which name, and to whom. Pure. */
final class SenderRule {
    private SenderRule() {}

    /**
     * Why this sender is refused, or empty.
     *
     * @param route where the sender's address leads; empty for the null sender
     */
    static Optional<SmtpReplies> sender(SmtpPolicy policy, Optional<AccountName> login, Optional<Route> route) {
        if (policy.submission() && login.isEmpty()) {
            return Optional.of(SmtpReplies.R530_AUTHENTICATION_REQUIRED);
        }
        if (route.isEmpty()) {
            return Optional.empty(); // reports of mail programs have the null sender too (RFC 8098 §2.1)
        }
        return route.get().match(new Route.Cases<>() {
            @Override
            public Optional<SmtpReplies> local(Route.Local local) {
                return login.isPresent() ? owner(local.account(), login.get()) : stranger(policy, true);
            }

            @Override
            public Optional<SmtpReplies> peer(Route.Peer peer) {
                return login.isPresent() ? owner(peer.account(), login.get()) : stranger(policy, true);
            }

            @Override
            public Optional<SmtpReplies> unsure(Route.Unsure unsure) {
                return unknown(new Route.Unknown());
            }

            @Override
            public Optional<SmtpReplies> unknown(Route.Unknown unknown) {
                return login.isPresent() ? Optional.of(SmtpReplies.R553_SENDER_NOT_YOURS) : stranger(policy, false);
            }

            @Override
            public Optional<SmtpReplies> external(Route.External external) {
                return policy.submission() ? Optional.of(SmtpReplies.R553_SENDER_NOT_YOURS) : Optional.empty();
            }
        });
    }

    /** Why this recipient is refused, or empty: mail goes to accounts of the system only. */
    static Optional<SmtpReplies> recipient(Route route) {
        return route.match(new Route.Cases<>() {
            @Override
            public Optional<SmtpReplies> local(Route.Local local) {
                return Optional.empty();
            }

            @Override
            public Optional<SmtpReplies> peer(Route.Peer peer) {
                return Optional.of(SmtpReplies.R550_NO_SUCH_USER);
            }

            @Override
            public Optional<SmtpReplies> unsure(Route.Unsure unsure) {
                return Optional.of(SmtpReplies.R550_NO_SUCH_USER);
            }

            @Override
            public Optional<SmtpReplies> unknown(Route.Unknown unknown) {
                return Optional.of(SmtpReplies.R550_NO_SUCH_USER);
            }

            @Override
            public Optional<SmtpReplies> external(Route.External external) {
                return Optional.of(SmtpReplies.R550_RELAY_DENIED);
            }
        });
    }

    private static Optional<SmtpReplies> owner(AccountName account, AccountName login) {
        return account.equals(login) ? Optional.empty() : Optional.of(SmtpReplies.R553_SENDER_NOT_YOURS);
    }

    /** Somebody without a login uses a name in one of our domains. */
    private static Optional<SmtpReplies> stranger(SmtpPolicy policy, boolean exists) {
        return switch (policy.senderCheck()) {
            case AUTHENTICATED -> Optional.of(SmtpReplies.R530_AUTHENTICATION_REQUIRED);
            case USERNAME -> exists ? Optional.empty() : Optional.of(SmtpReplies.R550_NO_SUCH_SENDER);
        };
    }
}
