package org.mmsys.accounts;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.route.Service;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.accounts.AccountClientMachine;
import org.mmsys.wire.accounts.AccountClientMachine.Opening;
import org.mmsys.wire.accounts.ClientMove;
import org.mmsys.wire.accounts.ClientTurn;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output.CollectBody;

/**
 * One conversation with another server's account port: commands go in, answers come as futures, in order.
 *
 * <p>Any thread; nothing waits. Every future completes: with {@link ClientTurn.Broken} when no answer will come.
 */
public final class AccountLine {
    private static final Duration ANSWER_TIME = Duration.ofSeconds(30);
    private static final int WAITING_MAX = 256;

    private final Consumer<String> failed;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final CompletableFuture<Link> link = new CompletableFuture<>();
    private @Nullable Half half;
    private @Nullable Consumer<ClientMove> open;
    private @Nullable Request current;
    private boolean over;

    private record Request(ClientMove move, CompletableFuture<ClientTurn> answer) {}

    private AccountLine(Consumer<String> failed) {
        this.failed = failed;
    }

    /** Calls a server, for a client or for ourselves. */
    public static AccountLine call(Peers peers, String server, Optional<Client> client) {
        AccountLine line = new AccountLine(why -> peers.failed(server, Service.ACCOUNTS, why));
        String introduction = peers.introduction(client);
        peers.call(
                server,
                Service.ACCOUNTS,
                () -> new Dialogue<>(
                        new AccountClientMachine(Opening.ofPeer(introduction, ANSWER_TIME)), line.new Half()),
                why -> line.end(why, false));
        return line;
    }

    /** Says a command once those before it are answered: {@code Answered}, {@code Prompted} or {@code Broken}. */
    public CompletableFuture<ClientTurn> say(ClientMove.Say command) {
        return submit(new Request(command, new CompletableFuture<>()), true);
    }

    /** Answers the prompt of the last command. */
    public CompletableFuture<ClientTurn> answer(String line) {
        return submit(new Request(new ClientMove.Continue(line), new CompletableFuture<>()), false);
    }

    /** Keeps the connection and ends the conversation; the future stays open when there is no connection any more. */
    public CompletableFuture<Link> handOver() {
        CompletableFuture<ClientTurn> unanswered =
                submit(new Request(new ClientMove.HandOver(), new CompletableFuture<>()), false);
        CompletableFuture<Void> unused = unanswered.thenAccept(broken -> link.cancel(false));
        return link;
    }

    /** Ends it. Whoever waits for an answer gets none; the other end counts as hung if it owes one. */
    public void abandon(String why) {
        end(why, true);
    }

    synchronized boolean over() {
        return over;
    }

    private CompletableFuture<ClientTurn> submit(Request request, boolean mayWait) {
        Consumer<ClientMove> now = null;
        synchronized (this) {
            if (!over && open != null) {
                now = open;
                open = null;
                current = request;
            } else if (!over && mayWait && waiting.size() < WAITING_MAX) {
                waiting.add(request);
                return request.answer();
            }
        }
        if (now == null) {
            request.answer().complete(new ClientTurn.Broken("not now"));
        } else {
            now.accept(request.move());
        }
        return request.answer();
    }

    private void end(String why, boolean ours) {
        List<Request> unanswered = new ArrayList<>();
        Consumer<ClientMove> last;
        boolean owed;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            owed = current != null || !waiting.isEmpty();
            if (current != null) {
                unanswered.add(current);
            }
            unanswered.addAll(waiting);
            waiting.clear();
            current = null;
            last = open;
            open = null;
        }
        if (last != null) {
            last.accept(new ClientMove.Leave());
        }
        if (ours && owed) {
            failed.accept(why);
        }
        unanswered.forEach(request -> request.answer().complete(new ClientTurn.Broken(why)));
    }

    /**
     * Takes the answer of the current command, then says the next one if there is any.
     *
     * <p>Whoever is told the answer may speak again at once: so the turn is open before.
     */
    private Attempt<ClientMove> take(ClientTurn turn, Consumer<ClientMove> later) {
        Request answered;
        Request next;
        synchronized (this) {
            if (over) {
                return Attempt.now(new ClientMove.Leave());
            }
            answered = current;
            next = turn instanceof ClientTurn.Prompted ? null : waiting.poll();
            current = next;
            open = next == null ? later : null;
        }
        if (answered != null) {
            answered.answer().complete(turn);
        }
        return next == null ? Attempt.pending() : Attempt.now(next.move());
    }

    /** The performer of one try; when the first node cannot be reached there is another one. */
    private final class Half implements Performer<ClientTurn, ClientMove> {
        @Override
        public Attempt<ClientMove> tryNow(ClientTurn question, Consumer<ClientMove> later) {
            if (question instanceof ClientTurn.Connected) {
                synchronized (AccountLine.this) {
                    half = this;
                }
                return Attempt.now(new ClientMove.GoOn());
            }
            if (question instanceof ClientTurn.Broken broken) {
                failed.accept(broken.why());
                end(broken.why(), false);
                return Attempt.now(new ClientMove.Leave());
            }
            return take(question, later);
        }

        @Override
        public ClientMove perform(ClientTurn question) {
            throw new IllegalStateException("answered at once, never by a worker");
        }

        @Override
        public void handedOver(Link connection) {
            if (!link.complete(connection)) {
                connection.close();
            }
            synchronized (AccountLine.this) {
                over = true;
                current = null;
            }
        }

        @Override
        public BodySink sink(CollectBody<ClientTurn> wanted) {
            throw new IllegalStateException("the account protocol has no bodies");
        }

        @Override
        public BodySource source() {
            throw new IllegalStateException("the account protocol has no bodies");
        }

        @Override
        public void closed() {
            boolean ours;
            synchronized (AccountLine.this) {
                ours = half == this;
            }
            if (ours) {
                end("connection closed", false);
            }
        }
    }
}
