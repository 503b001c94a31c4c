package org.mmsys.client.core;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Asks.Trust;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.AccountAnswer;
import org.mmsys.client.core.model.AccountAnswer.Kind;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.client.core.model.ConnectionState.Service;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.ProbeLine;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.client.core.net.AccountClient;
import org.mmsys.client.core.net.Greeter;
import org.mmsys.client.core.net.Line;
import org.mmsys.client.core.net.Patience;
import org.mmsys.client.core.net.Pop3Session;
import org.mmsys.client.core.net.SmtpSession;
import org.mmsys.client.core.net.Transcript;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.wire.accounts.AccountReply;
import org.mmsys.wire.sasl.Secret;

/** Questions to servers that belong to no account yet: names, new accounts, does it work. Thread-safe. */
final class Setup {
    private final Works works;

    Setup(Works works) {
        this.works = works;
    }

    private Line line(ServerChoice servers, Running running) {
        return new Line(
                servers.security(), works.trust(), Patience.USUAL, new Transcript(), works.watch(), running.abort());
    }

    /** Something that is asked of one server. */
    private interface Asking<T> {
        T at(Endpoint server) throws Trouble;
    }

    private <T> T trusted(Running running, Endpoint server, Asking<T> asking) throws Trouble, IOException {
        try {
            return asking.at(server);
        } catch (Trouble trouble) {
            Optional<CertificateQuestion> question = trouble.question();
            if (question.isEmpty()) {
                throw trouble;
            }
            Trust answer = running.answer(works.settings().asks().certificate(question.get()))
                    .orElse(Trust.NO);
            if (answer == Trust.NO) {
                throw trouble;
            }
            if (answer == Trust.PIN) {
                works.trust().pin(server, question.get().fingerprint());
            } else {
                works.trust().trustOnce(server, question.get().fingerprint());
            }
            return asking.at(server);
        }
    }

    private Endpoints accountServers(ServerChoice servers) throws Trouble {
        return servers.accounts()
                .orElseThrow(() -> Trouble.of(Problem.of(Cause.USAGE, "No server for accounts is given.")
                        .advising("Give one by --account-server HOST:PORT[,BACKUP:PORT].")));
    }

    AccountAnswer available(Running running, ServerChoice servers, String name) throws Trouble, IOException {
        return atAny(running, servers, client -> client.available(name), Kind.AVAILABLE);
    }

    /** The same request id at both servers, so that a lost answer does not make the name taken. */
    AccountAnswer request(Running running, ServerChoice servers, String name, Secret password)
            throws Trouble, IOException {
        byte[] octets = new byte[16];
        new SecureRandom().nextBytes(octets);
        String id = HexFormat.of().formatHex(octets);
        return atAny(running, servers, client -> client.create(name, id, password), Kind.CREATED);
    }

    /** What is said in a session of the account protocol. */
    private interface Saying {
        AccountReply in(AccountClient client) throws Trouble;
    }

    private AccountAnswer atAny(Running running, ServerChoice servers, Saying saying, Kind yes)
            throws Trouble, IOException {
        List<Endpoint> order = accountServers(servers).all();
        Optional<Problem> passed = Optional.empty();
        for (int i = 0; ; i++) {
            Endpoint server = order.get(i % order.size());
            boolean last = i + 1 >= 2 * order.size();
            try {
                AccountReply reply = trusted(running, server, at -> {
                    try (AccountClient client = AccountClient.open(at, line(servers, running))) {
                        return saying.in(client);
                    }
                });
                AccountAnswer answer = new AccountAnswer(kind(reply, yes), server, passed, reply.text());
                if (answer.kind() != Kind.TEMPORARY || i + 1 >= order.size()) {
                    return answer;
                }
                passed = Optional.of(Problem.of(Cause.TEMPORARY, server + " cannot do it now.")
                        .because(reply.text()));
            } catch (Trouble trouble) {
                running.check();
                // once more to each: an answer may have been lost, and the request id makes asking again harmless
                if (!trouble.isUnanswered() || last) {
                    throw trouble;
                }
                passed = passed.or(() -> Optional.of(trouble.problem()));
            }
        }
    }

    private static Kind kind(AccountReply reply, Kind yes) throws Trouble {
        if (reply.ok()) {
            return yes;
        }
        if (reply.code().isEmpty()) {
            return Kind.BAD_NAME;
        }
        return switch (reply.code().get()) {
            case TAKEN -> Kind.TAKEN;
            case BAD_NAME -> Kind.BAD_NAME;
            case WEAK_PASSWORD -> Kind.WEAK_PASSWORD;
            case CLOSED -> Kind.CLOSED;
            case RATE -> Kind.RATE;
            case SYS_TEMP, NOT_HERE -> Kind.TEMPORARY;
            case AUTH, TLS ->
                throw Trouble.of(Problem.of(Cause.NO_TLS, "The server makes accounts on encrypted connections only.")
                        .because(reply.text()));
        };
    }

