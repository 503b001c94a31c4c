package org.mmsys.accounts;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.wire.sasl.ScramServer.Offer;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;

/**
 * Checks logins against the accounts of this server (RFC 4422, 4616, 5802, 7677; LOGIN as everybody does it).
 *
 * <p>Without TLS there are logins only with the consent of {@code auth.allow-plaintext}, those by SCRAM included: mail
 * would follow them in clear text. SCRAM-SHA-256-PLUS is offered where TLS gives something to bind to.
 */
final class AccountsAuthenticator implements Authenticator {
    static final String PLUS = "SCRAM-SHA-256-PLUS";
    static final String SCRAM = "SCRAM-SHA-256";
    static final String PLAIN = "PLAIN";
    static final String LOGIN = "LOGIN";
    private static final List<String> BINDABLE = List.of(PLUS, SCRAM, PLAIN, LOGIN);
    private static final List<String> TRUSTED = List.of(SCRAM, PLAIN, LOGIN);

    private final AccountSettings settings;
    private final AccountStore store;
    private final PasswordCheck check;
    private final LoginGuard guard;
    private final FakeVerifiers fakes;
    private final RandomGenerator random;

    AccountsAuthenticator(
            AccountSettings settings,
            AccountStore store,
            PasswordCheck check,
            LoginGuard guard,
            FakeVerifiers fakes,
            RandomGenerator random) {
        this.settings = settings;
        this.store = store;
        this.check = check;
        this.guard = guard;
        this.fakes = fakes;
        this.random = random;
    }

    @Override
    public List<String> mechanisms(Client client) {
        if (!passwordAllowed(client)) {
            return List.of();
        }
        return bindable(client) ? BINDABLE : TRUSTED;
    }

    private static boolean bindable(Client client) {
        return client.tls().map(Tls::serverEndPoint).filter(e -> !e.isEmpty()).isPresent();
    }

    @Override
    public boolean passwordAllowed(Client client) {
        return client.tls().isPresent()
                || switch (settings.plaintext()) {
                    case LOOPBACK -> client.loopback();
                    case NEVER -> false;
                    case ALWAYS -> true;
                };
    }

    @Override
    public Optional<AuthOutcome> tryPassword(String login, String password, Client client) {
        return passwordAllowed(client)
                ? check.tryNow(login, password, "password", client)
                : Optional.of(new AuthOutcome.Denied());
    }

    @Override
    public AuthOutcome password(String login, String password, Client client) throws InterruptedException {
        return passwordAllowed(client) ? check.check(login, password, "password", client) : new AuthOutcome.Denied();
    }

    @Override
    public Optional<SaslSession> begin(String mechanism, Client client) {
        String name = mechanism.toUpperCase(Locale.ROOT);
        if (!mechanisms(client).contains(name)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (name) {
                    case PLAIN -> new PlainSession(settings, check, guard, client);
                    case LOGIN -> new LoginSession(check, guard, client);
                    case PLUS -> scram(Offer.PLUS, client);
                    default -> scram(bindable(client) ? Offer.PLAIN_BESIDE_PLUS : Offer.PLAIN, client);
                });
    }

    private SaslSession scram(Offer offer, Client client) {
        return new ScramSession(new ScramSession.House(settings, store, check, guard, fakes), offer, random, client);
    }
}
