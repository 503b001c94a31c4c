package org.mmsys.accounts.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.testkit.DialogScript;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Output;

/**
 * Runs scripts: {@code C} is a line of the client, {@code D} a defective one, {@code E} an event, {@code A} an answer;
 * {@code S} a line of the server, {@code Q} a question, {@code X} another output.
 */
final class AccountDialog {
    private final AccountsServerMachine machine;
    private final Client plain;
    private final Client secure;

    AccountDialog(AccountsServerMachine machine, Client plain, Client secure) {
        this.machine = machine;
        this.plain = plain;
        this.secure = secure;
    }

    void run(String script) {
        DialogScript.run(Set.of('C', 'D', 'E', 'A'), script, this::feed);
    }

    private List<String> feed(char kind, String text) {
        Input<AccountAnswer> input = switch (kind) {
            case 'C' -> new Input.Line<>(text, LineDefect.NONE);
            case 'D' ->
                new Input.Line<>(
                        text.substring(text.indexOf(' ') + 1),
                        LineDefect.valueOf(text.substring(0, text.indexOf(' ')).toUpperCase(Locale.ROOT)));
            case 'A' -> new Input.Answered<>(answer(text));
            default -> event(text);
        };
        List<String> said = new ArrayList<>();
        for (Output<AccountQuestion> output : machine.on(input).outputs()) {
            if (output instanceof Output.Reply<AccountQuestion> reply) {
                reply.octets().lines().forEach(line -> said.add(("S: " + line).strip()));
            } else if (output instanceof Output.Ask<AccountQuestion> ask) {
                said.add("Q: " + ask.question());
            } else if (!(output instanceof Output.IdleLimit)) {
                said.add("X: " + output.getClass().getSimpleName());
            }
        }
        return said;
    }

    private Input<AccountAnswer> event(String text) {
        return switch (text) {
            case "opened" -> new Input.Opened<>(plain);
            case "tls" -> new Input.TlsReady<>(secure);
            case "timeout" -> new Input.TimedOut<>();
            case "drain" -> new Input.Draining<>();
            case "closed" -> new Input.PeerClosed<>();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static AccountAnswer answer(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "offers" ->
                new AccountAnswer.Offers(
                        words[2].equals("trusted") ? List.of("SCRAM-SHA-256", "PLAIN") : List.of(),
                        words[2].equals("trusted"),
                        words[1].equals("open"));
            case "granted" ->
                new AccountAnswer.LoggedIn(new AuthOutcome.Granted(new AccountName(words[1], "here.test")));
            case "denied_login" -> new AccountAnswer.LoggedIn(new AuthOutcome.Denied());
            case "later" -> new AccountAnswer.LoggedIn(new AuthOutcome.TryLater("throttled"));
            case "challenge" ->
                new AccountAnswer.Challenge(words.length > 1 ? words[1].getBytes(US_ASCII) : new byte[0]);
            case "home" -> new AccountAnswer.Home(words[1]);
            case "peer" -> new AccountAnswer.ToPeer(text.substring("peer ".length()) + "\r\n");
            case "not_here" -> new AccountAnswer.NotHere();
            case "joined" -> new AccountAnswer.Joined(new AccountName(words[1], "here.test"));
            default -> new AccountAnswer.Outcome(Result.valueOf(text.toUpperCase(Locale.ROOT)));
        };
    }
}
