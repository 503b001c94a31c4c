package org.mmsys.pop3;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Authenticator.SaslSession;
import org.mmsys.core.route.SaslStep;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.MailStore.Opening;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks who a client is and opens the maildrop: at once where neither a hash nor the disk is needed, else on a worker.
 *
 * <p>A yes given on the I/O thread is kept for the worker that opens the maildrop, so that nothing is checked twice.
 * Owned by one performer.
 */
final class LoginDesk {
    private static final Logger log = LoggerFactory.getLogger(LoginDesk.class);

    private final Authenticator authenticator;
    private final MailStore store;
    /** As it is connected now; changes with STLS. */
    private Client client;

    private final Function<MaildropLogin, Pop3Answer> opened;
    private @Nullable SaslSession exchange;
    private @Nullable AccountName granted;

    /** What a login has led to. */
    record MaildropLogin(AccountName account, Client client, org.mmsys.core.store.Maildrop maildrop) {}

    /** A desk that hands an open maildrop to {@code opened}. */
    LoginDesk(Authenticator authenticator, MailStore store, Client client, Function<MaildropLogin, Pop3Answer> opened) {
        this.authenticator = authenticator;
        this.store = store;
        this.client = client;
        this.opened = opened;
    }

    Attempt<Pop3Answer> tryPassword(Pop3Question.Login question) {
        client = question.client();
        return authenticator
                .tryPassword(question.login(), question.password(), client)
                .map(this::tryOutcome)
                .orElse(Attempt.needsWorker());
    }

    Pop3Answer password(Pop3Question.Login question) throws InterruptedException {
        AccountName known = granted;
        return known != null
                ? open(known)
                : outcome(authenticator.password(question.login(), question.password(), client));
    }

    Attempt<Pop3Answer> tryBegin(Pop3Question.SaslBegin question) {
        client = question.client();
        Optional<SaslSession> begun = authenticator.begin(question.mechanism(), client);
        if (begun.isEmpty()) {
            return Attempt.now(new Pop3Answer.NotOffered());
        }
        exchange = begun.get();
        boolean clientFirst = exchange.clientFirst();
        if (question.initial().isEmpty() && clientFirst) {
            return Attempt.now(new Pop3Answer.Challenge(new byte[0]));
        }
        return tryRespond(question.initial().orElse(new byte[0]));
    }

    Attempt<Pop3Answer> tryRespond(byte[] response) {
        SaslSession running = exchange;
        if (running == null) {
            return Attempt.now(new Pop3Answer.Denied());
        }
        Optional<SaslStep> step = running.tryRespond(response);
        if (step.isEmpty()) {
            return Attempt.needsWorker();
        }
        if (step.get() instanceof SaslStep.Challenge challenge) {
            return Attempt.now(new Pop3Answer.Challenge(challenge.octets()));
        }
        exchange = null;
        return tryOutcome(((SaslStep.Done) step.get()).outcome());
    }

    Pop3Answer respond(byte[] response) throws InterruptedException {
        AccountName known = granted;
        if (known != null) {
            return open(known);
        }
        SaslSession running = exchange;
        if (running == null) {
            return new Pop3Answer.Denied();
        }
        SaslStep step = running.respond(response);
        if (step instanceof SaslStep.Challenge challenge) {
            return new Pop3Answer.Challenge(challenge.octets());
        }
        exchange = null;
        return outcome(((SaslStep.Done) step).outcome());
    }

    private Attempt<Pop3Answer> tryOutcome(AuthOutcome outcome) {
        if (outcome instanceof AuthOutcome.Granted yes) {
            granted = yes.account();
            return store.tryOpen(yes.account())
                    .map(opening -> Attempt.now(answer(yes.account(), opening)))
                    .orElse(Attempt.needsWorker());
        }
        return Attempt.now(refusal(outcome));
    }

    private Pop3Answer outcome(AuthOutcome outcome) throws InterruptedException {
        return outcome instanceof AuthOutcome.Granted yes ? open(yes.account()) : refusal(outcome);
    }

    private Pop3Answer open(AccountName account) throws InterruptedException {
        return answer(account, store.open(account));
    }

    private Pop3Answer refusal(AuthOutcome outcome) {
        return outcome.match(new AuthOutcome.Cases<>() {
            @Override
            public Pop3Answer granted(AuthOutcome.Granted yes) {
                throw new IllegalStateException("a yes is no refusal");
            }

            @Override
            public Pop3Answer denied(AuthOutcome.Denied no) {
                return new Pop3Answer.Denied();
            }

            @Override
            public Pop3Answer tryLater(AuthOutcome.TryLater later) {
                log.atDebug()
                        .addKeyValue("sid", client.sessionId())
                        .addKeyValue("reason", later.reason())
                        .log("pop3 login put off");
                return new Pop3Answer.TryLater();
            }
        });
    }

    private Pop3Answer answer(AccountName account, Opening opening) {
        granted = null;
        if (opening instanceof Opening.Opened open) {
            return opened.apply(new MaildropLogin(account, client, open.maildrop()));
        }
        if (opening instanceof Opening.Unavailable none) {
            log.atWarn()
                    .addKeyValue("sid", client.sessionId())
                    .addKeyValue("account", account)
                    .addKeyValue("reason", none.reason())
                    .log("maildrop cannot be opened");
            return new Pop3Answer.TryLater();
        }
        return new Pop3Answer.InUse();
    }
}
