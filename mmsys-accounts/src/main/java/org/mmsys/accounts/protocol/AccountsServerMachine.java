package org.mmsys.accounts.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.route.NodeName;
import org.mmsys.wire.accounts.AccountCommandParser;
import org.mmsys.wire.accounts.AccountCommandParser.Parsed;
import org.mmsys.wire.accounts.AccountReplies;
import org.mmsys.wire.accounts.AccountReply;
import org.mmsys.wire.accounts.AccountVerb;
import org.mmsys.wire.accounts.PeerCommand;
import org.mmsys.wire.accounts.PeerCommandParser;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/**
 * The server's end of one session of the account protocol ({@code docs/protocols/accounts.md}).
 *
 * <p>Owned by one session; pure. {@link AccountCommands} says what each command does, {@link AccountAnswers} what each
 * answer means; this class knows when.
 */
final class AccountsServerMachine
        implements SessionMachine<AccountQuestion, AccountAnswer>, Input.Cases<AccountAnswer, Step<AccountQuestion>> {
    private final String hostname;
    private final Duration idle;
    private final int mistakesMax;
    private final AccountCommands commands = new AccountCommands(this);
    private final AccountAnswers answers = new AccountAnswers(this);

    private Client client;
    private AccountAnswer.Offers offers = new AccountAnswer.Offers(List.of(), false, false);
    private Optional<AccountName> login = Optional.empty();
    private @Nullable Continuation continuation;
    private @Nullable AccountQuestion open;
    private final Optional<AccountPeers> peers;
    /** The server that speaks for itself in this session. */
    private Optional<String> peer = Optional.empty();

    private String offeredReply = "";
    private boolean spoken;
    private boolean greeted;
    private boolean draining;
    private int mistakes;

    AccountsServerMachine(Client client, String hostname, Duration idle, int mistakesMax) {
        this(client, hostname, idle, mistakesMax, Optional.empty());
    }

    /** @param peers who counts as another server; empty where there is none */
    AccountsServerMachine(
            Client client, String hostname, Duration idle, int mistakesMax, Optional<AccountPeers> peers) {
        this.peers = peers;
        this.client = client;
        this.hostname = hostname;
        this.idle = idle;
        this.mistakesMax = mistakesMax;
    }

    @Override
    public Step<AccountQuestion> on(Input<AccountAnswer> input) {
        return input.match(this);
    }

    @Override
    public Step<AccountQuestion> opened(Input.Opened<AccountAnswer> input) {
        client = input.client();
        open = new AccountQuestion.Offers(client);
        return Step.of(new Output.IdleLimit<>(idle), new Output.Ask<>(open));
    }

    @Override
    public Step<AccountQuestion> line(Input.Line<AccountAnswer> input) {
        Continuation waiting = continuation;
        continuation = null;
        if (input.defect() != LineDefect.NONE) {
            return mistake(AccountReplies.BAD_LINE);
        }
        if (waiting == null) {
            return command(input.octets());
        }
        if (input.octets().equals("*")) {
            return say(AccountReplies.CANCELLED);
        }
        Optional<AccountQuestion> question = waiting.take(input.octets());
        return question.isEmpty() ? mistake(AccountReplies.BAD_BASE64) : ask(question.get());
    }

    private Step<AccountQuestion> command(String line) {
        Optional<Step<AccountQuestion>> fromPeer = fromPeer(line);
        if (fromPeer.isPresent()) {
            return fromPeer.get();
        }
        Parsed parsed = AccountCommandParser.parse(line);
        if (parsed instanceof Parsed.BadSyntax bad) {
            return mistake(AccountReplies.badSyntax(bad.verb()));
        }
        if (!(parsed instanceof Parsed.Command known)) {
            return mistake(AccountReplies.UNKNOWN_COMMAND);
        }
        spoken |= known.verb() != AccountVerb.CAPA && known.verb() != AccountVerb.STLS;
        if (known.verb().phase() == AccountVerb.Phase.AFTER_LOGIN && login.isEmpty()) {
            return mistake(AccountReplies.NOT_LOGGED_IN);
        }
        if (known.verb().phase() == AccountVerb.Phase.BEFORE_LOGIN && login.isPresent()) {
            return mistake(AccountReplies.LOGGED_IN_ALREADY);
        }
        return known.command().match(commands);
    }

    /** What only nodes of the system may say; to strangers these are unknown commands like any other. */
    private Optional<Step<AccountQuestion>> fromPeer(String line) {
        if (peers.isEmpty()) {
            return Optional.empty();
        }
        if (peer.isPresent()) {
            return PeerCommandParser.parse(line).map(this::fromPeer);
        }
        boolean verb = line.regionMatches(true, 0, Introduction.VERB + " ", 0, Introduction.VERB.length() + 1);
        Optional<String> node = client.node().filter(AccountsServerMachine::speaksForOthers);
        if (!verb || node.isEmpty()) {
            return Optional.empty();
        }
        Optional<Introduction> introduction =
                spoken ? Optional.empty() : Introduction.parse(line.substring(Introduction.VERB.length() + 1));
        if (introduction.isEmpty()) {
            return Optional.of(mistake(AccountReplies.BAD_INTRODUCTION));
        }
        spoken = true;
        peer = introduction.get().address().isPresent()
                ? Optional.empty()
                : peers.get().server(node.get());
        client = introduction.get().conveyed(client, node.get());
        offeredReply = AccountReply.ok(peers.get().self()).octets();
        return Optional.of(ask(new AccountQuestion.Offers(client)));
    }

    /** A witness votes and does nothing else (rules 23). */
    private static boolean speaksForOthers(String node) {
        return NodeName.parse(node)
                .filter(name -> name.half() != NodeName.Half.WITNESS)
                .isPresent();
    }

    private Step<AccountQuestion> fromPeer(PeerCommand command) {
        return command instanceof PeerCommand.Asked asked
                ? prompt("", Continuation.asked(asked))
                : ask(new AccountQuestion.FromPeer(command, peer.orElseThrow()));
    }

    @Override
    public Step<AccountQuestion> answered(Input.Answered<AccountAnswer> input) {
        AccountQuestion asked = open;
        open = null;
        if (asked == null) {
            throw new IllegalStateException("an answer without a question");
        }
        return answers.take(asked, input.answer());
    }

    /** What was said before TLS may have been said by somebody in between: all of it is forgotten (RFC 2595 §4). */
    @Override
    public Step<AccountQuestion> tlsReady(Input.TlsReady<AccountAnswer> input) {
        client = input.client();
        login = Optional.empty();
        continuation = null;
        spoken = false;
        return ask(new AccountQuestion.Offers(client));
    }

    @Override
    public Step<AccountQuestion> introduced(Input.Introduced<AccountAnswer> input) {
        client = input.client();
        return ask(new AccountQuestion.Offers(client));
    }

    @Override
    public Step<AccountQuestion> timedOut(Input.TimedOut<AccountAnswer> input) {
        return goodbye(AccountReplies.TIMED_OUT);
    }

    @Override
    public Step<AccountQuestion> draining(Input.Draining<AccountAnswer> input) {
        draining = true;
        return open == null ? goodbye(AccountReplies.SHUTTING_DOWN) : Step.nothing();
    }

    @Override
    public Step<AccountQuestion> bodyEnded(Input.BodyEnded<AccountAnswer> input) {
        return Step.nothing();
    }

    @Override
    public Step<AccountQuestion> bodySent(Input.BodySent<AccountAnswer> input) {
        return Step.nothing();
    }

    @Override
    public Step<AccountQuestion> heard(Input.Heard<AccountAnswer> input) {
        return Step.nothing();
    }

    @Override
    public Step<AccountQuestion> peerClosed(Input.PeerClosed<AccountAnswer> input) {
        return Step.nothing();
    }

    // What commands and answers may do.

    Client client() {
        return client;
    }

    AccountAnswer.Offers offers() {
        return offers;
    }

    /** The account of this session; asked only after the phase was checked. */
    AccountName account() {
        return login.orElseThrow();
    }

    /** Takes the offers; greets when they are the first. */
    Step<AccountQuestion> offered(AccountAnswer.Offers now) {
        offers = now;
        if (greeted) {
            String reply = offeredReply;
            offeredReply = "";
            return send(reply);
        }
        greeted = true;
        return say(AccountReply.ok(hostname + " MMSys accounts ready"));
    }

    void loggedIn(Optional<AccountName> account) {
        login = account;
    }

    Step<AccountQuestion> ask(AccountQuestion question) {
        open = question;
        return Step.ask(question);
    }

    /** Waits for one more line, after this prompt. */
    Step<AccountQuestion> prompt(String base64, Continuation next) {
        continuation = next;
        return send("+ " + base64 + "\r\n");
    }

    Step<AccountQuestion> say(AccountReply reply) {
        return send(reply.octets());
    }

    /** A reply to something a proper client does not do; too many of them end the session. */
    Step<AccountQuestion> mistake(AccountReply reply) {
        mistakes++;
        return mistakes < mistakesMax ? say(reply) : goodbye(reply, AccountReplies.TOO_MANY_ERRORS);
    }

    Step<AccountQuestion> send(String octets) {
        List<Output<AccountQuestion>> outputs = new ArrayList<>();
        if (!octets.isEmpty()) {
            outputs.add(new Output.Reply<>(octets));
        }
        if (draining) {
            outputs.add(new Output.Reply<>(AccountReplies.SHUTTING_DOWN.octets()));
            outputs.add(new Output.Close<>());
        }
        return new Step<>(outputs);
    }

    Step<AccountQuestion> goodbye(AccountReply... replies) {
        StringBuilder octets = new StringBuilder();
        for (AccountReply reply : replies) {
            octets.append(reply.octets());
        }
        return Step.of(new Output.Reply<>(octets.toString()), new Output.Close<>());
    }
}
