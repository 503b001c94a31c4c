package org.mmsys.pop3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.Framing;
import org.mmsys.wire.session.Step;
import org.mmsys.wire.text.CrlfFramer;
import org.mmsys.wire.text.DotEncoder;

/** Machine and performer joined in memory: octets in, octets out, workers run on the spot. */
final class TestSession {
    static final Pop3Settings SETTINGS =
            new Pop3Settings(Duration.ofMinutes(10), Duration.ofSeconds(1), 3, 20, true, true, 2_000);

    private final Client client;
    private final Optional<String> node;
    private final Pop3ConnectionMachine machine;
    private final Pop3ConnectionPerformer performer;
    private final CrlfFramer framer = new CrlfFramer(12_286);
    private final StringBuilder said = new StringBuilder();
    private final Deque<Pop3Answer> late = new ArrayDeque<>();
    private @Nullable BodySink sink;
    private String unread = "";
    private boolean asking;
    private boolean gone;
    final KeptHomes kept = new KeptHomes(new Random(3));

    @Nullable
    MarriedLink link;

    private long bodyLeft;
    private long bodySize;
    private long bodyMax;

    /** The size of the pieces in which sources are read. */
    int pieces = 700;

    boolean closed;
    int workerCalls;
    int pauses;

    TestSession(FakeMailStore store, FakeAuthenticator authenticator) {
        this(store, authenticator, SETTINGS, client("127.0.0.1"));
    }

    TestSession(FakeMailStore store, FakeAuthenticator authenticator, Pop3Settings settings, Client client) {
        this(store, authenticator, new FakeDirectory(), Peers.none(), settings, client, Optional.empty());
    }

    /** One whose TLS, once begun, shows the certificate of a node. */
    TestSession(
            FakeMailStore store,
            FakeAuthenticator authenticator,
            FakeDirectory directory,
            Peers peers,
            Pop3Settings settings,
            Client client,
            Optional<String> node) {
        this.client = client;
        this.node = node;
        machine = new Pop3ConnectionMachine(
                settings, "mail.here.test", "s1/primary", LoginOffer.of(authenticator), client);
        performer = new Pop3ConnectionPerformer(
                next -> new Pop3Performer(
                        authenticator, store, directory, peers, kept, next, settings.refuseUtf8Headers()),
                client);
        feed(new Input.Opened<>(client));
    }

    static Client client(String address) {
        return new Client("sid1", "pop3", address, 40_000, "127.0.0.1", Optional.empty());
    }

    /** What the server says to these octets. */
    String send(String octets) {
        unread += octets;
        serve();
        return heard();
    }

    private void serve() {
        ByteBuffer in = ByteBuffer.wrap(unread.getBytes(StandardCharsets.ISO_8859_1));
        unread = "";
        while (in.hasRemaining() && !closed && !asking) {
            if (link != null) {
                said.append(link.pass(StandardCharsets.ISO_8859_1.decode(in).toString()));
            } else if (sink != null) {
                collect(in);
            } else {
                framer.next(in).ifPresent(line -> feed(new Input.Line<>(line.octets(), line.defect())));
            }
        }
        unread = StandardCharsets.ISO_8859_1.decode(in).toString();
    }

    /** What the server says once answers have come that did not come at once. */
    String later() {
        answers();
        serve();
        return heard();
    }

    /** What the server says to a line. */
    String say(String line) {
        return send(line + "\r\n");
    }

    /** What was said and not yet read. */
    String heard() {
        String all = said.toString();
        said.setLength(0);
        return all;
    }

    TestSession logIn() {
        heard();
        say("USER ann");
        String answer = say("PASS secret");
        if (!answer.startsWith("+OK")) {
            throw new AssertionError(answer);
        }
        return this;
    }

    void timeOut() {
        feed(new Input.TimedOut<>());
    }

    String drain() {
        feed(new Input.Draining<>());
        return heard();
    }

    /** The client goes; the performer is let go when it has answered what it was asked. */
    void hangUp() {
        if (closed || gone) {
            return;
        }
        gone = true;
        if (link != null) {
            link.hangUp();
        } else {
            carryOut(machine.on(new Input.PeerClosed<>()));
        }
        letGo();
    }

    private void letGo() {
        if (gone && !asking && !closed) {
            closed = true;
            performer.closed();
        }
    }

    private void feed(Input<Pop3Answer> input) {
        if (closed) {
            return;
        }
        carryOut(machine.on(input));
        answers();
    }

