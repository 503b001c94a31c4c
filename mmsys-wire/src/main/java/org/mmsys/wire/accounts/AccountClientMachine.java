package org.mmsys.wire.accounts;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/**
 * The client's end of the account protocol ({@code docs/protocols/accounts.md}): greeting, CAPA, STLS, introduction, then
 * whatever its performer wants said, one command at a time.
 *
 * <p>Owned by one session; pure. Whatever goes wrong is told once, as {@link ClientTurn.Broken}.
 */
public final class AccountClientMachine
        implements SessionMachine<ClientTurn, ClientMove>, Input.Cases<ClientMove, Step<ClientTurn>> {
    /** What the other end may send in one line, CRLF not counted. */
    public static final int LINE_LIMIT = 4096;

    private final Opening opening;
    private final Deque<String> continuations = new ArrayDeque<>();
    private final List<String> lines = new ArrayList<>();
    private State state = State.CONNECTING;
    private boolean secure;
    private boolean multiLine;
    private List<String> capabilities = List.of();
    private AccountReply status = AccountReply.ok("");

    private enum State {
        CONNECTING,
        GREETING,
        CAPA,
        CAPA_LINES,
        STLS,
        TLS,
        INTRODUCTION,
        ANSWER,
        ANSWER_LINES,
        /** A turn is open. */
        TURN,
        OVER
    }

    /** Whether STLS is said. */
    public enum Encryption {
        NONE,
        IF_OFFERED,
        REQUIRED
    }

    /**
     * How the dialogue begins.
     *
     * @param introduction the line by which a server introduces itself or a client, CRLF included
     * @param answerTime how long the other end may be silent
     * @param linesMax of one answer
     */
    public record Opening(Encryption encryption, Optional<String> introduction, Duration answerTime, int linesMax) {
        /** One server to another. */
        public static Opening ofPeer(String introduction, Duration answerTime) {
            return new Opening(Encryption.REQUIRED, Optional.of(introduction), answerTime, 100_000);
        }
    }

    public AccountClientMachine(Opening opening) {
        this.opening = opening;
    }

    @Override
    public Step<ClientTurn> on(Input<ClientMove> input) {
        return input.match(this);
    }

    @Override
    public Step<ClientTurn> opened(Input.Opened<ClientMove> input) {
        secure = input.client().tls().isPresent();
        return Step.of(new Output.IdleLimit<>(opening.answerTime()), new Output.Ask<>(new ClientTurn.Connected()));
    }

    @Override
    public Step<ClientTurn> line(Input.Line<ClientMove> input) {
        if (input.defect() != LineDefect.NONE) {
            return broken("a line that is too long or has stray octets");
        }
        String line = input.octets();
        return switch (state) {
            case CAPA_LINES, ANSWER_LINES -> listed(line);
            case GREETING, CAPA, STLS, INTRODUCTION, ANSWER -> status(line);
            case TURN -> broken("an answer nobody asked for");
            case CONNECTING, TLS, OVER -> Step.nothing();
        };
    }

    private Step<ClientTurn> listed(String line) {
        if (line.equals(".")) {
            return state == State.CAPA_LINES ? capable() : turn(new ClientTurn.Answered(status, lines));
        }
        if (lines.size() >= opening.linesMax()) {
            return broken("an answer of too many lines");
        }
        lines.add(line.startsWith(".") ? line.substring(1) : line);
        return Step.nothing();
    }

    private Step<ClientTurn> status(String line) {
        if (state == State.ANSWER && (line.equals("+") || line.startsWith("+ "))) {
            return prompted(line.length() > 2 ? line.substring(2) : "");
        }
        Optional<AccountReply> reply = AccountReply.parse(line);
        if (reply.isEmpty()) {
            return broken("an answer that is none");
        }
        if (state == State.ANSWER) {
            return answer(reply.get());
        }
        if (!reply.get().ok()) {
            return broken("refused: " + reply.get().text());
        }
        return switch (state) {
            case GREETING -> say(State.CAPA, "CAPA\r\n");
            case CAPA -> list(State.CAPA_LINES);
            case STLS -> {
                state = State.TLS;
                yield Step.of(new Output.StartTls<>());
            }
            case INTRODUCTION ->
                turn(new ClientTurn.Ready(capabilities, reply.get().text()));
            case CONNECTING, CAPA_LINES, TLS, ANSWER, ANSWER_LINES, TURN, OVER -> Step.nothing();
        };
    }

    private Step<ClientTurn> prompted(String base64) {
        return continuations.isEmpty()
                ? turn(new ClientTurn.Prompted(base64))
                : say(State.ANSWER, continuations.remove() + "\r\n");
    }

    private Step<ClientTurn> answer(AccountReply reply) {
        status = reply;
        return multiLine && reply.ok() ? list(State.ANSWER_LINES) : turn(new ClientTurn.Answered(reply, List.of()));
    }

    /** CAPA is complete: TLS, introduction or the first turn. */
    private Step<ClientTurn> capable() {
        capabilities = List.copyOf(lines);
        boolean offered = capabilities.contains("STLS");
        if (!secure && (opening.encryption() == Encryption.REQUIRED || opening.encryption() == Encryption.IF_OFFERED)) {
            if (offered) {
                return say(State.STLS, "STLS\r\n");
            }
            if (opening.encryption() == Encryption.REQUIRED) {
                return broken("no TLS offered");
            }
        }
        return introduce();
    }

    private Step<ClientTurn> introduce() {
        return opening.introduction().isPresent()
                ? say(State.INTRODUCTION, opening.introduction().get())
                : turn(new ClientTurn.Ready(capabilities, ""));
    }

    @Override
    public Step<ClientTurn> tlsReady(Input.TlsReady<ClientMove> input) {
        secure = true;
        capabilities = List.of();
        return opening.introduction().isPresent() ? introduce() : say(State.CAPA, "CAPA\r\n");
    }

    @Override
    public Step<ClientTurn> answered(Input.Answered<ClientMove> input) {
        if (state == State.OVER) {
            return Step.of(new Output.Close<>());
        }
        if (state == State.CONNECTING) {
            state = State.GREETING;
            return Step.nothing();
        }
        ClientMove move = input.answer();
        if (move instanceof ClientMove.Say say) {
            continuations.clear();
            continuations.addAll(say.continuations());
            multiLine = say.multiLine();
            return say(State.ANSWER, say.line() + "\r\n");
        }
        if (move instanceof ClientMove.Continue next) {
            return say(State.ANSWER, next.line() + "\r\n");
        }
        state = State.OVER;
        return move instanceof ClientMove.HandOver
                ? Step.of(new Output.HandOver<>())
                : Step.of(new Output.Reply<>("QUIT\r\n"), new Output.Close<>());
    }

    @Override
    public Step<ClientTurn> timedOut(Input.TimedOut<ClientMove> input) {
        return broken("silent for too long");
    }

    @Override
    public Step<ClientTurn> draining(Input.Draining<ClientMove> input) {
        return Step.nothing();
    }

    /** With a turn open the performer learns of it by {@code closed()}. */
    @Override
    public Step<ClientTurn> peerClosed(Input.PeerClosed<ClientMove> input) {
        if (state == State.TURN || state == State.OVER || state == State.CONNECTING) {
            state = State.OVER;
            return Step.nothing();
        }
        return broken("closed by the other end");
    }

    @Override
    public Step<ClientTurn> introduced(Input.Introduced<ClientMove> input) {
        return Step.nothing();
    }

    @Override
    public Step<ClientTurn> bodyEnded(Input.BodyEnded<ClientMove> input) {
        return Step.nothing();
    }

    @Override
    public Step<ClientTurn> bodySent(Input.BodySent<ClientMove> input) {
        return Step.nothing();
    }

    @Override
    public Step<ClientTurn> heard(Input.Heard<ClientMove> input) {
        return Step.nothing();
    }

    private Step<ClientTurn> list(State next) {
        state = next;
        lines.clear();
        return Step.nothing();
    }

    private Step<ClientTurn> say(State next, String octets) {
        state = next;
        return Step.reply(octets);
    }

    private Step<ClientTurn> turn(ClientTurn turn) {
        state = State.TURN;
        Step<ClientTurn> asked = Step.ask(turn);
        lines.clear();
        return asked;
    }

    private Step<ClientTurn> broken(String why) {
        state = State.OVER;
        return Step.ask(new ClientTurn.Broken(why));
    }
}
