package org.mmsys.smtp;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.RemoteLogin;
import org.mmsys.core.route.RemoteLogin.Exchange;
import org.mmsys.core.route.RemoteLogin.Step;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The search for the home of one login and the exchange that is done there; no secret is kept longer than this.
 *
 * <p>Called on the I/O thread; the answers of others come on any thread, one at a time, and only leave a note for the next
 * call, which the session's driver orders behind them.
 */
final class RemoteExchange {
    private static final Logger log = LoggerFactory.getLogger(RemoteExchange.class);
    private static final int CALLS_MAX = 2; // a wrong guess costs one retry
    private static final byte[] NONE = {};

    private final Directory directory;
    private final RemoteLogin remoteLogin;
    private final Client client;
    private final String mechanism;
    private @Nullable AccountName account;
    private volatile byte[] first = NONE;
    private @Nullable Exchange exchange;
    private volatile @Nullable Home found;
    private volatile boolean challenged;
    private int calls;

    RemoteExchange(Directory directory, RemoteLogin remoteLogin, Client client, String mechanism) {
        this.directory = directory;
        this.remoteLogin = remoteLogin;
        this.client = client;
        this.mechanism = mechanism;
    }

    String mechanism() {
        return mechanism;
    }

    /** Whether a peer asks for its client: then nothing is asked of others (hop limit). */
    boolean forPeer() {
        return client.via().isPresent();
    }

    void about(AccountName name, byte[] message) {
        account = name;
        first = message;
    }

    /** The message given with the name; it is forgotten here. */
    byte[] takeBack() {
        byte[] message = first;
        first = NONE;
        return message;
    }

    /** Whether the other server waits for the client's next word. */
    boolean running() {
        return challenged;
    }

    boolean sought() {
        return found != null;
    }

    /** What the search has found, once. */
    Home home() {
        Home home = found;
        found = null;
        return home == null ? new Home.Unsure() : home;
    }

    boolean mayCall() {
        return calls < CALLS_MAX;
    }

    /** Asks the servers that may know; then {@link SmtpAnswer.HomeFound}. */
    void seek(Consumer<SmtpAnswer> later) {
        directory.resolve(name(), home -> {
            found = home;
            later.accept(new SmtpAnswer.HomeFound());
        });
    }

    /** Has the exchange done there. */
    void call(String server, Consumer<SmtpAnswer> later) {
        calls++;
        exchange = remoteLogin.start(server, client, mechanism, Optional.of(first), step -> heard(server, step, later));
    }

    void respond(byte[] response, Consumer<SmtpAnswer> later) {
        Exchange running = exchange;
        if (running == null) {
            throw new IllegalStateException("no exchange elsewhere");
        }
        running.respond(response, step -> heard("", step, later));
    }

    void abandon() {
        Exchange running = exchange;
        if (running != null) {
            running.abandon();
        }
    }

    /** Any thread. */
    private void heard(String server, Step step, Consumer<SmtpAnswer> later) {
        if (step instanceof Step.Challenge challenge) {
            challenged = true;
            later.accept(new SmtpAnswer.Challenge(challenge.octets()));
            return;
        }
        boolean late = challenged;
        challenged = false;
        if (step instanceof Step.NotHere && !late) {
            directory.denied(name(), server);
            seek(later);
            return;
        }
        first = NONE;
        if (step instanceof Step.Granted) {
            later.accept(new SmtpAnswer.LoggedIn(name()));
        } else if (step instanceof Step.Denied) {
            later.accept(new SmtpAnswer.LoginDenied());
        } else if (step instanceof Step.TryLater why) {
            tryLater(why.reason(), later);
        } else {
            tryLater("the home moved away in the middle of an exchange", later);
        }
    }

    private void tryLater(String reason, Consumer<SmtpAnswer> later) {
        log.atInfo()
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("account", name())
                .addKeyValue("why", PrintableText.of(reason))
                .log("login cannot be checked at its home now");
        later.accept(new SmtpAnswer.LoginLater());
    }

    private AccountName name() {
        AccountName name = account;
        if (name == null) {
            throw new IllegalStateException("no name yet");
        }
        return name;
    }
}
