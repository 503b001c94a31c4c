package org.mmsys.client.ui.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.AccountAnswer;
import org.mmsys.client.core.model.ProbeLine;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.wire.sasl.Secret;

/**
 * Requests an account and finds out its address.
 *
 * <p>The account protocol takes a name without its domain. When the user has written none, the domain is looked for among what the
 * servers call themselves, by asking for the name with each: a server says "bad name" for a domain that is not its own. Event thread.
 */
final class AccountRequest {
    private static final Pattern HOST = Pattern.compile("(?:[a-z0-9-]{1,63}\\.)+[a-z][a-z0-9-]{1,62}");

    private final Desk desk;
    private final ServerChoice servers;
    private final String name;
    private final Secret password;
    private BiConsumer<AccountAnswer, String> onAnswer = (answer, address) -> {};
    private Consumer<Problem> onProblem = problem -> {};

    AccountRequest(Desk desk, ServerChoice servers, String name, Secret password) {
        this.desk = desk;
        this.servers = servers;
        this.name = name;
        this.password = password;
    }

    /** Runs; {@code answered} hears the answer and the address of the account. */
    void run(BiConsumer<AccountAnswer, String> answered, Consumer<Problem> failed) {
        onAnswer = answered;
        onProblem = failed;
        if (name.indexOf('@') > 0) {
            request(name);
            return;
        }
        desk.executor()
                .then(
                        desk.service().probe(servers, Optional.empty(), Optional.empty()),
                        lines -> tryDomain(candidates(lines), 0),
                        onProblem);
    }

    /** Domains that what the servers call themselves suggests: the name itself, then without its first labels. */
    static List<String> candidates(List<ProbeLine> lines) {
        List<String> found = new ArrayList<>();
        for (ProbeLine line : lines) {
            Matcher hosts = HOST.matcher(line.greeting().toLowerCase(Locale.ROOT));
            while (hosts.find()) {
                String host = hosts.group();
                while (host.indexOf('.') > 0 && found.size() < 12) {
                    if (!found.contains(host)) {
                        found.add(host);
                    }
                    host = host.substring(host.indexOf('.') + 1);
                }
            }
        }
        return found;
    }

    private void tryDomain(List<String> domains, int at) {
        if (at >= domains.size()) {
            onProblem.accept(Problem.of(Problem.Cause.USAGE, Texts.of("account.whole-address")));
            return;
        }
        String address = name + "@" + domains.get(at);
        desk.executor()
                .then(
                        desk.service().nameAvailable(servers, address),
                        answer -> {
                            switch (answer.kind()) {
                                case AVAILABLE -> request(address);
                                case BAD_NAME -> tryDomain(domains, at + 1);
                                case CREATED, TAKEN, WEAK_PASSWORD, CLOSED, RATE, TEMPORARY ->
                                    onAnswer.accept(answer, address);
                            }
                        },
                        onProblem);
    }

    private void request(String address) {
        desk.executor()
                .then(
                        desk.service().requestAccount(servers, address, password),
                        answer -> onAnswer.accept(answer, address),
                        onProblem);
    }

    /** The settings that stand in the dialog: those of {@code before} with what was changed, or new ones. */
    static Account account(
            Optional<Account> before,
            String fullName,
            String address,
            String user,
            ServerChoice servers,
            Account.Leave leave) {
        return new Account(
                before.map(Account::id).orElseGet(() -> UUID.randomUUID().toString()),
                user,
                address,
                fullName,
                servers.pop3().orElseThrow(),
                servers.smtp().orElseThrow(),
                servers.accounts().or(() -> before.flatMap(Account::accountServers)),
                servers.security(),
                leave,
                before.map(Account::signature).orElse(""),
                before.map(Account::headersFirstAbove).orElse(0L),
                before.map(Account::signatureAbove).orElse(false));
    }
}
