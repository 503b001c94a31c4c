package org.mmsys.accounts.protocol;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.accounts.protocol.AccountQuestion.Response;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Authenticator.SaslSession;
import org.mmsys.core.route.SaslStep;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output.CollectBody;

/** Answers the questions of one session of the account protocol from the registry and the authenticator. */
final class AccountsPerformer implements Performer<AccountQuestion, AccountAnswer> {
    private final AccountRegistry registry;
    private final Authenticator authenticator;
    private final boolean registrationOpen;
    private final AtOnce atOnce = new AtOnce();

    private Client client;
    private @Nullable SaslSession exchange;

    AccountsPerformer(AccountRegistry registry, Authenticator authenticator, boolean registrationOpen, Client client) {
        this.registry = registry;
        this.authenticator = authenticator;
        this.registrationOpen = registrationOpen;
        this.client = client;
    }

    @Override
    public Attempt<AccountAnswer> tryNow(AccountQuestion question, Consumer<AccountAnswer> later) {
        return question.match(atOnce).map(Attempt::now).orElseGet(Attempt::needsWorker);
    }

    @Override
    public AccountAnswer perform(AccountQuestion question) throws InterruptedException {
        if (question instanceof AccountQuestion.Create create) {
            String password = create.password().reveal();
            return new AccountAnswer.Outcome(registry.create(create.name(), password, create.requestId(), client));
        }
        if (question instanceof AccountQuestion.ChangePassword change) {
            String present = change.present().reveal();
            return new AccountAnswer.Outcome(registry.changePassword(
                    change.account(), present, change.next().reveal(), client));
        }
        if (question instanceof AccountQuestion.Delete delete) {
            return new AccountAnswer.Outcome(
                    registry.delete(delete.account(), delete.present().reveal(), client));
        }
        if (question instanceof AccountQuestion.BeginSasl begin) {
            return answer(
                    running().respond(begin.initial().map(Response::octets).orElse(new byte[0])));
        }
        if (question instanceof AccountQuestion.ContinueSasl next) {
            return answer(running().respond(next.response().octets()));
        }
        throw new IllegalStateException("answered at once, never by a worker: " + question);
    }

    private SaslSession running() {
        if (exchange == null) {
            throw new IllegalStateException("no SASL exchange");
        }
        return exchange;
    }

    private AccountAnswer answer(SaslStep step) {
        if (step instanceof SaslStep.Challenge challenge) {
            return new AccountAnswer.Challenge(challenge.octets());
        }
        exchange = null;
        return new AccountAnswer.LoggedIn(((SaslStep.Done) step).outcome());
    }

    @Override
    public BodySink sink(CollectBody<AccountQuestion> wanted) {
        throw new IllegalStateException("the account protocol has no bodies");
    }

    @Override
    public BodySource source() {
        throw new IllegalStateException("the account protocol has no bodies");
    }

    @Override
    public void closed() {
        exchange = null;
    }

    /** What needs neither a hash nor the journal. */
    private final class AtOnce implements AccountQuestion.Cases<Optional<AccountAnswer>> {
        @Override
        public Optional<AccountAnswer> offers(AccountQuestion.Offers question) {
            client = question.client();
            exchange = null;
            return Optional.of(new AccountAnswer.Offers(
                    authenticator.mechanisms(client), authenticator.passwordAllowed(client), registrationOpen));
        }

        @Override
        public Optional<AccountAnswer> available(AccountQuestion.Available question) {
            return Optional.of(new AccountAnswer.Outcome(registry.available(question.name(), client)));
        }

        @Override
        public Optional<AccountAnswer> home(AccountQuestion.Home question) {
            return Optional.of(new AccountAnswer.Home(registry.home(question.account())));
        }

        @Override
        public Optional<AccountAnswer> beginSasl(AccountQuestion.BeginSasl question) {
            Optional<SaslSession> begun = authenticator.begin(question.mechanism(), client);
            if (begun.isEmpty()) {
                return Optional.of(new AccountAnswer.NotOffered());
            }
            exchange = begun.get();
            if (question.initial().isEmpty() && exchange.clientFirst()) {
                return Optional.of(new AccountAnswer.Challenge(new byte[0]));
            }
            byte[] initial = question.initial().map(Response::octets).orElse(new byte[0]);
            return exchange.tryRespond(initial).map(AccountsPerformer.this::answer);
        }

        @Override
        public Optional<AccountAnswer> continueSasl(AccountQuestion.ContinueSasl question) {
            return running().tryRespond(question.response().octets()).map(AccountsPerformer.this::answer);
        }

        @Override
        public Optional<AccountAnswer> create(AccountQuestion.Create question) {
            return Optional.empty();
        }

        @Override
        public Optional<AccountAnswer> changePassword(AccountQuestion.ChangePassword question) {
            return Optional.empty();
        }

        @Override
        public Optional<AccountAnswer> delete(AccountQuestion.Delete question) {
            return Optional.empty();
        }
    }
}
