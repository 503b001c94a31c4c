package org.mmsys.core.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.protocol.Dial.Security;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/** An outgoing dialogue that does what a function says about each event, and writes the events down. */
final class TestCall implements SessionMachine<String, String>, Performer<String, String> {
    /** "opened", "line …", "tls NODE", "body-sent", "timed-out", "draining", "closed", "failed …", "performer". */
    final List<String> events = new CopyOnWriteArrayList<>();

    final AtomicInteger performersClosed = new AtomicInteger();
    final CompletableFuture<Link> link = new CompletableFuture<>();
    private final Function<String, Step<String>> script;

    TestCall(Function<String, Step<String>> script) {
        this.script = script;
    }

    /** Says the words one after the other, each in answer to a line, with TLS behind the first if wanted; then stays. */
    static TestCall saying(boolean tls, String... words) {
        return new TestCall(new Function<>() {
            private int next = tls ? -1 : 0;

            @Override
            public Step<String> apply(String event) {
                if (next < 0 && event.equals("line 220 hello")) {
                    return Step.reply("STARTTLS\r\n");
                }
                if (next < 0 && event.equals("line 220 tls")) {
                    next = 0;
                    return Step.of(new Output.StartTls<>());
                }
                if ((event.startsWith("line ") || event.startsWith("tls ")) && next < words.length) {
                    String word = words[next++];
                    return word.equals("HANDOVER") ? Step.of(new Output.HandOver<>()) : Step.reply(word + "\r\n");
                }
                return event.equals("timed-out") || event.equals("draining")
                        ? Step.of(new Output.Close<>())
                        : Step.nothing();
            }
        });
    }

    TestCall to(NetServer from, int port, Security security) {
        return to(from, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), security);
    }

    TestCall to(NetServer from, InetSocketAddress address, Security security) {
        Dial dial = new Dial(address, "test-call", Duration.ofSeconds(2), 512, security);
        from.connector().connect(dial, new Dialogue<>(this, this), why -> events.add("failed " + why));
        return this;
    }

    static Security any() {
        return new Security.Opportunistic(Optional.empty());
    }

    TestCall await(String event) throws InterruptedException {
        ChatProtocol.await(() -> events.contains(event), event + " in " + events);
        return this;
    }

    void awaitClosed() throws InterruptedException {
        ChatProtocol.await(() -> performersClosed.get() == 1, "the performer closed after " + events);
    }

    private Step<String> note(String event) {
        events.add(event);
        return script.apply(event);
    }

    @Override
    public Step<String> on(Input<String> input) {
        if (input instanceof Input.Opened<String>) {
            return note("opened");
        } else if (input instanceof Input.Line<String> line) {
            return note("line " + line.octets());
        } else if (input instanceof Input.TlsReady<String> ready) {
            return note("tls " + ready.client().tls().orElseThrow().node().orElse("none"));
        } else if (input instanceof Input.BodySent<String>) {
            return note("body-sent");
        } else if (input instanceof Input.TimedOut<String>) {
            return note("timed-out");
        } else if (input instanceof Input.Draining<String>) {
            return note("draining");
        } else if (input instanceof Input.PeerClosed<String>) {
            return note("closed");
        }
        return note(input.toString());
    }

    @Override
    public Attempt<String> tryNow(String question, Consumer<String> later) {
        return Attempt.now(question);
    }

    @Override
    public String perform(String question) {
        throw new IllegalStateException("never asked for");
    }

    @Override
    public BodySink sink(CollectBody<String> wanted) {
        return new ChatProtocol.CountingSink();
    }

    @Override
    public BodySource source() {
        return new ChatProtocol.TestSource(2_000_000, "now");
    }

    @Override
    public void handedOver(Link handed) {
        link.complete(handed);
    }

    @Override
    public void closed() {
        performersClosed.incrementAndGet();
    }
}