    private void answers() {
        while (!late.isEmpty()) {
            asking = false;
            carryOut(machine.on(new Input.Answered<>(late.remove())));
        }
        letGo();
    }

    private void carryOut(Step<Pop3Question> step) {
        for (Output<Pop3Question> output : step.outputs()) {
            output.match(new CarryOut());
        }
    }

    private void collect(ByteBuffer in) {
        BodySink into = sink;
        if (into == null) {
            return;
        }
        int length = (int) Math.min(in.remaining(), bodyLeft);
        ByteBuffer piece = in.slice(in.position(), length);
        in.position(in.position() + length);
        bodyLeft -= length;
        bodySize += length;
        if (bodySize <= bodyMax) {
            into.accept(piece);
        }
        if (bodyLeft == 0) {
            sink = null;
            Set<Defect> defects = EnumSet.noneOf(Defect.class);
            if (bodySize > bodyMax) {
                defects.add(Defect.TOO_LARGE);
            } else {
                defects.addAll(into.finish());
            }
            feed(new Input.BodyEnded<>(new BodyReport(bodySize, defects)));
        }
    }

    private void stream(boolean dotStuffed) throws IOException {
        DotEncoder encoder = new DotEncoder();
        ByteBuffer raw = ByteBuffer.allocate(pieces);
        ByteBuffer encoded = ByteBuffer.allocate(pieces * 2 + 2);
        try (BodySource source = performer.source()) {
            while (source.read(raw) >= 0) {
                raw.flip();
                if (dotStuffed) {
                    encoder.encode(raw, encoded);
                } else {
                    encoded.put(raw);
                }
                append(encoded);
                raw.clear();
            }
        }
        if (dotStuffed) {
            said.append(encoder.end());
        }
    }

    private void append(ByteBuffer octets) {
        said.append(StandardCharsets.ISO_8859_1.decode(octets.flip()));
        octets.clear();
    }

    private final class CarryOut implements Output.Cases<Pop3Question, Boolean> {
        @Override
        public Boolean reply(Output.Reply<Pop3Question> output) {
            said.append(output.octets());
            return true;
        }

        @Override
        public Boolean ask(Output.Ask<Pop3Question> output) {
            asking = true;
            Attempt<Pop3Answer> attempt = performer.tryNow(output.question(), late::add);
            if (attempt instanceof Attempt.Now<Pop3Answer> now) {
                late.add(now.answer());
            } else if (attempt instanceof Attempt.NeedsWorker<Pop3Answer>) {
                workerCalls++;
                try {
                    late.add(performer.perform(output.question()));
                } catch (IOException | InterruptedException broken) {
                    throw new AssertionError(broken);
                }
            }
            return true;
        }

        @Override
        public Boolean collectBody(Output.CollectBody<Pop3Question> output) {
            sink = performer.sink(output);
            bodyLeft = ((Framing.Exact) output.framing()).octets();
            bodySize = 0;
            bodyMax = output.limit();
            return true;
        }

        @Override
        public Boolean sendBody(Output.SendBody<Pop3Question> output) {
            try {
                stream(output.dotStuffed());
            } catch (IOException cut) {
                throw new UncheckedIOException(cut);
            }
            feed(new Input.BodySent<>());
            return true;
        }

        @Override
        public Boolean startTls(Output.StartTls<Pop3Question> output) {
            feed(new Input.TlsReady<>(new Client(
                    client.sessionId(),
                    client.listener(),
                    client.address(),
                    client.port(),
                    client.localAddress(),
                    Optional.of(new Tls("TLSv1.3", "any", "", node)))));
            return true;
        }

        @Override
        public Boolean notifyHeard(Output.NotifyHeard<Pop3Question> output) {
            return true;
        }

        @Override
        public Boolean idleLimit(Output.IdleLimit<Pop3Question> output) {
            return true;
        }

        @Override
        public Boolean pause(Output.Pause<Pop3Question> output) {
            pauses++;
            return true;
        }

        @Override
        public Boolean close(Output.Close<Pop3Question> output) {
            closed = true;
            performer.closed();
            return true;
        }

        @Override
        public Boolean splice(Output.Splice<Pop3Question> output) {
            MarriedLink home = (MarriedLink) performer.link();
            home.spliced = true;
            link = home;
            return true;
        }

        @Override
        public Boolean handOver(Output.HandOver<Pop3Question> output) {
            throw new AssertionError("a server hands nothing over");
        }
    }
}
