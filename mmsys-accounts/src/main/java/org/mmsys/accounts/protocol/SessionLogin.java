package org.mmsys.accounts.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.accounts.SystemRegistry;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Authenticator.SaslSession;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.SaslStep;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;

/**
 * One SASL exchange of a session: carried out here, or by the server that is the account's home.
 *
 * <p>Owned by one session. The mechanism has been offered to this client.
 */
final class SessionLogin {
    private static final int HOMES_ASKED_MAX = 2;

    private final String mechanism;
    private final Authenticator authenticator;
    private final Optional<SystemRegistry> system;
    private final Client client;
    private byte[] response = new byte[0];
    private Optional<AccountName> account = Optional.empty();
    private @Nullable SaslSession here;
    private @Nullable HomeLogin there;

    SessionLogin(String mechanism, Authenticator authenticator, Optional<SystemRegistry> system, Client client) {
        this.mechanism = mechanism;
        this.authenticator = authenticator;
        this.system = system;
        this.client = client;
    }

    /** Begins; empty when a worker must call {@link #goOn}. I/O thread. */
    Optional<AccountAnswer> begin(Optional<byte[]> initial) {
        if (initial.isPresent() && !(mechanism.equals("LOGIN") && initial.get().length == 0)) {
            return tryRespond(initial.get());
        }
        return Optional.of(
                new AccountAnswer.Challenge(mechanism.equals("LOGIN") ? "Username:".getBytes(US_ASCII) : new byte[0]));
    }

    /** Takes the client's next message; empty when a worker must call {@link #goOn}. I/O thread. */
    Optional<AccountAnswer> tryRespond(byte[] message) {
        response = message;
        if (there != null) {
            return Optional.empty();
        }
        if (here == null) {
            Home home = home(message);
            if (client.via().isPresent() && account.isPresent() && !(home instanceof Home.Here)) {
                return Optional.of(new AccountAnswer.NotHere());
            }
            if (home instanceof Home.There || home instanceof Home.Unsure) {
                return Optional.empty();
            }
            here = local();
        }
        return here.tryRespond(message).map(this::answer);
    }

    private Home home(byte[] message) {
        if (system.isEmpty()) {
            return new Home.Here();
        }
        account = LoginNames.of(mechanism, message)
                .flatMap(name -> system.get().directory().account(name));
        return account.map(name -> system.get().directory().find(name)).orElseGet(Home.Nobody::new);
    }

    private SaslSession local() {
        return authenticator.begin(mechanism, client).orElseThrow(() -> new IllegalStateException("not offered"));
    }

    /** Goes on with the message that could not be answered at once. Worker thread. */
    AccountAnswer goOn() throws InterruptedException {
        HomeLogin remote = there;
        if (remote != null) {
            return answer(remote.respond(response), remote).orElseGet(SessionLogin::later);
        }
        if (here != null) {
            return answer(here.respond(response));
        }
        return find();
    }

    /** Has the home begin the exchange; a server that is not the home after all costs one more try. */
    private AccountAnswer find() throws InterruptedException {
        SystemRegistry several = system.orElseThrow();
        AccountName name = account.orElseThrow();
        Home home = several.resolve(name);
        for (int asked = 0; asked < HOMES_ASKED_MAX && home instanceof Home.There elsewhere; asked++) {
            HomeLogin remote = HomeLogin.call(several, elsewhere.server(), client);
            Optional<AccountAnswer> answer = answer(remote.begin(mechanism, response), remote);
            if (answer.isPresent()) {
                return answer.get();
            }
            several.directory().denied(name, elsewhere.server());
            home = several.resolve(name);
        }
        if (home instanceof Home.Here || home instanceof Home.Nobody) {
            SaslSession session = local();
            here = session;
            return answer(session.respond(response));
        }
        return later();
    }

    /** Nothing is said about name or password. */
    static AccountAnswer later() {
        return new AccountAnswer.LoggedIn(new AuthOutcome.TryLater("the account's home cannot be asked"));
    }

    private AccountAnswer answer(SaslStep step) {
        if (step instanceof SaslStep.Challenge challenge) {
            return new AccountAnswer.Challenge(challenge.octets());
        }
        return new AccountAnswer.LoggedIn(((SaslStep.Done) step).outcome());
    }

    /** Empty when that server is not the home. */
    private Optional<AccountAnswer> answer(HomeLogin.Said said, HomeLogin remote) {
        there = remote;
        if (said instanceof HomeLogin.Said.Challenge challenge) {
            return Optional.of(new AccountAnswer.Challenge(challenge.octets()));
        }
        if (said instanceof HomeLogin.Said.In) {
            return Optional.of(new AccountAnswer.Joined(account.orElseThrow()));
        }
        there = null;
        remote.close();
        if (said instanceof HomeLogin.Said.NotHere) {
            return Optional.empty();
        }
        return Optional.of(
                said instanceof HomeLogin.Said.Denied ? new AccountAnswer.LoggedIn(new AuthOutcome.Denied()) : later());
    }

    /** The connection to the home, once it has let the client in. */
    Link link() {
        HomeLogin remote = there;
        if (remote == null) {
            throw new IllegalStateException("no link");
        }
        return remote.link();
    }

    void close() {
        HomeLogin remote = there;
        if (remote != null) {
            remote.close();
        }
    }
}
