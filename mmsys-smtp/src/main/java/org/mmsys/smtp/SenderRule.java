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
                return login.isPresent() ? owner(unsure.account(), login.get()) : strangerUnsure(policy);
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

    /**
     * Why a recipient is refused, or empty.
     *
     * @param from who sends
     */
    static Optional<SmtpReplies> recipient(SmtpPolicy policy, From from, Route route) {
        if (from == From.PEER) {
            // a server that was asked by a server asks no third one: what is not here goes back
            return route instanceof Route.Local ? Optional.empty() : Optional.of(SmtpReplies.R551_NOT_HERE);
        }
        return route.match(new Route.Cases<>() {
            @Override
            public Optional<SmtpReplies> local(Route.Local local) {
                return Optional.empty();
            }

            @Override
            public Optional<SmtpReplies> peer(Route.Peer peer) {
                return Optional.empty();
            }

            @Override
            public Optional<SmtpReplies> unsure(Route.Unsure unsure) {
                return from == From.STRANGER ? Optional.of(SmtpReplies.R450_RECIPIENT_UNSURE) : Optional.empty();
            }

            @Override
            public Optional<SmtpReplies> unknown(Route.Unknown unknown) {
                return Optional.of(SmtpReplies.R550_NO_SUCH_USER);
            }

            @Override
            public Optional<SmtpReplies> external(Route.External external) {
                return from == From.OWNER && policy.relayExternal()
                        ? Optional.empty()
                        : Optional.of(SmtpReplies.R550_RELAY_DENIED);
            }
        });
    }

    /** Who sends, as far as recipients are concerned. */
    enum From {
        /** Somebody of whom nothing is known. */
        STRANGER,
        /** Somebody who uses the name of an account that exists. */
        ACCOUNT,
        /** Somebody who has logged in. */
        OWNER,
        /** Another server of the system. */
        PEER
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

    /** The same, with a name that may or may not exist. */
    private static Optional<SmtpReplies> strangerUnsure(SmtpPolicy policy) {
        return Optional.of(
                switch (policy.senderCheck()) {
                    case AUTHENTICATED -> SmtpReplies.R530_AUTHENTICATION_REQUIRED;
                    case USERNAME -> SmtpReplies.R451_SENDER_UNSURE;
                });
    }
}
