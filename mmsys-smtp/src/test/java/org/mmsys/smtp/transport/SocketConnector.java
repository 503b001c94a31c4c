package org.mmsys.smtp.transport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.text.DotEncoder;

/**
 * Real sockets, a thread each, and a TLS that is only played: a handshake succeeds or fails as the test says, and the octets stay
 * clear. Silence is cut short to the time given.
 */
final class SocketConnector implements Connector {
    private final Duration silence;
    private final Predicate<Dial> handshakes;
    private final List<Dial> dials = Collections.synchronizedList(new ArrayList<>());

    SocketConnector(Duration silence, Predicate<Dial> handshakes) {
        this.silence = silence;
        this.handshakes = handshakes;
    }

    List<Dial> dials() {
        return List.copyOf(dials);
    }

    @Override
    public void connect(Dial dial, Dialogue<?, ?> dialogue, Consumer<String> failed) {
        dials.add(dial);
        Thread thread = new Thread(() -> run(dial, dialogue, failed), "dial");
        thread.setDaemon(true);
        thread.start();
    }

    private <Q, A> void run(Dial dial, Dialogue<Q, A> dialogue, Consumer<String> failed) {
        try (Socket socket = new Socket()) {
            try {
                socket.connect(
                        dial.address(), (int) Math.min(2000, dial.connectTime().toMillis()));
            } catch (IOException unreachable) {
                failed.accept(String.valueOf(unreachable.getMessage()));
                dialogue.performer().closed();
                return;
            }
            new Talk<>(dial, socket, dialogue.machine(), dialogue.performer()).run();
        } catch (IOException closing) {
            // nothing depends on it
        }
    }

    /** One connection. */
    private final class Talk<Q, A> {
        private final Dial dial;
        private final Socket socket;
        private final SessionMachine<Q, A> machine;
        private final Performer<Q, A> performer;
        private final InputStream in;
        private final OutputStream out;
        private final BlockingQueue<A> answers = new LinkedBlockingQueue<>();
        private boolean gone;
        private boolean over;

        Talk(Dial dial, Socket socket, SessionMachine<Q, A> machine, Performer<Q, A> performer) throws IOException {
            this.dial = dial;
            this.socket = socket;
            this.machine = machine;
            this.performer = performer;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
            socket.setSoTimeout((int) silence.toMillis());
        }

        void run() {
            try {
                feed(new Input.Opened<>(client(false)));
                while (!over && !gone) {
                    feed(read());
                }
            } finally {
                performer.closed();
            }
        }

        private Input.Client client(boolean tls) {
            InetSocketAddress to = dial.address();
            return new Input.Client(
                    "d1",
                    dial.purpose(),
                    to.getHostString(),
                    to.getPort(),
                    "127.0.0.1",
                    tls ? Optional.of(new Input.Tls("TLSv1.3", "TLS_X", "")) : Optional.empty());
        }

        private Input<A> read() {
            StringBuilder line = new StringBuilder();
            try {
                for (int c = in.read(); c >= 0; c = in.read()) {
                    if (c == '\n') {
                        int end = line.length() - (line.toString().endsWith("\r") ? 1 : 0);
                        return new Input.Line<>(
                                line.substring(0, Math.min(end, dial.lineLimit())),
                                end > dial.lineLimit() ? Input.LineDefect.TOO_LONG : Input.LineDefect.NONE);
                    }
                    line.append((char) c);
                }
            } catch (SocketTimeoutException late) {
                over = true;
                return new Input.TimedOut<>();
            } catch (IOException reset) {
                gone = true;
                return new Input.PeerClosed<>();
            }
            gone = true;
            return new Input.PeerClosed<>();
        }

        private void feed(Input<A> first) {
            Optional<Input<A>> input = Optional.of(first);
            while (input.isPresent()) {
                Optional<Input<A>> next = Optional.empty();
                for (Output<Q> output : machine.on(input.get()).outputs()) {
                    Optional<Input<A>> follows = carryOut(output);
                    next = follows.isPresent() ? follows : next;
                }
                input = next;
            }
        }

        private Optional<Input<A>> carryOut(Output<Q> output) {
            if (output instanceof Output.Ask<Q> ask) {
                return Optional.of(new Input.Answered<>(answer(ask.question())));
            }
            if (gone || over) {
                return Optional.empty();
            }
            try {
                return act(output);
            } catch (IOException lost) {
                gone = true;
                return Optional.of(new Input.PeerClosed<>());
            }
        }

        private Optional<Input<A>> act(Output<Q> output) throws IOException {
            if (output instanceof Output.Reply<Q> reply) {
                out.write(reply.octets().getBytes(StandardCharsets.ISO_8859_1));
            } else if (output instanceof Output.SendBody<Q> body) {
                send(body.dotStuffed());
                return Optional.of(new Input.BodySent<>());
            } else if (output instanceof Output.StartTls<Q>) {
                if (handshakes.test(dial)) {
                    return Optional.of(new Input.TlsReady<>(client(true)));
                }
                gone = true;
                socket.close();
                return Optional.of(new Input.PeerClosed<>());
            } else if (output instanceof Output.Close<Q>) {
                over = true;
            }
            return Optional.empty();
        }

        private A answer(Q question) {
            try {
                Attempt<A> attempt = performer.tryNow(question, answers::add);
                if (attempt instanceof Attempt.Now<A> now) {
                    return now.answer();
                }
                return attempt instanceof Attempt.Pending<A> ? answers.take() : performer.perform(question);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private void send(boolean dotStuffed) throws IOException {
            DotEncoder encoder = new DotEncoder();
            ByteBuffer chunk = ByteBuffer.allocate(8192);
            try (BodySource source = performer.source()) {
                while (source.read(chunk) >= 0) {
                    chunk.flip();
                    ByteBuffer into = ByteBuffer.allocate(2 * chunk.remaining() + 8);
                    if (dotStuffed) {
                        encoder.encode(chunk, into);
                    } else {
                        into.put(chunk);
                    }
                    out.write(into.array(), 0, into.position());
                    chunk.clear();
                }
            }
            if (dotStuffed) {
                out.write(encoder.end().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }
}