    /** One line for each server, in the order accounts, SMTP, POP3; primary, backup. */
    List<ProbeLine> probe(Running running, ServerChoice servers, Optional<String> user, Optional<Secret> password) {
        List<ProbeLine> lines = new ArrayList<>();
        servers.accounts().ifPresent(all -> each(running, servers, all, Service.ACCOUNTS, user, password, lines));
        servers.smtp().ifPresent(all -> each(running, servers, all, Service.SMTP, user, password, lines));
        servers.pop3().ifPresent(all -> each(running, servers, all, Service.POP3, user, password, lines));
        return lines;
    }

    private void each(
            Running running,
            ServerChoice servers,
            Endpoints all,
            Service service,
            Optional<String> user,
            Optional<Secret> password,
            List<ProbeLine> lines) {
        for (Endpoint server : all.all()) {
            running.check();
            Instant begin = works.settings().clock().instant();
            boolean primary = server.equals(all.primary());
            Seen seen = new Seen(false, "", List.of(), Optional.empty(), false, Optional.empty());
            try {
                seen = trusted(running, server, at -> look(at, line(servers, running), service, user, password));
            } catch (Trouble trouble) {
                Optional<Boolean> loggedIn =
                        trouble.problem().cause() == Cause.AUTHENTICATION ? Optional.of(false) : Optional.empty();
                seen = new Seen(false, "", List.of(), loggedIn, false, Optional.of(trouble.problem()));
            } catch (IOException disk) {
                seen = seen.failing(Problem.of(Cause.DISK, "This computer's disk is of no use.")
                        .because(String.valueOf(disk.getMessage())));
            }
            lines.add(new ProbeLine(
                    service,
                    primary,
                    server,
                    seen.encrypted(),
                    seen.greeting(),
                    seen.capabilities(),
                    seen.loggedIn(),
                    seen.mmsys(),
                    Duration.between(begin, works.settings().clock().instant()),
                    seen.problem()));
        }
    }

    private record Seen(
            boolean encrypted,
            String greeting,
            List<String> capabilities,
            Optional<Boolean> loggedIn,
            boolean mmsys,
            Optional<Problem> problem) {
        Seen failing(Problem why) {
            return new Seen(encrypted, greeting, capabilities, loggedIn, mmsys, Optional.of(why));
        }
    }

    private static Seen look(
            Endpoint server, Line line, Service service, Optional<String> user, Optional<Secret> password)
            throws Trouble {
        boolean login = user.isPresent() && password.isPresent();
        return switch (service) {
            case ACCOUNTS -> {
                try (AccountClient client = AccountClient.open(server, line)) {
                    boolean mmsys = client.capabilities().contains("AVAIL");
                    yield new Seen(
                            client.encrypted(),
                            client.greeting(),
                            client.capabilities(),
                            Optional.empty(),
                            mmsys,
                            Optional.empty());
                }
            }
            case SMTP -> {
                Optional<SmtpSession.Credentials> who =
                        login ? Optional.of(new SmtpSession.Credentials(user.get(), password.get())) : Optional.empty();
                try (SmtpSession session = SmtpSession.open(server, line, who)) {
                    boolean known = login && session.offer().has("AUTH");
                    yield new Seen(
                            session.encrypted(),
                            session.greeting(),
                            session.offer().keywords().stream().sorted().toList(),
                            known ? Optional.of(true) : Optional.empty(),
                            session.mmsys(),
                            Optional.empty());
                }
            }
            case POP3 -> login ? mailbox(server, line, user.get(), password.get()) : greeting(server, line);
        };
    }

    private static Seen mailbox(Endpoint server, Line line, String user, Secret password) throws Trouble {
        try (Pop3Session session = Pop3Session.open(server, line, user, password)) {
            return new Seen(
                    session.encrypted(),
                    session.greeting(),
                    session.features().tags().keySet().stream().sorted().toList(),
                    Optional.of(true),
                    session.hasFolders(),
                    Optional.empty());
        }
    }

    private static Seen greeting(Endpoint server, Line line) throws Trouble {
        if (!Greeter.greets(server, line)) {
            throw Trouble.unanswered(Problem.of(Cause.UNREACHABLE, server + " does not answer."));
        }
        return new Seen(false, "", List.of(), Optional.empty(), false, Optional.empty());
    }
}
