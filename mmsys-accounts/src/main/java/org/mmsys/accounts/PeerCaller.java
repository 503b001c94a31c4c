package org.mmsys.accounts;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Peers;
import org.mmsys.wire.accounts.ClientMove;
import org.mmsys.wire.accounts.ClientTurn;
import org.mmsys.wire.accounts.PeerCommand;

/**
 * Our side of one other server: a kept connection to its account port, made anew when it broke.
 *
 * <p>Any thread; nothing waits. What is not answered in time is answered with nothing, by {@link #tick}.
 */
final class PeerCaller {
    private static final int OPEN_MAX = 1_024;

    private final Peers peers;
    private final String server;
    private final LongSupplier nanoTime;
    private final Set<Asked> asked = new LinkedHashSet<>();
    private @Nullable AccountLine line;
    private boolean draining;

    private record Asked(AccountLine line, long endNanos, CompletableFuture<Optional<ClientTurn.Answered>> answer) {}

    PeerCaller(Peers peers, String server, LongSupplier nanoTime) {
        this.peers = peers;
        this.server = server;
        this.nanoTime = nanoTime;
    }

    /** Says a command; empty when there was no answer, or too much is waiting already. */
    CompletableFuture<Optional<ClientTurn.Answered>> ask(PeerCommand command, Duration patience) {
        boolean many = command instanceof PeerCommand.Buckets || command instanceof PeerCommand.Bucket;
        return ask(many ? ClientMove.Say.many(command.line()) : ClientMove.Say.single(command.line()), patience);
    }

    CompletableFuture<Optional<ClientTurn.Answered>> ask(ClientMove.Say command, Duration patience) {
        CompletableFuture<Optional<ClientTurn.Answered>> answer = new CompletableFuture<>();
        Asked entry;
        AccountLine current = line();
        synchronized (this) {
            if (asked.size() >= OPEN_MAX) {
                answer.complete(Optional.empty());
                return answer;
            }
            entry = new Asked(current, nanoTime.getAsLong() + patience.toNanos(), answer);
            asked.add(entry);
        }
        CompletableFuture<?> unused = current.say(command).thenAccept(turn -> {
            synchronized (this) {
                asked.remove(entry);
            }
            answer.complete(turn instanceof ClientTurn.Answered answered ? Optional.of(answered) : Optional.empty());
            restIfDraining();
        });
        return answer;
    }

    private synchronized AccountLine line() {
        if (line == null || line.over()) {
            line = AccountLine.call(peers, server, Optional.empty());
        }
        return line;
    }

    /** Gives up on connections that owe an answer for too long. */
    void tick() {
        long now = nanoTime.getAsLong();
        Set<AccountLine> hung = new LinkedHashSet<>();
        synchronized (this) {
            for (Asked each : asked) {
                if (now - each.endNanos() > 0) {
                    hung.add(each.line());
                }
            }
        }
        hung.forEach(each -> each.abandon("no answer in time"));
    }

    /** From now on no connection is kept. */
    void drain() {
        synchronized (this) {
            draining = true;
        }
        restIfDraining();
    }

    private void restIfDraining() {
        AccountLine idle;
        synchronized (this) {
            idle = draining && asked.isEmpty() ? line : null;
        }
        if (idle != null) {
            idle.abandon("going down");
        }
    }

    void close() {
        AccountLine last;
        synchronized (this) {
            last = line;
        }
        if (last != null) {
            last.abandon("closing");
        }
    }
}
