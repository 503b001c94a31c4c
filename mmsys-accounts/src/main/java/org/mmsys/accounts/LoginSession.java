package org.mmsys.accounts;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator.SaslSession;
import org.mmsys.core.route.SaslStep;
import org.mmsys.wire.sasl.StrictText;
import org.mmsys.wire.session.Input.Client;

/**
 * One exchange of the mechanism LOGIN (draft-murchison-sasl-login): the server asks for the name, then for the password.
 *
 * <p>A name that comes as initial response, as some clients send it, is taken.
 */
final class LoginSession implements SaslSession {
    private static final int OCTETS_MAX = 1024;

    private final PasswordCheck check;
    private final LoginGuard guard;
    private final Client client;
    private boolean prompted;
    private @Nullable String name;
    private boolean over;

    LoginSession(PasswordCheck check, LoginGuard guard, Client client) {
        this.check = check;
        this.guard = guard;
        this.client = client;
    }

    @Override
    public boolean clientFirst() {
        return false;
    }

    @Override
    public Optional<SaslStep> tryRespond(byte[] response) {
        if (!over && !prompted && response.length == 0) {
            prompted = true;
            return Optional.of(challenge("Username:"));
        }
        Optional<String> text = response.length > OCTETS_MAX ? Optional.empty() : StrictText.utf8(response);
        if (over || text.isEmpty() || text.get().isEmpty()) {
            return Optional.of(
                    done(guard.denied("", Optional.empty(), AccountsAuthenticator.LOGIN, "malformed", client)));
        }
        if (name == null) {
            name = text.get();
            return Optional.of(challenge("Password:"));
        }
        return check.tryNow(name, text.get(), AccountsAuthenticator.LOGIN, client)
                .map(this::done);
    }

    @Override
    public SaslStep respond(byte[] response) throws InterruptedException {
        Optional<SaslStep> atOnce = tryRespond(response);
        if (atOnce.isPresent() || name == null) {
            return atOnce.orElseThrow();
        }
        String password = new String(response, StandardCharsets.UTF_8);
        return done(check.check(name, password, AccountsAuthenticator.LOGIN, client));
    }

    private static SaslStep challenge(String prompt) {
        return new SaslStep.Challenge(prompt.getBytes(StandardCharsets.US_ASCII));
    }

    private SaslStep done(AuthOutcome outcome) {
        over = true;
        return new SaslStep.Done(outcome);
    }
}
