package org.mmsys.client.core;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.mmsys.client.MovableClock;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.wire.sasl.Secret;

/** An engine on a bench: one account, servers of the test, a clock that is moved, nothing by itself. */
final class Bench implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(40);

    final MovableClock clock = new MovableClock();
    final List<Events.Notice> notices = new CopyOnWriteArrayList<>();
    final List<CertificateQuestion> certificates = new CopyOnWriteArrayList<>();
    private final Path profile;
    private final boolean byItself;
    private MailService service;
    volatile Asks.Trust trust = Asks.Trust.NO;

    Bench(Path profile) {
        this(profile, false);
    }

    /** @param byItself whether the outbox is worked and primaries are probed without being told */
    Bench(Path profile, boolean byItself) {
        this.profile = profile;
        this.byItself = byItself;
        this.service = open();
    }

    private MailService open() {
        Asks asks = new Asks() {
            @Override
            public CompletableFuture<Optional<Given>> password(Account account, Optional<Problem> refused) {
                return CompletableFuture.completedFuture(Optional.empty());
            }

            @Override
            public CompletableFuture<Optional<Secret>> passphrase(boolean first) {
                return CompletableFuture.completedFuture(Optional.empty());
            }

            @Override
            public CompletableFuture<Trust> certificate(CertificateQuestion question) {
                certificates.add(question);
                return CompletableFuture.completedFuture(trust);
            }
        };
        EngineSettings settings = new EngineSettings(profile, clock, asks, Duration.ZERO, byItself, false);
        MailService opened = MailEngine.open(settings).got().orElseThrow();
        opened.addListener(new Events() {
            @Override
            public void notice(Notice notice) {
                notices.add(notice);
            }
        });
        return opened;
    }

    MailService service() {
        return service;
    }

    void reopen() {
        service.close();
        openAgain();
    }

    /** After {@link #service} was closed. */
    void openAgain() {
        service = open();
        service.accounts().forEach(account -> service.usePassword(account.id(), Secret.of("secret")));
    }

    Account account(Endpoints pop3, Endpoints smtp, Account.Leave leave) throws InterruptedException {
        return account(pop3, smtp, leave, Account.Security.REQUIRED);
    }

    Account account(Endpoints pop3, Endpoints smtp, Account.Leave leave, Account.Security security)
            throws InterruptedException {
        Account account = new Account(
                "ada", "ada", "ada@example.org", "Ada", pop3, smtp, Optional.empty(), security, leave, "", 0);
        done(service.saveAccount(account, Optional.of(Secret.of("secret")), Asks.KeepPassword.NOWHERE));
        return account;
    }

    static Endpoints both(Endpoint primary, Endpoint backup) {
        return new Endpoints(primary, Optional.of(backup));
    }

    static <T> Outcome<T> end(Call<T> call) throws InterruptedException {
        return call.await(LIMIT).orElseThrow(() -> new AssertionError("it takes too long"));
    }

    static <T> T done(Call<T> call) throws InterruptedException {
        Outcome<T> outcome = end(call);
        if (outcome instanceof Outcome.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("not done: " + outcome);
    }

    static <T> Problem problem(Call<T> call) throws InterruptedException {
        Outcome<T> outcome = end(call);
        return outcome.trouble().orElseThrow(() -> new AssertionError("it worked: " + outcome));
    }

    List<MessageRow> rows(String folder) throws InterruptedException {
        return done(service.rows(new Folder.Id("ada", folder)));
    }

    /** Whether a notice of that kind has been heard: they come on a thread of their own, a little later than what they tell of. */
    boolean told(Events.Notice.Kind kind) {
        return notices.stream().anyMatch(notice -> notice.kind() == kind);
    }

    /** Waits until something is so. */
    static void until(BooleanSupplier so) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it does not come about");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
