package org.mmsys.smtp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Authenticator.SaslSession;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.RemoteLogin;
import org.mmsys.core.route.SaslStep;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.SaslName;

/**
 * The SASL exchange of one session (RFC 4954 §4, RFC 4422). Owned by its performer; calls never overlap.
 *
 * <p>The message that tells the name is looked at before anything is checked: the exchange of an account that lives at
 * another server is done there (rules 26). Where an account has to be looked for, or turns out to live elsewhere, the answer
 * is {@link SmtpAnswer.HomeFound}, and the machine asks to go on: so all that matters happens on the I/O thread.
 */
final class LoginDesk {
    private final Authenticator authenticator;
    private final Directory directory;
    private final RemoteLogin remoteLogin;
    private final Deque<byte[]> responses = new ArrayDeque<>(2);
    private @Nullable SaslSession exchange;
    private @Nullable RemoteExchange remote;
    private boolean named;
    private int unnamed; // messages still to come before the one with the name

    LoginDesk(Authenticator authenticator, Directory directory, RemoteLogin remoteLogin) {
        this.authenticator = authenticator;
        this.directory = directory;
        this.remoteLogin = remoteLogin;
    }

    /** I/O thread. */
    Attempt<SmtpAnswer> begin(SmtpQuestion.Login question, Consumer<SmtpAnswer> later) {
        forget();
        Optional<SaslSession> begun = authenticator.begin(question.mechanism(), question.client());
        if (begun.isEmpty()) {
            return Attempt.now(new SmtpAnswer.NoMechanism());
        }
        exchange = begun.get();
        remote = new RemoteExchange(directory, remoteLogin, question.client(), question.mechanism());
        boolean clientFirst = begun.get().clientFirst();
        unnamed = clientFirst ? 0 : 1;
        if (clientFirst && question.initialResponse().isEmpty()) {
            return Attempt.now(new SmtpAnswer.Challenge(new byte[0]));
        }
        if (!clientFirst) {
            responses.add(new byte[0]); // the server speaks first; an early user name of AUTH LOGIN answers that
        }
        question.initialResponse().ifPresent(responses::add);
        return step(later);
    }

    /** I/O thread. */
    Attempt<SmtpAnswer> respond(byte[] response, Consumer<SmtpAnswer> later) {
        RemoteExchange elsewhere = remote;
        if (elsewhere != null && elsewhere.running()) {
            elsewhere.respond(response, later);
            return Attempt.pending();
        }
        responses.add(response);
        return step(later);
    }

    /** After {@link SmtpAnswer.HomeFound}. I/O thread. */
    Attempt<SmtpAnswer> resume(Consumer<SmtpAnswer> later) {
        return remote == null || !remote.sought() ? step(later) : homed(remote, remote.home(), later);
    }

    /** Worker thread, when a step needs hashing. */
    SmtpAnswer finishStep() throws InterruptedException {
        SaslSession running = running();
        SaslStep step = running.respond(next());
        while (step instanceof SaslStep.Challenge && !responses.isEmpty()) {
            if (nameComes()) {
                return new SmtpAnswer.HomeFound(); // whose name it is, is for the I/O thread
            }
            step = running.respond(next());
        }
        return answer(step);
    }

    /** Gives up what another server still does for this session. Any thread, after the last other call. */
    void closed() {
        forget();
    }

    private void forget() {
        RemoteExchange elsewhere = remote;
        if (elsewhere != null) {
            elsewhere.abandon();
        }
        responses.clear();
        exchange = null;
        remote = null;
        named = false;
    }

    private Attempt<SmtpAnswer> step(Consumer<SmtpAnswer> later) {
        SaslSession running = running();
        while (true) {
            if (nameComes()) {
                named = true;
                Optional<Attempt<SmtpAnswer>> elsewhere = elsewhere(later);
                if (elsewhere.isPresent()) {
                    return elsewhere.get();
                }
            }
            Optional<SaslStep> step = running.tryRespond(responses.element());
            if (step.isEmpty()) {
                return Attempt.needsWorker();
            }
            next();
            if (step.get() instanceof SaslStep.Done || responses.isEmpty()) {
                return Attempt.now(answer(step.get()));
            }
        }
    }

    private boolean nameComes() {
        return !named && unnamed == 0;
    }

    private byte[] next() {
        unnamed--;
        return responses.remove();
    }

    /** What is done about an account that does not live here; empty for those that do, and for those of nobody. */
    private Optional<Attempt<SmtpAnswer>> elsewhere(Consumer<SmtpAnswer> later) {
        RemoteExchange search = remote;
        if (search == null) {
            throw new IllegalStateException("no SASL exchange");
        }
        Optional<AccountName> account =
                SaslName.of(search.mechanism(), responses.element()).flatMap(directory::account);
        if (account.isEmpty()) {
            return Optional.empty(); // denied here as any other name that is wrong
        }
        Home home = directory.find(account.get());
        if (home instanceof Home.Here) {
            return Optional.empty();
        }
        if (search.forPeer()) {
            forget();
            return Optional.of(Attempt.now(new SmtpAnswer.LoginNotHere()));
        }
        if (home instanceof Home.Nobody) {
            return Optional.empty();
        }
        search.about(account.get(), next());
        if (home instanceof Home.Unsure) {
            search.seek(later);
            return Optional.of(Attempt.pending());
        }
        return Optional.of(homed(search, home, later));
    }

    /** Goes on where the account lives. */
    private Attempt<SmtpAnswer> homed(RemoteExchange search, Home home, Consumer<SmtpAnswer> later) {
        if (home instanceof Home.There there && search.mayCall()) {
            search.call(there.server(), later);
            return Attempt.pending();
        }
        if (home instanceof Home.Here || home instanceof Home.Nobody) {
            responses.addFirst(search.takeBack());
            return step(later);
        }
        return Attempt.now(new SmtpAnswer.LoginLater());
    }

    private SmtpAnswer answer(SaslStep step) {
        if (step instanceof SaslStep.Challenge challenge) {
            return new SmtpAnswer.Challenge(challenge.octets());
        }
        forget();
        return ((SaslStep.Done) step).outcome().match(new AuthOutcome.Cases<>() {
            @Override
            public SmtpAnswer granted(AuthOutcome.Granted outcome) {
                return new SmtpAnswer.LoggedIn(outcome.account());
            }

            @Override
            public SmtpAnswer denied(AuthOutcome.Denied outcome) {
                return new SmtpAnswer.LoginDenied();
            }

            @Override
            public SmtpAnswer tryLater(AuthOutcome.TryLater outcome) {
                return new SmtpAnswer.LoginLater();
            }
        });
    }

    private SaslSession running() {
        SaslSession running = exchange;
        if (running == null) {
            throw new IllegalStateException("no SASL exchange");
        }
        return running;
    }
}
