package org.mmsys.client.cli;

import java.io.Console;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.Asks.KeepPassword;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.AccountAnswer;
import org.mmsys.client.core.model.AccountAnswer.Kind;
import org.mmsys.wire.sasl.Secret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Accounts: requests a new one, lists those of the profile. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = "Requests a new account, or shows those of the profile.",
        subcommands = {AccountCommand.Create.class, AccountCommand.Show.class})
final class AccountCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec known = spec;
        if (known != null) {
            throw new ParameterException(known.commandLine(), "account create NAME, or account show?");
        }
    }

    /** Requests one, and keeps it in the profile when the servers for mail are given as well. */
    @Command(
            name = "create",
            description = "Requests a new account on the servers.",
            footerHeading = "%nExample:%n",
            footer = {
                "  MMSYS_PASSWORD=... mmsys-mail account create ada --account-server localhost:2401,localhost:2411 \\",
                "      --smtp localhost:5871,localhost:5881 --pop3 localhost:1101,localhost:1111"
            })
    static final class Create extends MailCommand {
        @Parameters(paramLabel = "NAME", description = "The name, for example ada.")
        private String name = "";

        @Override
        int run(Desk desk) throws Failure {
            if (options().accounts().isEmpty()) {
                throw Failure.usage("Which server? Say --account-server HOST:PORT[,BACKUP:PORT].");
            }
            Optional<Secret> given = options().givenPassword();
            Secret password = given.isPresent() ? given.get() : prompt();
            AccountAnswer answer =
                    desk.wait(desk.service().requestAccount(options().servers(), name, password));
            answer.overBackup().ifPresent(why -> desk.say("the backup answered: " + why.text()));
            if (answer.kind() != Kind.CREATED) {
                throw new Failure(problem(answer), answer.kind() == Kind.TEMPORARY ? Exit.OFFLINE : Exit.REFUSED);
            }
            if (options().smtp().isPresent() && options().pop3().isPresent()) {
                Account account = desk.account(name);
                desk.wait(desk.service().saveAccount(account, Optional.of(password), KeepPassword.KEYRING));
            }
            line(
                    new JsonLine()
                            .with("created", name)
                            .with("address", options().addressOf(name))
                            .with("server", answer.server()),
                    "created " + options().addressOf(name) + " at " + answer.server());
            return Exit.OK;
        }

        private static Secret prompt() throws Failure {
            Console console = Terminal.console()
                    .orElseThrow(
                            () -> Failure.usage("No password: give it by --password-file FILE or MMSYS_PASSWORD."));
            char[] first = console.readPassword("New password: ");
            char[] second = console.readPassword("The same again: ");
            if (first == null || second == null || !Arrays.equals(first, second)) {
                throw Failure.usage("The two passwords are not the same.");
            }
            return Secret.of(new String(first));
        }

        private Problem problem(AccountAnswer answer) {
            String what = switch (answer.kind()) {
                case TAKEN -> "The name " + name + " is taken.";
                case BAD_NAME -> "No account can have the name \"" + name + "\".";
                case WEAK_PASSWORD -> "The password is too weak.";
                case CLOSED -> "The server makes no accounts on request.";
                case RATE -> "There were too many requests: try again later.";
                case TEMPORARY -> "The servers cannot make the account now.";
                case AVAILABLE, CREATED -> "The server gave an unexpected answer.";
            };
            Cause cause = answer.kind() == Kind.TEMPORARY ? Cause.TEMPORARY : Cause.REFUSED;
            return Problem.of(cause, what).because(answer.text());
        }
    }

    /** Those of the profile. */
    @Command(
            name = "show",
            description = "Shows the accounts of the profile.",
            footerHeading = "%nExample:%n",
            footer = "  mmsys-mail account show --json")
    static final class Show extends MailCommand {
        @Override
        int run(Desk desk) {
            for (Account account : desk.service().accounts()) {
                line(
                        new JsonLine()
                                .with("user", account.user())
                                .with("address", account.address())
                                .with("pop3", account.pop3())
                                .with("smtp", account.smtp())
                                .with("security", account.security()),
                        account.address() + "  pop3 " + account.pop3() + "  smtp " + account.smtp());
            }
            return Exit.OK;
        }
    }
}
