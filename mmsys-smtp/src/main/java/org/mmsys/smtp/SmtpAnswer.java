package org.mmsys.smtp;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.AccountName;

/** What the machine gets for its questions. */
public sealed interface SmtpAnswer {
    /** To {@link SmtpQuestion.Greet}: mechanisms, strongest first. */
    record Mechanisms(List<String> names) implements SmtpAnswer {
        public Mechanisms {
            names = List.copyOf(names);
        }
    }

    /** To {@link SmtpQuestion.Sender}; no route for the null sender. */
    record SenderFound(Optional<Route> route, Optional<Refusal> closed) implements SmtpAnswer {}

    /** To {@link SmtpQuestion.Recipient}. */
    record RecipientFound(Route route) implements SmtpAnswer {}

    /**
     * To {@link SmtpQuestion.Verify}.
     *
     * @param account empty when the name can be nobody's
     * @param here whether it is at home here
     */
    record Verified(Optional<AccountName> account, boolean here) implements SmtpAnswer {}

    /** To a step of a login: the client is to answer this. */
    record Challenge(byte[] octets) implements SmtpAnswer {}

    /** To a step of a login: it is the owner of this account. */
    record LoggedIn(AccountName account) implements SmtpAnswer {}

    /** To a step of a login: no. */
    record LoginDenied() implements SmtpAnswer {}

    /** To a step of a login: cannot be checked now. */
    record LoginLater() implements SmtpAnswer {}

    /** To a step of a login that a peer passes on: the account is not at home here. */
    record LoginNotHere() implements SmtpAnswer {}

    /** To a step of a login: its account was looked for, {@link SmtpQuestion.Resume} goes on. */
    record HomeFound() implements SmtpAnswer {}

    /** To {@link SmtpQuestion.Login}: a mechanism that is not offered to this client now. */
    record NoMechanism() implements SmtpAnswer {}

    /** To {@link SmtpQuestion.Begin}: the body may come. */
    record Ready() implements SmtpAnswer {}

    /** To {@link SmtpQuestion.Begin}: no mail is taken now. */
    record NotNow(Refusal why) implements SmtpAnswer {}

    /**
     * To {@link SmtpQuestion.Commit}: durable.
     *
     * @param submission to be confirmed when the client has heard it
     */
    record Committed(Guid id, Optional<Sha256> submission) implements SmtpAnswer {}

    /** To {@link SmtpQuestion.Commit}: provably not stored. */
    record NotCommitted(Refusal why) implements SmtpAnswer {}

    /** To {@link SmtpQuestion.Discard}. */
    record Discarded(Optional<Trouble> trouble) implements SmtpAnswer {}

    /** To {@link SmtpQuestion.Confirm}. */
    record Noted() implements SmtpAnswer {}

    /** Why a sink refused a body. */
    enum Trouble {
        /** More than 100 Received fields (RFC 5321 §6.3). */
        LOOP,
        /** The store could not take it. */
        FAILED
    }
}
