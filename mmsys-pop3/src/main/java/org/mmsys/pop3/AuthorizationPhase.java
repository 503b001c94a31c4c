package org.mmsys.pop3;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.route.NodeName;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.pop3.Pop3Command;
import org.mmsys.wire.pop3.Pop3Parser;
import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.pop3.Pop3State;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Step;
import org.mmsys.wire.text.Base64Text;

/**
 * What may be said before login (RFC 1939 §4, RFC 5034, RFC 2595, RFC 6856).
 *
 * <p>Owned by the machine. STLS forgets everything said here but the failures counted.
 */
final class AuthorizationPhase {
    private final Pop3Settings settings;
    private final LoginOffer offer;
    private final ErrorLimit errors;
    private final String node;
    private Client client;
    private @Nullable String user;
    private boolean exchanging;
    /** Something was said that an introduction has to come before. */
    private boolean spoken;

    private boolean utf8;
    /** What the node wants to hear at the end of the session, to use the connection again. */
    private Optional<String> endMarker = Optional.empty();

    private int failures;

    AuthorizationPhase(Pop3Settings settings, LoginOffer offer, ErrorLimit errors, String node, Client client) {
        this.settings = settings;
        this.offer = offer;
        this.errors = errors;
        this.node = node;
        this.client = client;
    }

    /** Whether the next line belongs to a SASL exchange and is no command. */
    boolean exchanging() {
        return exchanging;
    }

    /** Whether the client said that it reads UTF-8 headers. */
    boolean utf8() {
        return utf8;
    }

    /** By what the other end knows that the session is over and the connection is not; empty when it does not want to know. */
    Optional<String> endMarker() {
        return endMarker;
    }

    /** TLS is on: everything learnt before may have come from somebody in between (RFC 2595 §4). */
    void forget(Client overTls) {
        client = overTls;
        user = null;
        exchanging = false;
        spoken = false;
        utf8 = false;
    }

    /** Whether a node of the system is at the other end that has not said for whom it speaks. */
    boolean fromNode() {
        return peer().isPresent();
    }

    /** A witness votes and does nothing else (rules 23). */
    private Optional<NodeName> peer() {
        return client.node().flatMap(NodeName::parse).filter(name -> name.half() != NodeName.Half.WITNESS);
    }

    /** From now on the client is the one the node speaks for (rules 24). */
    Step<Pop3Question> introduce(Pop3Command.XPeer command) {
        Optional<Introduction> said = Introduction.parse(command.words());
        Optional<NodeName> peer = peer();
        if (said.isEmpty() || peer.isEmpty()) {
            return errors.misuse(Pop3Replies.ERR_ARGUMENTS);
        }
        if (spoken) {
            return errors.misuse(Pop3Replies.ERR_INTRODUCED_LATE);
        }
        client = said.get().conveyed(client, peer.get().toString());
        endMarker = said.get().end();
        return Step.reply(Pop3Replies.ok(node));
    }

    Step<Pop3Question> capa(Pop3State state) {
        return Step.reply(Capabilities.reply(state, client, offer, settings.startTls()));
    }

    Step<Pop3Question> user(Pop3Command.User command) {
        if (!offer.passwordAllowed(client)) {
            return errors.misuse(Pop3Replies.ERR_NEEDS_TLS);
        }
        spoken = true;
        user = command.name();
        return Step.reply(Pop3Replies.OK_GO_ON.line());
    }

    Step<Pop3Question> pass(Pop3Command.Pass command) {
        String name = user;
        user = null;
        if (name == null) {
            return errors.misuse(Pop3Replies.ERR_USER_FIRST);
        }
        Optional<String> login = Pop3Parser.utf8(name);
        Optional<String> password = Pop3Parser.utf8(command.octets());
        if (login.isEmpty() || password.isEmpty()) {
            return denied();
        }
        return Step.ask(new Pop3Question.Login(login.get(), password.get(), client, utf8));
    }

    Step<Pop3Question> authList() {
        return Step.reply(Capabilities.mechanisms(client, offer));
    }

