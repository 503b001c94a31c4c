package org.mmsys.client.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.mmsys.client.core.Asks.KeepPassword;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.EngineSettings;
import org.mmsys.client.core.Events;
import org.mmsys.client.core.MailEngine;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.Outcome;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.wire.sasl.Secret;

/** An engine for one command, and the account it is about. Owned by the command's thread. */
final class Desk implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final Duration HELD_PAUSE = Duration.ofMillis(100);
    private static final Duration TELL_AFTER = Duration.ofMillis(500);

    private final MailService service;
    private final ServerOptions options;
    private final PrintWriter err;

    private Desk(MailService service, ServerOptions options, PrintWriter err) {
        this.service = service;
        this.options = options;
        this.err = err;
    }

    static Desk open(ServerOptions options, PrintWriter err) throws Failure {
        Terminal terminal = new Terminal(err, options.trust());
        MailService service = got(opened(options, terminal, err));
        service.addListener(new Events() {
            @Override
            public void notice(Notice notice) {
                told(notice, err);
            }
        });
        return new Desk(service, options, err);
    }

    /** One profile, one program: another command ends soon, and a window when its user closes it. */
    private static Outcome<MailService> opened(ServerOptions options, Terminal terminal, PrintWriter err) {
        EngineSettings settings = EngineSettings.command(options.profile(), terminal);
        long end = System.nanoTime() + options.patience().toNanos();
        long tellAt = System.nanoTime() + TELL_AFTER.toNanos();
        boolean told = false;
        while (true) {
            Outcome<MailService> opened = MailEngine.open(settings);
            boolean held = opened.trouble()
                    .filter(p -> p.cause() == Cause.PROFILE_HELD)
                    .isPresent();
            if (!held || System.nanoTime() - end >= 0) {
                return opened;
            }
            if (!told && System.nanoTime() - tellAt >= 0) {
                told = true;
                err.println("mmsys-mail: waiting for the window or command that is using " + options.profile() + ".");
                err.flush();
            }
            LockSupport.parkNanos(HELD_PAUSE.toNanos());
        }
    }

    /** What happens by itself and a script's log should say: which server it is, and what that cannot do. */
    private static void told(Events.Notice notice, PrintWriter err) {
        switch (notice.kind()) {
            case ON_BACKUP, BACK_ON_PRIMARY, LESS, TROUBLE -> {
                String why = notice.problem().map(p -> " " + p.happened()).orElse("");
                err.println("mmsys-mail: " + notice.text() + why);
                err.flush();
            }
            case NEW_MAIL, SENT, SEND_FAILED -> {
                // the command says it itself
            }
        }
    }

    MailService service() {
        return service;
    }

    /** Waits for a call. */
    <T> T wait(Call<T> call) throws Failure {
        try {
            return got(call.await(LONGEST)
                    .orElseThrow(() -> new Failure(Problem.of(Cause.UNREACHABLE, "It takes too long."))));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            call.cancel();
            throw new Failure(Problem.of(Cause.UNREACHABLE, "Interrupted."));
        }
    }

    private static <T> T got(Outcome<T> outcome) throws Failure {
        if (outcome instanceof Outcome.Done<T> done) {
            return done.value();
        }
        throw new Failure(outcome.trouble().orElse(Problem.of(Cause.INTERNAL, "It was cancelled.")));
    }

    void say(String text) {
        err.println("mmsys-mail: " + text);
        err.flush();
    }

    /** The account the options speak of: one of the profile's, with what the options change, or a new one. */
    Account account() throws Failure {
        Optional<Account> known = known();
        Account account = known.isPresent() ? changed(known.get()) : made();
        if (known.isEmpty() || !known.get().equals(account)) {
            wait(service.saveAccount(account, Optional.empty(), KeepPassword.NOWHERE));
        }
        Optional<Secret> given = options.givenPassword();
        given.ifPresent(secret -> service.usePassword(account.id(), secret));
        return account;
    }

    private Optional<Account> known() throws Failure {
        List<Account> all = service.accounts();
        Optional<String> user = options.user();
        if (user.isPresent()) {
            String wanted = user.get().toLowerCase(Locale.ROOT);
            return all.stream()
                    .filter(a ->
                            a.user().equalsIgnoreCase(wanted) || a.address().equalsIgnoreCase(wanted))
                    .findFirst();
        }
        if (all.size() > 1) {
            throw Failure.usage("There are several accounts in " + options.profile() + ": say which by --user.");
        }
        return all.stream().findFirst();
    }

    private Account changed(Account account) throws Failure {
        return new Account(
                account.id(),
                account.user(),
                options.address().orElse(account.address()),
                options.fullName().orElse(account.fullName()),
                options.pop3().orElse(account.pop3()),
                options.smtp().orElse(account.smtp()),
                options.accounts().isPresent() ? options.accounts() : account.accountServers(),
                options.security().orElse(account.security()),
                account.leave(),
                account.signature(),
                account.headersFirstAbove(),
                account.signatureAbove());
    }

    private Account made() throws Failure {
        String user = options.user()
                .orElseThrow(() -> Failure.usage("Whose mail? There is no account in " + options.profile()
                        + " yet: say --user NAME --pop3 HOST:PORT --smtp HOST:PORT."));
        return account(user);
    }

    /** A new account of this name on the servers of the options. */
    Account account(String user) throws Failure {
        Endpoints pop3 = options.pop3()
                .orElseThrow(() -> Failure.usage("From which server? Say --pop3 HOST:PORT[,BACKUP:PORT]."));
        Endpoints smtp =
                options.smtp().orElseThrow(() -> Failure.usage("To which server? Say --smtp HOST:PORT[,BACKUP:PORT]."));
        String address = options.addressOf(user);
        String id =
                address.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return new Account(
                id.length() > 40 ? id.substring(0, 40) : id,
                user,
                address,
                options.fullName().orElse(""),
                pop3,
                smtp,
                options.accounts(),
                options.security().orElse(Security.REQUIRED),
                Leave.UNTIL_DELETED,
                "",
                0);
    }

    /** Brings the profile up to date with the server. */
    void check(Account account) throws Failure {
        wait(service.check(account.id()));
    }

    /** The folder of this name, in any case. */
    Folder folder(Account account, String name) throws Failure {
        return service.folders(account.id()).stream()
                .filter(folder -> folder.id().path().equals(name))
                .findFirst()
                .or(() -> service.folders(account.id()).stream()
                        .filter(folder -> folder.id().path().equalsIgnoreCase(name))
                        .findFirst())
                .orElseThrow(() -> new Failure(Problem.of(Cause.GONE, "There is no folder \"" + name + "\".")
                        .advising("mmsys-mail folders shows those there are.")));
    }

    /** Messages by their ids, or the beginnings of those if they are unmistakable. */
    List<MessageRow> messages(Account account, List<String> ids) throws Failure {
        List<MessageRow> all = new ArrayList<>();
        for (Folder folder : service.folders(account.id())) {
            all.addAll(wait(service.rows(folder.id())));
        }
        List<MessageRow> found = new ArrayList<>();
        for (String id : ids) {
            List<MessageRow> exact =
                    all.stream().filter(row -> row.key().id().equals(id)).toList();
            List<MessageRow> fits = exact.isEmpty()
                    ? all.stream().filter(row -> row.key().id().startsWith(id)).toList()
                    : exact;
            if (fits.size() != 1) {
                String what = fits.isEmpty() ? "There is no message " : "Several messages begin with ";
                throw new Failure(Problem.of(Cause.GONE, what + id + ".")
                        .advising("mmsys-mail list shows the ids of those there are."));
            }
            found.add(fits.get(0));
        }
        return found;
    }

    @Override
    public void close() {
        service.close();
    }
}
