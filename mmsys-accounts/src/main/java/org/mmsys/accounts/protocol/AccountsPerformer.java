package org.mmsys.accounts.protocol;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.accounts.PeerAnswer;
import org.mmsys.accounts.SystemRegistry;
import org.mmsys.accounts.protocol.AccountQuestion.Response;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.accounts.AccountReplies;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output.CollectBody;

/** Answers the questions of one session of the account protocol from the registry and the authenticator. */
final class AccountsPerformer implements Performer<AccountQuestion, AccountAnswer> {
    private final AccountRegistry registry;
    private final Optional<SystemRegistry> system;
    private final Authenticator authenticator;
    private final boolean registrationOpen;
    private final AtOnce atOnce = new AtOnce();

    private Client client;
    private @Nullable SessionLogin login;

    AccountsPerformer(AccountRegistry registry, Authenticator authenticator, boolean registrationOpen, Client client) {
        this.registry = registry;
        this.system = registry instanceof SystemRegistry several ? Optional.of(several) : Optional.empty();
        this.authenticator = authenticator;
        this.registrationOpen = registrationOpen;
        this.client = client;
    }

    @Override
    public Attempt<AccountAnswer> tryNow(AccountQuestion question, Consumer<AccountAnswer> later) {
        if (system.isPresent() && question instanceof AccountQuestion.Available available) {
            system.get().available(available.name(), client, result -> later.accept(new AccountAnswer.Outcome(result)));
            return Attempt.pending();
        }
        if (question instanceof AccountQuestion.FromPeer fromPeer) {
            return answerPeer(fromPeer, later);
        }
        return question.match(atOnce).map(Attempt::now).orElseGet(Attempt::needsWorker);
    }

    private Attempt<AccountAnswer> answerPeer(AccountQuestion.FromPeer question, Consumer<AccountAnswer> later) {
        CompletableFuture<AccountAnswer> answer = several()
                .answer(question.command(), question.server())
                .thenApply(PeerAnswer::octets)
                .exceptionally(bug -> AccountReplies.TRY_LATER.octets())
                .thenApply(AccountAnswer.ToPeer::new);
        if (answer.isDone()) {
            return Attempt.now(answer.join());
        }
        CompletableFuture<?> unused = answer.thenAccept(later);
        return Attempt.pending();
    }

    private SystemRegistry several() {
        return system.orElseThrow(() -> new IllegalStateException("a peer where there is none"));
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
        if (question instanceof AccountQuestion.Asked asked) {
            Result result = several()
                    .asked(asked.account(), asked.requestId(), asked.password().reveal());
            return new AccountAnswer.Outcome(result);
        }
        if (question instanceof AccountQuestion.BeginSasl || question instanceof AccountQuestion.ContinueSasl) {
            SessionLogin current = login; // none when the session has ended meanwhile
            return current == null ? SessionLogin.later() : current.goOn();
        }
        throw new IllegalStateException("answered at once, never by a worker: " + question);
    }

    private SessionLogin running() {
        if (login == null) {
            throw new IllegalStateException("no SASL exchange");
        }
        return login;
    }

    @Override
    public Link link() {
        return running().link();
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
        endLogin();
    }

    private void endLogin() {
        if (login != null) {
            login.close();
        }
        login = null;
    }

    /** What needs neither a hash nor the journal nor another server. */
    private final class AtOnce implements AccountQuestion.Cases<Optional<AccountAnswer>> {
        @Override
        public Optional<AccountAnswer> offers(AccountQuestion.Offers question) {
            client = question.client();
            endLogin();
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
            endLogin();
            if (!authenticator.mechanisms(client).contains(question.mechanism())) {
                return Optional.of(new AccountAnswer.NotOffered());
            }
            SessionLogin begun = new SessionLogin(question.mechanism(), authenticator, system, client);
            login = begun;
            return begun.begin(question.initial().map(Response::octets));
        }

        @Override
        public Optional<AccountAnswer> continueSasl(AccountQuestion.ContinueSasl question) {
            return running().tryRespond(question.response().octets());
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

        @Override
        public Optional<AccountAnswer> asked(AccountQuestion.Asked question) {
            return Optional.empty();
        }

        @Override
        public Optional<AccountAnswer> fromPeer(AccountQuestion.FromPeer question) {
            throw new IllegalStateException("answered before");
        }
    }
}
