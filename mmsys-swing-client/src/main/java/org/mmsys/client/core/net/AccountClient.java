package org.mmsys.client.core.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.wire.accounts.AccountClientMachine;
import org.mmsys.wire.accounts.AccountClientMachine.Encryption;
import org.mmsys.wire.accounts.AccountCommand;
import org.mmsys.wire.accounts.AccountReply;
import org.mmsys.wire.accounts.ClientMove;
import org.mmsys.wire.accounts.ClientTurn;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.text.PrintableText;

/** The account protocol: is a name free, make me an account. One session; owned by one thread; blocks. */
public final class AccountClient implements AutoCloseable {
    private static final int LINES_MAX = 1_000;

    private final Endpoint server;
    private final Wire wire;
    private final Dialogue<ClientTurn, ClientMove> dialogue;
    private List<String> capabilities = List.of();

    private AccountClient(Endpoint server, Line line, Wire wire) {
        this.server = server;
        this.wire = wire;
        Encryption encryption = switch (line.tlsFor(server)) {
            case NEVER, FROM_THE_START -> Encryption.NONE;
            case IF_OFFERED -> Encryption.IF_OFFERED;
            case REQUIRED -> Encryption.REQUIRED;
        };
        this.dialogue = new Dialogue<>(
                wire,
                new AccountClientMachine(new AccountClientMachine.Opening(
                        encryption, Optional.empty(), line.patience().command(), LINES_MAX)),
                line.transcript());
    }

    /** Connects. */
    public static AccountClient open(Endpoint server, Line line) throws Trouble {
        line.transcript().note("account protocol with " + server);
        Wire wire = null;
        try {
            wire = Wire.connect(server, line.trust(), line.watch(), line.abort(), line.patience());
            if (line.tlsFor(server) == Line.Tls.FROM_THE_START) {
                wire.startTls();
            }
        } catch (IOException failed) {
            if (wire != null && wire.question().isPresent()) {
                wire.close();
                throw Problems.certificate(server, wire.question().get());
            }
            throw Problems.noConnection(server, String.valueOf(failed.getMessage()));
        }
        AccountClient client = new AccountClient(server, line, wire);
        ClientTurn turn = client.turn(client.dialogue.open());
        while (turn instanceof ClientTurn.Connected) {
            turn = client.turn(client.dialogue.answer(new ClientMove.GoOn()));
        }
        if (turn instanceof ClientTurn.Ready ready) {
            client.capabilities = ready.capabilities();
        }
        return client;
    }

    private ClientTurn turn(Optional<ClientTurn> turn) throws Trouble {
        if (turn.isPresent() && !(turn.get() instanceof ClientTurn.Broken)) {
            return turn.get();
        }
        wire.close();
        if (wire.question().isPresent()) {
            throw Problems.certificate(server, wire.question().get());
        }
        String why = turn.isPresent() && turn.get() instanceof ClientTurn.Broken broken ? broken.why() : "";
        if (why.equals("no TLS offered")) {
            throw Trouble.of(Problems.noTls(server, why));
        }
        throw Trouble.unanswered(Problem.of(Cause.UNREACHABLE, server + " does not answer requests for accounts now.")
                .because(PrintableText.of((why + " " + dialogue.wireTrouble()).strip())));
    }

    public boolean encrypted() {
        return wire.encrypted();
    }

    public String greeting() {
        return dialogue.greeting();
    }

    public List<String> capabilities() {
        return capabilities;
    }

    /** Whether a name is free. */
    public AccountReply available(String name) throws Trouble {
        return say(ClientMove.Say.single(new AccountCommand.Avail(name).line()));
    }

    /** Requests an account; the same request id again, here or at another server, gives the same answer. */
    public AccountReply create(String name, String requestId, Secret password) throws Trouble {
        String secret = Base64.getEncoder().encodeToString(password.reveal().getBytes(StandardCharsets.UTF_8));
        return say(new ClientMove.Say(new AccountCommand.Create(name, requestId).line(), false, List.of(secret)));
    }

    private AccountReply say(ClientMove command) throws Trouble {
        ClientTurn turn = turn(dialogue.answer(command));
        if (turn instanceof ClientTurn.Answered answered) {
            return answered.status();
        }
        close();
        throw Trouble.of(Problem.of(Cause.PROTOCOL, server + " asked for something that was not expected."));
    }

    /** Says good-bye and closes. */
    @Override
    public void close() {
        dialogue.answerIfOpen(new ClientMove.Leave());
        wire.close();
    }
}
