package org.mmsys.accounts.protocol;

import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mmsys.accounts.AccountLine;
import org.mmsys.accounts.SystemRegistry;
import org.mmsys.core.protocol.Link;
import org.mmsys.wire.accounts.AccountReply;
import org.mmsys.wire.accounts.AccountReply.Code;
import org.mmsys.wire.accounts.ClientMove;
import org.mmsys.wire.accounts.ClientTurn;
import org.mmsys.wire.session.Input.Client;

/**
 * A login that the account's home carries out: challenges and responses pass through, no secret is checked here (rules 26).
 *
 * <p>Owned by one session; {@link #begin} and {@link #respond} are for workers.
 */
final class HomeLogin {
    private final SystemRegistry system;
    private final String server;
    private final AccountLine line;
    private @Nullable Link link;

    /** What the home says. */
    sealed interface Said {
        record Challenge(byte[] octets) implements Said {}

        /** The client is in, and the connection is ours to be joined. */
        record In() implements Said {}

        record Denied() implements Said {}

        record NotHere() implements Said {}

        record TryLater() implements Said {}
    }

    private HomeLogin(SystemRegistry system, String server, AccountLine line) {
        this.system = system;
        this.server = server;
        this.line = line;
    }

    /** Calls the home for this client. Never waits. */
    static HomeLogin call(SystemRegistry system, String server, Client client) {
        return new HomeLogin(system, server, AccountLine.call(system.peers(), server, Optional.of(client)));
    }

    Said begin(String mechanism, byte[] initial) throws InterruptedException {
        return said(() -> line.say(ClientMove.Say.single("AUTH " + mechanism + " " + base64(initial))));
    }

    Said respond(byte[] response) throws InterruptedException {
        return said(() -> line.answer(Base64.getEncoder().encodeToString(response)));
    }

    private static String base64(byte[] octets) {
        return octets.length == 0 ? "=" : Base64.getEncoder().encodeToString(octets);
    }

    private interface Words {
        CompletableFuture<ClientTurn> send();
    }

    private Said said(Words words) throws InterruptedException {
        Optional<ClientTurn> turn = system.waitFor(server, () -> words.send().thenApply(Optional::of));
        if (turn.isEmpty()) {
            line.abandon("no answer to a login in time");
            return new Said.TryLater();
        }
        if (turn.get() instanceof ClientTurn.Prompted prompt) {
            try {
                return new Said.Challenge(Base64.getDecoder().decode(prompt.base64()));
            } catch (IllegalArgumentException garbage) {
                line.abandon("a challenge that is not base64");
                return new Said.TryLater();
            }
        }
        return turn.get() instanceof ClientTurn.Answered answered ? ended(answered.status()) : new Said.TryLater();
    }

    private Said ended(AccountReply status) throws InterruptedException {
        if (status.ok()) {
            Optional<Link> kept = system.waitFor(server, () -> line.handOver().thenApply(Optional::of));
            link = kept.orElse(null);
            return kept.isPresent() ? new Said.In() : new Said.TryLater();
        }
        line.abandon("refused");
        Optional<Code> code = status.code();
        if (code.equals(Optional.of(Code.NOT_HERE))) {
            return new Said.NotHere();
        }
        return code.equals(Optional.of(Code.SYS_TEMP)) ? new Said.TryLater() : new Said.Denied();
    }

    /** The connection to the home, after {@code In}. */
    Link link() {
        Link kept = link;
        if (kept == null) {
            throw new IllegalStateException("no link");
        }
        return kept;
    }

    /** Gives up what is left. Any thread. */
    void close() {
        line.abandon("the client is gone");
        Link kept = link;
        if (kept != null) {
            kept.close();
        }
    }
}
