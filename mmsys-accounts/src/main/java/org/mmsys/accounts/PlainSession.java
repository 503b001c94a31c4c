package org.mmsys.accounts;

import java.util.Optional;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator.SaslSession;
import org.mmsys.core.route.SaslStep;
import org.mmsys.wire.sasl.SaslPlain;
import org.mmsys.wire.session.Input.Client;

/** One exchange of the mechanism PLAIN (RFC 4616): a single message. */
final class PlainSession implements SaslSession {
    private final AccountSettings settings;
    private final PasswordCheck check;
    private final LoginGuard guard;
    private final Client client;
    private boolean over;

    PlainSession(AccountSettings settings, PasswordCheck check, LoginGuard guard, Client client) {
        this.settings = settings;
        this.check = check;
        this.guard = guard;
        this.client = client;
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public Optional<SaslStep> tryRespond(byte[] response) {
        Optional<SaslPlain> message = acceptable(response);
        if (message.isEmpty()) {
            return Optional.of(refused(response));
        }
        String password = message.get().password().reveal();
        Optional<AuthOutcome> outcome =
                check.tryNow(message.get().name(), password, AccountsAuthenticator.PLAIN, client);
        return outcome.map(this::done);
    }

    @Override
    public SaslStep respond(byte[] response) throws InterruptedException {
        Optional<SaslPlain> message = acceptable(response);
        if (message.isEmpty()) {
            return refused(response);
        }
        String password = message.get().password().reveal();
        return done(check.check(message.get().name(), password, AccountsAuthenticator.PLAIN, client));
    }

    /** The message if it is well-formed and wants to act for nobody else. */
    private Optional<SaslPlain> acceptable(byte[] response) {
        return over ? Optional.empty() : SaslPlain.parse(response).filter(this::actsForItself);
    }

    private boolean actsForItself(SaslPlain message) {
        return ScramSession.actsForItself(settings, message.authorization(), message.name());
    }

    private SaslStep refused(byte[] response) {
        String login = SaslPlain.parse(response).map(SaslPlain::name).orElse("");
        return done(
                guard.denied(login, Optional.empty(), AccountsAuthenticator.PLAIN, "malformed or for another", client));
    }

    private SaslStep done(AuthOutcome outcome) {
        over = true;
        return new SaslStep.Done(outcome);
    }
}
