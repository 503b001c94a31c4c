package org.mmsys.accounts;

import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator.SaslSession;
import org.mmsys.core.route.SaslStep;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramServer;
import org.mmsys.wire.sasl.ScramServer.Begun;
import org.mmsys.wire.sasl.ScramServer.Ended;
import org.mmsys.wire.sasl.ScramServer.Offer;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.sasl.StrictText;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;

/**
 * One exchange of SCRAM-SHA-256 or -PLUS (RFC 5802, 7677): three messages of the client, the last of them empty.
 *
 * <p>The hashing is the client's, so every step is answered at once.
 */
final class ScramSession implements SaslSession {
    private static final int NONCE_OCTETS = 18;

    private final House house;
    private final ScramServer exchange;
    private final String mechanism;
    private final Client client;
    private Phase phase = Phase.FIRST;
    private String login = "";
    private Optional<AccountName> account = Optional.empty();
    private @Nullable ScramVerifier verifier;

    private enum Phase {
        FIRST,
        PROOF,
        CONFIRMATION,
        OVER
    }

    /** What all exchanges share. */
    record House(
            AccountSettings settings, AccountStore store, PasswordCheck check, LoginGuard guard, FakeVerifiers fakes) {}

    ScramSession(House house, Offer offer, RandomGenerator random, Client client) {
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        this.house = house;
        this.exchange = new ScramServer(offer, Base64.getEncoder().encodeToString(nonce));
        this.mechanism = offer == Offer.PLUS ? AccountsAuthenticator.PLUS : AccountsAuthenticator.SCRAM;
        this.client = client;
    }

    /** Whether an authorization identity is none or the login itself. */
    static boolean actsForItself(AccountSettings settings, String authorization, String login) {
        return authorization.isEmpty()
                || settings.account(authorization).equals(settings.account(login))
                        && settings.account(login).isPresent();
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public Optional<SaslStep> tryRespond(byte[] response) {
        return Optional.of(respond(response));
    }

    @Override
    public SaslStep respond(byte[] response) {
        return switch (phase) {
            case FIRST -> begin(response);
            case PROOF -> prove(response);
            case CONFIRMATION -> confirm(response);
            case OVER -> done(new AuthOutcome.Denied());
        };
    }

    private SaslStep begin(byte[] response) {
        Begun begun = exchange.first(response);
        if (begun instanceof Begun.Refused refused) {
            return denied(refused.errorValue());
        }
        Begun.Named named = (Begun.Named) begun;
        login = named.name();
        if (!actsForItself(house.settings(), named.authorization(), login)) {
            return denied("for another");
        }
        account = house.settings().account(login);
        if (!house.check().admits(account, client)) {
            return done(house.guard().throttled(login, mechanism, client));
        }
        String fakeName = account.map(AccountName::toString).orElse(login);
        ScramVerifier known = account.flatMap(house.store()::verifier)
                .orElseGet(() -> house.fakes().of(fakeName));
        verifier = known;
        phase = Phase.PROOF;
        return new SaslStep.Challenge(exchange.challenge(known));
    }

    private SaslStep prove(byte[] response) {
        // asked again: many exchanges may have been begun before the first of them failed
        if (!house.check().admits(account, client)) {
            return done(house.guard().throttled(login, mechanism, client));
        }
        Ended ended =
                exchange.last(response, client.tls().map(Tls::serverEndPoint).flatMap(StrictText::base64));
        if (ended instanceof Ended.Refused refused) {
            return denied(refused.errorValue());
        }
        phase = Phase.CONFIRMATION;
        return new SaslStep.Challenge(((Ended.Proved) ended).serverFinal());
    }

    /** The client has seen our proof and says nothing more; the account must still be the one that the exchange was about. */
    private SaslStep confirm(byte[] response) {
        Optional<ScramVerifier> same = account.flatMap(house.store()::verifier).filter(v -> v == verifier);
        if (response.length > 0 || same.isEmpty()) {
            return denied("not confirmed");
        }
        AccountName name = account.orElseThrow();
        house.check().remember(name, same.get(), client);
        return done(house.guard().granted(name, mechanism, client));
    }

    private SaslStep denied(String reason) {
        return done(house.guard().denied(login, account, mechanism, reason, client));
    }

    private SaslStep done(AuthOutcome outcome) {
        phase = Phase.OVER;
        return new SaslStep.Done(outcome);
    }
}
