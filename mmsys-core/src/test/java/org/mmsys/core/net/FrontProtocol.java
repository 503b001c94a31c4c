package org.mmsys.core.net;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/** Greets, upgrades if told, and at LOGIN splices the client with whatever server the supplied call reaches. */
final class FrontProtocol implements Protocol<String, String> {
    final AtomicInteger performersOpen = new AtomicInteger();
    final AtomicInteger inputsAfterSplice = new AtomicInteger();
    private final Supplier<TestCall> calls;

    FrontProtocol(Supplier<TestCall> calls) {
        this.calls = calls;
    }

    @Override
    public int lineLimit() {
        return 512;
    }

    @Override
    public String turnedAway(TurnedAway why) {
        return "421 " + why + "\r\n";
    }

    @Override
    public SessionMachine<String, String> machine(Client client) {
        return new SessionMachine<>() {
            private boolean spliced;

            @Override
            public Step<String> on(Input<String> input) {
                if (spliced) {
                    inputsAfterSplice.incrementAndGet();
                }
                if (input instanceof Input.Opened<String>) {
                    return Step.reply("220 front\r\n");
                }
                if (input instanceof Input.Line<String> line) {
                    return line.octets().equals("STARTTLS")
                            ? Step.of(new Output.Reply<>("220 tls\r\n"), new Output.StartTls<>())
                            : Step.ask(line.octets());
                }
                if (input instanceof Input.Answered<String>) {
                    spliced = true;
                    return Step.of(new Output.Reply<>("250 spliced\r\n"), new Output.Splice<>());
                }
                return Step.nothing();
            }
        };
    }

    @Override
    public Performer<String, String> performer(Client client) {
        performersOpen.incrementAndGet();
        return new Performer<>() {
            private volatile @Nullable Link link;

            @Override
            public Attempt<String> tryNow(String question, Consumer<String> later) {
                var unused = calls.get().link.thenAccept(handed -> {
                    link = handed;
                    later.accept("linked");
                });
                return Attempt.pending();
            }

            @Override
            public String perform(String question) {
                throw new IllegalStateException("never asked for");
            }

            @Override
            public BodySink sink(CollectBody<String> wanted) {
                throw new IllegalStateException("no bodies here");
            }

            @Override
            public BodySource source() {
                throw new IllegalStateException("no bodies here");
            }

            @Override
            public Link link() {
                return Objects.requireNonNull(link);
            }

            @Override
            public void closed() {
                performersOpen.decrementAndGet();
                Link held = link;
                if (held != null) {
                    held.close(); // must not hurt a splice
                }
            }
        };
    }
}