    Step<Pop3Question> auth(Pop3Command.Auth command) {
        List<String> offered = offer.mechanisms(client);
        String mechanism = command.mechanism().toUpperCase(Locale.ROOT);
        if (!offered.contains(mechanism)) {
            return errors.misuse(offered.isEmpty() ? Pop3Replies.ERR_NEEDS_TLS : Pop3Replies.ERR_NO_MECHANISM);
        }
        spoken = true;
        user = null;
        if (command.initial().isEmpty()) {
            return Step.ask(new Pop3Question.SaslBegin(mechanism, Optional.empty(), client, utf8));
        }
        String initial = command.initial().get();
        // "=" stands for an initial response of no octets, which base64 could not show (RFC 5034 §4)
        Optional<byte[]> octets = initial.equals("=") ? Optional.of(new byte[0]) : Base64Text.decode(initial);
        return octets.isEmpty()
                ? errors.misuse(Pop3Replies.ERR_BASE64)
                : Step.ask(new Pop3Question.SaslBegin(mechanism, octets, client, utf8));
    }

    /** A line of the exchange (RFC 5034 §4): a response in base64, or {@code *}. */
    Step<Pop3Question> response(String line) {
        exchanging = false;
        if (line.equals("*")) {
            return broken(errors.misuse(Pop3Replies.ERR_CANCELLED));
        }
        Optional<byte[]> octets = Base64Text.decode(line);
        return octets.isEmpty()
                ? broken(errors.misuse(Pop3Replies.ERR_BASE64))
                : Step.ask(new Pop3Question.SaslRespond(octets.get()));
    }

    /** The line of the exchange cannot be used; so the exchange is over. */
    Step<Pop3Question> breakOff(Step<Pop3Question> answer) {
        exchanging = false;
        return broken(answer);
    }

    /** The exchange may hold a connection to another server: it is given back behind the answer. */
    private static Step<Pop3Question> broken(Step<Pop3Question> answer) {
        List<Output<Pop3Question>> outputs = new ArrayList<>(answer.outputs());
        if (!(outputs.get(outputs.size() - 1) instanceof Output.Close)) {
            outputs.add(new Output.Ask<>(new Pop3Question.BreakOff()));
        }
        return new Step<>(outputs);
    }

    Step<Pop3Question> stls() {
        if (client.tls().isPresent()) {
            return errors.misuse(Pop3Replies.ERR_TLS_ALREADY);
        }
        if (!settings.startTls()) {
            return errors.misuse(Pop3Replies.ERR_NO_TLS);
        }
        return Step.of(new Output.Reply<>(Pop3Replies.OK_BEGIN_TLS.line()), new Output.StartTls<>());
    }

    Step<Pop3Question> utf8Wanted() {
        spoken = true;
        utf8 = true;
        return Step.reply(Pop3Replies.OK_UTF8.line());
    }

    Step<Pop3Question> challenge(Pop3Answer.Challenge challenge) {
        exchanging = true;
        return Step.reply(Pop3Replies.challenge(Base64Text.encode(challenge.octets())));
    }

    Step<Pop3Question> notOffered() {
        return errors.misuse(Pop3Replies.ERR_NO_MECHANISM);
    }

    Step<Pop3Question> notHere() {
        return errors.misuse(Pop3Replies.ERR_NOT_HERE);
    }

    Step<Pop3Question> denied() {
        if (client.via().isPresent()) {
            return errors.misuse(Pop3Replies.ERR_AUTH); // the front lets its client wait, and counts
        }
        failures++;
        Output<Pop3Question> pause = new Output.Pause<>(settings.failurePause());
        if (failures >= settings.failuresMax()) {
            return Step.of(pause, new Output.Reply<>(Pop3Replies.ERR_TOO_MANY_FAILURES.line()), new Output.Close<>());
        }
        return Step.of(pause, new Output.Reply<>(Pop3Replies.ERR_AUTH.line()));
    }

    Step<Pop3Question> inUse() {
        return errors.misuse(Pop3Replies.ERR_IN_USE);
    }

    Step<Pop3Question> tryLater() {
        return errors.misuse(Pop3Replies.ERR_LATER);
    }
}
