package org.mmsys.accounts.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mmsys.accounts.protocol.AccountQuestion.Response;
import org.mmsys.wire.accounts.AccountCommand;
import org.mmsys.wire.accounts.AccountReplies;
import org.mmsys.wire.sasl.StrictText;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Step;

/** What each command of the account protocol does; its phase was checked already. */
final class AccountCommands implements AccountCommand.Cases<Step<AccountQuestion>> {
    private static final Set<String> OURS = Set.of("PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS");
    private final AccountsServerMachine machine;

    AccountCommands(AccountsServerMachine machine) {
        this.machine = machine;
    }

    @Override
    public Step<AccountQuestion> capa(AccountCommand.Capa command) {
        AccountAnswer.Offers offers = machine.offers();
        List<String> mechanisms = offers.mechanisms();
        StringBuilder lines = new StringBuilder("+OK capabilities follow\r\n");
        if (machine.client().tls().isEmpty()) {
            lines.append("STLS\r\n");
        }
        if (!mechanisms.isEmpty()) {
            lines.append("SASL ").append(String.join(" ", mechanisms)).append("\r\n");
        }
        if (offers.registrationOpen()) {
            lines.append("AVAIL\r\n");
        }
        if (offers.registrationOpen() && offers.passwordAllowed()) {
            lines.append("CREATE\r\n");
        }
        if (offers.passwordAllowed()) {
            lines.append("PASSWD\r\nDELETE\r\n");
        }
        return machine.send(
                lines.append("WHERE\r\nIMPLEMENTATION MMSys\r\n.\r\n").toString());
    }

    @Override
    public Step<AccountQuestion> stls(AccountCommand.Stls command) {
        return machine.client().tls().isPresent()
                ? machine.mistake(AccountReplies.TLS_ALREADY)
                : Step.of(new Output.Reply<>(AccountReplies.BEGIN_TLS.octets()), new Output.StartTls<>());
    }

    @Override
    public Step<AccountQuestion> avail(AccountCommand.Avail command) {
        return machine.ask(new AccountQuestion.Available(command.name()));
    }

    @Override
    public Step<AccountQuestion> create(AccountCommand.Create command) {
        if (!machine.offers().registrationOpen()) {
            return machine.say(AccountReplies.CLOSED);
        }
        return promptForPassword(Continuation.create(command));
    }

    @Override
    public Step<AccountQuestion> passwd(AccountCommand.Passwd command) {
        return promptForPassword(Continuation.changePassword(machine.account()));
    }

    @Override
    public Step<AccountQuestion> delete(AccountCommand.Delete command) {
        return promptForPassword(Continuation.delete(machine.account()));
    }

    private Step<AccountQuestion> promptForPassword(Continuation next) {
        return machine.offers().passwordAllowed()
                ? machine.prompt("", next)
                : machine.mistake(AccountReplies.NEEDS_TLS);
    }

    @Override
    public Step<AccountQuestion> auth(AccountCommand.Auth command) {
        String mechanism = command.mechanism().toUpperCase(Locale.ROOT);
        if (!machine.offers().mechanisms().contains(mechanism)) {
            boolean exposed = OURS.contains(mechanism) && !machine.offers().passwordAllowed();
            return machine.mistake(exposed ? AccountReplies.NEEDS_TLS : AccountReplies.NO_SUCH_MECHANISM);
        }
        if (command.initialResponse().isEmpty()) {
            return machine.ask(new AccountQuestion.BeginSasl(mechanism, Optional.empty()));
        }
        String initial = command.initialResponse().get();
        Optional<byte[]> octets = initial.equals("=") ? Optional.of(new byte[0]) : StrictText.base64(initial);
        return octets.isEmpty()
                ? machine.mistake(AccountReplies.BAD_BASE64)
                : machine.ask(new AccountQuestion.BeginSasl(mechanism, octets.map(Response::new)));
    }

    @Override
    public Step<AccountQuestion> where(AccountCommand.Where command) {
        return machine.ask(new AccountQuestion.Home(machine.account()));
    }

    @Override
    public Step<AccountQuestion> noop(AccountCommand.Noop command) {
        return machine.say(AccountReplies.NOTHING_DONE);
    }

    @Override
    public Step<AccountQuestion> quit(AccountCommand.Quit command) {
        return machine.goodbye(AccountReplies.BYE);
    }
}
