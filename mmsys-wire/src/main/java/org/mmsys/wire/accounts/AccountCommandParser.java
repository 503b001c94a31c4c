package org.mmsys.wire.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads command lines of the account protocol ({@code docs/protocols/accounts.md}, section 3). */
public final class AccountCommandParser {
    private AccountCommandParser() {}

    /** What a line turned out to be. */
    public sealed interface Parsed {
        record Command(AccountVerb verb, AccountCommand command) implements Parsed {}

        /** A verb that nobody knows. */
        record UnknownVerb() implements Parsed {}

        /** A known verb with the wrong arguments. */
        record BadSyntax(AccountVerb verb) implements Parsed {}
    }

    /**
     * Reads one line without its CRLF.
     *
     * <pre>
     * command = verb *(SP argument)
     * </pre>
     */
    public static Parsed parse(String line) {
        List<String> words = words(line);
        Optional<AccountVerb> verb = AccountVerb.of(words.get(0));
        if (verb.isEmpty()) {
            return new Parsed.UnknownVerb();
        }
        Optional<AccountCommand> command = command(verb.get(), words.subList(1, words.size()));
        return command.isEmpty() ? new Parsed.BadSyntax(verb.get()) : new Parsed.Command(verb.get(), command.get());
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        for (int space = line.indexOf(' '); space >= 0; space = line.indexOf(' ', begin)) {
            words.add(line.substring(begin, space));
            begin = space + 1;
        }
        words.add(line.substring(begin));
        return words;
    }

    private static Optional<AccountCommand> command(AccountVerb verb, List<String> arguments) {
        if (arguments.stream().anyMatch(String::isEmpty)) {
            return Optional.empty();
        }
        return switch (verb) {
            case CAPA -> bare(arguments, new AccountCommand.Capa());
            case STLS -> bare(arguments, new AccountCommand.Stls());
            case PASSWD -> bare(arguments, new AccountCommand.Passwd());
            case DELETE -> bare(arguments, new AccountCommand.Delete());
            case WHERE -> bare(arguments, new AccountCommand.Where());
            case NOOP -> bare(arguments, new AccountCommand.Noop());
            case QUIT -> bare(arguments, new AccountCommand.Quit());
            case AVAIL ->
                arguments.size() == 1 ? Optional.of(new AccountCommand.Avail(arguments.get(0))) : Optional.empty();
            case CREATE -> create(arguments);
            case AUTH -> auth(arguments);
        };
    }

    private static Optional<AccountCommand> bare(List<String> arguments, AccountCommand command) {
        return arguments.isEmpty() ? Optional.of(command) : Optional.empty();
    }

    private static Optional<AccountCommand> create(List<String> arguments) {
        boolean valid = arguments.size() == 2 && AccountCommand.Create.validRequestId(arguments.get(1));
        return valid ? Optional.of(new AccountCommand.Create(arguments.get(0), arguments.get(1))) : Optional.empty();
    }

    private static Optional<AccountCommand> auth(List<String> arguments) {
        if (arguments.isEmpty() || arguments.size() > 2 || !arguments.get(0).matches("[A-Za-z0-9_-]{1,20}")) {
            return Optional.empty();
        }
        Optional<String> initial = arguments.size() == 2 ? Optional.of(arguments.get(1)) : Optional.empty();
        return Optional.of(new AccountCommand.Auth(arguments.get(0), initial));
    }
}
