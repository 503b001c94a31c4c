package org.mmsys.pop3;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/**
 * The server's end of a POP3 connection: the session of its client and, where another node of the system wants to use the
 * connection again, those of the clients after that.
 *
 * <p>Each session has a machine of its own, so that nothing of one is left for the next. Between two sessions only one line is
 * heard, the next introduction, which proves by the marker of the last session that the node says it and not the client that
 * was here; anything else closes the connection without a word.
 */
public final class Pop3ConnectionMachine implements SessionMachine<Pop3Question, Pop3Answer> {
    private static final Duration BETWEEN_MAX = Duration.ofSeconds(30);

    private final Pop3Settings settings;
    private final Function<Client, Pop3ServerMachine> sessions;
    /** As it is connected now; changes with STLS. */
    private Client connected;

    private Pop3ServerMachine session;
    private int clients = 1;
    /** The marker of the session that is over, while there is no other. */
    private Optional<String> between = Optional.empty();

    private boolean ended;

    /**
     * A machine for a new connection with this client.
     *
     * @param node how this node calls itself to other nodes
     */
    public Pop3ConnectionMachine(Pop3Settings settings, String hostname, String node, LoginOffer offer, Client client) {
        this.settings = settings;
        this.sessions = next -> new Pop3ServerMachine(settings, hostname, node, offer, next);
        this.connected = client;
        this.session = sessions.apply(client);
    }

    @Override
    public Step<Pop3Question> on(Input<Pop3Answer> input) {
        if (ended) {
            return Step.nothing();
        }
        if (between.isPresent()) {
            return between(input, between.get());
        }
        if (input instanceof Input.TlsReady<Pop3Answer> ready) {
            connected = ready.client();
        } else if (input instanceof Input.Introduced<Pop3Answer> told) {
            connected = told.client();
        }
        Step<Pop3Question> step = session.on(input);
        between = session.left();
        return between.isPresent() ? leaving(step) : step;
    }

    private Step<Pop3Question> leaving(Step<Pop3Question> last) {
        clients++;
        List<Output<Pop3Question>> outputs = new ArrayList<>(last.outputs());
        outputs.add(new Output.IdleLimit<>(BETWEEN_MAX));
        outputs.add(new Output.Ask<>(new Pop3Question.Leave(successor())));
        return new Step<>(outputs);
    }

    private Step<Pop3Question> between(Input<Pop3Answer> input, String marker) {
        if (input instanceof Input.Answered<Pop3Answer> || input instanceof Input.Heard<Pop3Answer>) {
            return Step.nothing();
        }
        if (input instanceof Input.Line<Pop3Answer> line
                && line.defect() == LineDefect.NONE
                && line.octets().startsWith(Introduction.after(marker))) {
            between = Optional.empty();
            session = sessions.apply(successor());
            List<Output<Pop3Question>> outputs = new ArrayList<>(List.of(new Output.IdleLimit<>(settings.idle())));
            outputs.addAll(session.on(input).outputs());
            return new Step<>(outputs);
        }
        ended = true;
        return input instanceof Input.PeerClosed<Pop3Answer> ? Step.nothing() : Step.of(new Output.Close<>());
    }

    /** The same connection under another session id. */
    private Client successor() {
        return new Client(
                connected.sessionId() + "." + clients,
                connected.listener(),
                connected.address(),
                connected.port(),
                connected.localAddress(),
                connected.tls(),
                connected.via());
    }
}
