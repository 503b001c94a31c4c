package org.mmsys.wire.accounts;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.mmsys.wire.address.AccountName;

/**
 * Reads what only other servers may say ({@code docs/protocols/accounts.md}, section 6).
 *
 * <p>Names come with their domain. Strangers never get here: to them these verbs are unknown commands.
 */
public final class PeerCommandParser {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1,64}");
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,3}");
    private static final Pattern BUCKET = Pattern.compile("[0-9a-fA-F]{2}");

    private PeerCommandParser() {}

    /** The command, or empty when it is none of these or has wrong arguments. */
    public static Optional<PeerCommand> parse(String line) {
        List<String> words = List.of(line.split(" ", -1));
        List<String> arguments = words.subList(1, words.size());
        return switch (words.get(0).toUpperCase(Locale.ROOT)) {
            case "XDIGEST" -> arguments.isEmpty() ? Optional.of(new PeerCommand.Digest()) : Optional.empty();
            case "XBUCKETS" -> arguments.isEmpty() ? Optional.of(new PeerCommand.Buckets()) : Optional.empty();
            case "XBUCKET" -> bucket(arguments);
            case "XHOMED" -> named(arguments, PeerCommand.Homed::new);
            case "XGONE" -> named(arguments, PeerCommand.Gone::new);
            case "XRESERVE" -> reserve(arguments);
            case "XCONFIRM" -> named(arguments, PeerCommand.Confirm::new);
            case "XRELEASE" ->
                withToken(arguments).flatMap(name -> Optional.of(new PeerCommand.Release(name, arguments.get(1))));
            case "XASKED" ->
                withToken(arguments).flatMap(name -> Optional.of(new PeerCommand.Asked(name, arguments.get(1))));
            case "AVAIL" -> named(arguments, PeerCommand.Avail::new);
            case "WHERE" -> named(arguments, PeerCommand.Where::new);
            default -> Optional.empty();
        };
    }

    private static Optional<PeerCommand> bucket(List<String> arguments) {
        return arguments.size() == 1 && BUCKET.matcher(arguments.get(0)).matches()
                ? Optional.of(new PeerCommand.Bucket(Integer.parseInt(arguments.get(0), 16)))
                : Optional.empty();
    }

    private static Optional<PeerCommand> named(List<String> arguments, Function<AccountName, PeerCommand> command) {
        return arguments.size() == 1 ? name(arguments.get(0)).map(command) : Optional.empty();
    }

    private static Optional<AccountName> withToken(List<String> arguments) {
        return arguments.size() == 2 && TOKEN.matcher(arguments.get(1)).matches()
                ? name(arguments.get(0))
                : Optional.empty();
    }

    private static Optional<PeerCommand> reserve(List<String> arguments) {
        boolean over = arguments.size() == 4 && arguments.get(3).equals("over");
        boolean valid = (arguments.size() == 3 || over)
                && TOKEN.matcher(arguments.get(1)).matches()
                && SECONDS.matcher(arguments.get(2)).matches();
        return valid
                ? name(arguments.get(0))
                        .map(name -> new PeerCommand.Reserve(
                                name, arguments.get(1), Integer.parseInt(arguments.get(2)), over))
                : Optional.empty();
    }

    /** A name with its domain, folded already. */
    private static Optional<AccountName> name(String text) {
        int at = text.lastIndexOf('@');
        return at <= 0
                ? Optional.empty()
                : AccountName.of(text.substring(0, at), text.substring(at + 1))
                        .filter(name -> name.toString().equals(text));
    }

    static void checkToken(String token) {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("token of " + token.length() + " characters");
        }
    }
}
