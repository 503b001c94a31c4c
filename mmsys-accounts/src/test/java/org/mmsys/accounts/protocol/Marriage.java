package org.mmsys.accounts.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Performer;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.LineDefect;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;

/** A client's and a server's machine with their performers, joined without sockets. Events run one at a time. */
public final class Marriage {
    private final Executor workers;
    private final Deque<Runnable> events = new ArrayDeque<>();
    private final Wire wire;
    private boolean running;
    private @Nullable End<?, ?> caller;
    private @Nullable End<?, ?> called;
    private volatile boolean closed;

    /** What may happen to octets on their way. */
    public interface Wire {
        /** Whether they arrive; otherwise they are lost without a word. */
        boolean passes(boolean fromCaller, String octets);
    }

    public Marriage(Executor workers, Wire wire) {
        this.workers = workers;
        this.wire = wire;
    }

    /** Joins both and lets them speak. */
    public <Q, A, R, B> void begin(
            SessionMachine<Q, A> clientMachine,
            Performer<Q, A> clientPerformer,
            SessionMachine<R, B> serverMachine,
            Performer<R, B> serverPerformer,
            String callerNode,
            String calledNode) {
        End<Q, A> client = new End<>(clientMachine, clientPerformer, true, calledNode);
        End<R, B> server = new End<>(serverMachine, serverPerformer, false, callerNode);
        caller = client;
        called = server;
        client.peer = server;
        server.peer = client;
        post(() -> client.feed(new Input.Opened<>(client.client(false))));
        post(() -> server.feed(new Input.Opened<>(server.client(false))));
    }

    /** Says something as the caller. */
    public void say(String octets) {
        post(() -> {
            if (called != null) {
                called.octets(octets);
            }
        });
    }

    /** The connection breaks. */
    public void cut() {
        post(() -> {
            if (!closed) {
                closed = true;
                ends(End::gone);
            }
        });
    }

    private void ends(Consumer<End<?, ?>> each) {
        if (caller != null && called != null) {
            each.accept(caller);
            each.accept(called);
        }
    }

    private void post(Runnable event) {
        synchronized (events) {
            events.add(event);
            if (running) {
                return;
            }
            running = true;
        }
        workers.execute(this::run);
    }

    private void run() {
        while (true) {
            Runnable next;
            synchronized (events) {
                next = events.poll();
                if (next == null) {
                    running = false;
                    return;
                }
            }
            next.run();
        }
    }

    /** Whether it has been closed. */
    public boolean over() {
        return closed;
    }

    /** A connection that was handed over. */
    private final class TestLink implements Link {
        private final End<?, ?> end;

        TestLink(End<?, ?> end) {
            this.end = end;
        }

        @Override
        public void close() {
            if (end.spliced == null) {
                cut();
            }
        }
    }

    /** One machine with its performer. */
    private final class End<Q, A> {
        private final SessionMachine<Q, A> machine;
        private final Performer<Q, A> performer;
        private final boolean isCaller;
        private final String otherNode;
        private final Deque<Input<A>> waiting = new ArrayDeque<>();
        private final StringBuilder partial = new StringBuilder();
        private @Nullable End<?, ?> peer;
        private @Nullable Consumer<String> spliced;
        private boolean asking;
        private boolean wantsTls;
        private boolean gone;

        End(SessionMachine<Q, A> machine, Performer<Q, A> performer, boolean isCaller, String otherNode) {
            this.machine = machine;
            this.performer = performer;
            this.isCaller = isCaller;
            this.otherNode = otherNode;
        }

        Client client(boolean secure) {
            return new Client(
                    "sid-" + otherNode,
                    "accounts",
                    "127.0.0.1",
                    4000,
                    "127.0.0.1",
                    secure ? Optional.of(new Tls("TLSv1.3", "AES", "", Optional.of(otherNode))) : Optional.empty());
        }

        void octets(String octets) {
            if (spliced != null) {
                spliced.accept(octets);
                return;
            }
            partial.append(octets);
            for (int end = partial.indexOf("\r\n"); end >= 0; end = partial.indexOf("\r\n")) {
                waiting.add(new Input.Line<>(partial.substring(0, end), LineDefect.NONE));
                partial.delete(0, end + 2);
            }
            pump();
        }

        void feed(Input<A> input) {
            waiting.addFirst(input);
            pump();
        }

        private void pump() {
            while (!gone && !asking && !wantsTls && spliced == null && !waiting.isEmpty()) {
                carryOut(waiting.remove());
            }
        }

        private void carryOut(Input<A> input) {
            for (Output<Q> output : machine.on(input).outputs()) {
                if (output instanceof Output.Reply<Q> reply) {
                    send(reply.octets());
                } else if (output instanceof Output.Ask<Q> ask) {
                    ask(ask.question());
                } else if (output instanceof Output.StartTls<Q>) {
                    wantsTls = true;
                    startTls();
                } else if (output instanceof Output.Close<Q>) {
                    cut();
                } else if (output instanceof Output.HandOver<Q>) {
                    spliced = octets -> partial.append(octets);
                    performer.handedOver(new TestLink(this));
                } else if (output instanceof Output.Splice<Q>) {
                    splice(((TestLink) performer.link()).end);
                }
            }
        }

        private void splice(End<?, ?> other) {
            End<?, ?> front = this;
            spliced = octets -> other.post(() -> other.send(octets));
            other.spliced = octets -> front.post(() -> front.send(octets));
        }

        private void post(Runnable event) {
            Marriage.this.post(event);
        }

        private void send(String octets) {
            End<?, ?> to = peer;
            if (to != null && !closed && wire.passes(isCaller, octets)) {
                Marriage.this.post(() -> to.octets(octets));
            }
        }

        private void startTls() {
            if (caller != null && called != null && caller.wantsTls && called.wantsTls) {
                ends(end -> Marriage.this.post(end::secured));
            }
        }

        private void secured() {
            wantsTls = false;
            feed(new Input.TlsReady<>(client(true)));
        }

        private void ask(Q question) {
            asking = true;
            Attempt<A> attempt = performer.tryNow(question, this::answered);
            if (attempt instanceof Attempt.Now<A> now) {
                asking = false;
                waiting.addFirst(new Input.Answered<>(now.answer()));
            } else if (attempt instanceof Attempt.NeedsWorker<A>) {
                workers.execute(() -> perform(question));
            }
        }

        private void perform(Q question) {
            try {
                answered(performer.perform(question));
            } catch (InterruptedException | java.io.IOException bug) {
                throw new IllegalStateException(bug);
            }
        }

        private void answered(A answer) {
            Marriage.this.post(() -> {
                asking = false;
                if (!gone) {
                    feed(new Input.Answered<>(answer));
                }
            });
        }

        private void gone() {
            if (!gone) {
                if (spliced == null) {
                    for (Output<Q> last : machine.on(new Input.PeerClosed<>()).outputs()) {
                        if (last instanceof Output.Ask<Q> ask && !asking) {
                            performer.tryNow(ask.question(), ignored -> {});
                        }
                    }
                }
                gone = true;
                performer.closed();
            }
        }
    }
}
