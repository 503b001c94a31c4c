package org.mmsys.core.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.Framing.Dotted;
import org.mmsys.wire.session.Output.Framing.Exact;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/** A protocol whose commands exercise everything a driver can do; what happens in its sessions is written down. */
final class ChatProtocol implements Protocol<String, String> {
    /** Events of all sessions, "what" or "what detail". */
    final List<String> events = new CopyOnWriteArrayList<>();

    final AtomicInteger performersOpen = new AtomicInteger();
    final AtomicInteger performersClosed = new AtomicInteger();
    /** Questions "ask stuck NAME" wait for these on a worker. */
    final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();

    final Map<String, Consumer<String>> callbacks = new ConcurrentHashMap<>();
    private final ExecutorService committer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "committer");
        thread.setDaemon(true);
        return thread;
    });

    volatile Supplier<BodySink> sinks = CountingSink::new;

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
        return new Machine();
    }

    @Override
    public Performer<String, String> performer(Client client) {
        performersOpen.incrementAndGet();
        return new Acts();
    }

    /** Answers the open question "ask never NAME". */
    void answer(String name, String answer) throws InterruptedException {
        await(() -> callbacks.containsKey(name), "question " + name);
        Objects.requireNonNull(callbacks.remove(name)).accept(answer);
    }

    /** Lets the worker of "ask stuck NAME" go on. */
    void release(String name) {
        Objects.requireNonNull(latches.get(name)).countDown();
    }

    void await(String event) throws InterruptedException {
        await(() -> events.contains(event), "event " + event + " in " + events);
    }

    static void await(Supplier<Boolean> condition, String what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
        while (!condition.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not seen in time: " + what);
            }
            new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
        }
    }

    private final class Machine implements SessionMachine<String, String>, Input.Cases<String, Step<String>> {
        private boolean lastChunk = true;

        @Override
        public Step<String> on(Input<String> input) {
            return input.match(this);
        }

        @Override
        public Step<String> opened(Input.Opened<String> input) {
            input.client().tls().flatMap(Input.Tls::node).ifPresent(node -> events.add("node " + node));
            events.add("opened"
                    + input.client().tls().map(tls -> " " + tls.protocol()).orElse(""));
            return Step.reply("220 hello\r\n");
        }

        @Override
        public Step<String> line(Input.Line<String> input) {
            String[] words = input.octets().split(" ", 3);
            events.add("line " + words[0]);
            if (input.defect() != Input.LineDefect.NONE) {
                return Step.reply("500 " + input.defect() + "\r\n");
            }
            return switch (words[0]) {
                case "ECHO" -> Step.reply("250 " + words[1] + "\r\n");
                case "ASK", "SEND" -> Step.ask(input.octets());
                case "DATA" -> Step.of(new Output.Reply<>("354 go\r\n"), new CollectBody<>(new Dotted(), limit(words)));
                case "BDAT" -> bdat(words);
                case "STARTTLS" -> Step.of(new Output.Reply<>("220 tls\r\n"), new Output.StartTls<>());
                case "HEARD" -> Step.of(new Output.Reply<>("250 ok\r\n"), new Output.NotifyHeard<>());
                case "PAUSE" ->
                    Step.of(
                            new Output.Reply<>("250 pausing\r\n"),
                            new Output.Pause<>(Duration.ofMillis(Long.parseLong(words[1]))),
                            new Output.Reply<>("250 paused\r\n"));
                case "IDLE" ->
                    Step.of(
                            new Output.IdleLimit<>(Duration.ofMillis(Long.parseLong(words[1]))),
                            new Output.Reply<>("250 idle\r\n"));
                case "LONG" -> Step.reply("250 " + "x".repeat(Integer.parseInt(words[1])) + "\r\n");
                case "QUIT" -> Step.of(new Output.Reply<>("221 bye\r\n"), new Output.Close<>());
                case "BOOM" -> throw new IllegalStateException("boom");
                default -> Step.reply("500 what?\r\n");
            };
        }

        private Step<String> bdat(String[] words) {
            lastChunk = words.length > 2;
            return Step.of(new CollectBody<>(new Exact(Long.parseLong(words[1]), lastChunk), 1 << 20));
        }

        private static long limit(String[] words) {
            return words.length > 1 ? Long.parseLong(words[1]) : 100L << 20;
        }

        @Override
        public Step<String> bodyEnded(Input.BodyEnded<String> input) {
            events.add("body " + input.report().size());
            return Step.reply(
                    "250 " + input.report().size() + " " + input.report().defects() + "\r\n");
        }

        @Override
        public Step<String> bodySent(Input.BodySent<String> input) {
            events.add("body-sent");
            return Step.nothing();
        }

        @Override
        public Step<String> tlsReady(Input.TlsReady<String> input) {
            Input.Tls tls = input.client().tls().orElseThrow();
            events.add("tls " + tls.protocol());
            events.add("node " + tls.node().orElse("none"));
            events.add("binding " + tls.serverEndPoint());
            return Step.nothing();
        }

        @Override
        public Step<String> introduced(Input.Introduced<String> input) {
            events.add("introduced " + input.client().address());
            return Step.nothing();
        }

        @Override
        public Step<String> answered(Input.Answered<String> input) {
            events.add("answered " + input.answer());
            if (input.answer().startsWith("send")) {
                return Step.of(new Output.Reply<>("+OK\r\n"), new Output.SendBody<>(true));
            }
            return Step.reply("250 " + input.answer() + "\r\n");
        }

        @Override
        public Step<String> heard(Input.Heard<String> input) {
            events.add("heard");
            return Step.nothing();
        }

        @Override
        public Step<String> timedOut(Input.TimedOut<String> input) {
            events.add("timed-out");
            return Step.of(new Output.Reply<>("421 too slow\r\n"), new Output.Close<>());
        }

        @Override
        public Step<String> draining(Input.Draining<String> input) {
            events.add("draining");
            return Step.of(new Output.Reply<>("421 going down\r\n"), new Output.Close<>());
        }

        @Override
        public Step<String> peerClosed(Input.PeerClosed<String> input) {
            events.add("peer-closed");
            return Step.nothing();
        }
    }

    private final class Acts implements Performer<String, String> {
        private final AtomicInteger inside = new AtomicInteger();
        private @Nullable BodySink sink;
        private @Nullable BodySource source;
        private boolean closed;

        @Override
        public Attempt<String> tryNow(String question, Consumer<String> later) {
            String[] words = question.split(" ", 3);
            if (words[0].equals("SEND")) {
                source = words.length > 2 && words[2].equals("gone")
                        ? new FailingSource()
                        : new TestSource(Long.parseLong(words[1]), words.length > 2 ? words[2] : "now");
                return Attempt.now("send");
            }
            return switch (words[1]) {
                case "now" -> Attempt.now(words[2]);
                case "later" -> {
                    committer.execute(() -> later.accept(words[2]));
                    yield Attempt.pending();
                }
                case "never" -> {
                    callbacks.put(words[2], later);
                    yield Attempt.pending();
                }
                case "throw" -> throw new IllegalStateException("performer");
                default -> Attempt.needsWorker();
            };
        }

        @Override
        public String perform(String question) throws IOException, InterruptedException {
            if (inside.incrementAndGet() != 1 || closed) {
                events.add("overlap");
            }
            String[] words = question.split(" ", 3);
            if (words[1].equals("stuck")) {
                latches.computeIfAbsent(words[2], key -> new CountDownLatch(1)).await();
            }
            inside.decrementAndGet();
            if (words[1].equals("fail")) {
                throw new IOException("disk");
            }
            return words[2];
        }

        @Override
        public BodySink sink(CollectBody<String> wanted) {
            BodySink now = sink == null ? sinks.get() : sink;
            sink = wanted.framing() instanceof Exact exact && !exact.last() ? now : null;
            return now;
        }

        @Override
        public BodySource source() {
            BodySource now = source;
            source = null;
            if (now == null) {
                throw new IllegalStateException("nothing to send");
            }
            return now;
        }

        @Override
        public void closed() {
            if (closed || inside.get() != 0) {
                events.add("closed wrongly");
            }
            closed = true;
            performersClosed.incrementAndGet();
        }
    }

    /** Waits for the latch "source", then fails. */
    private final class FailingSource implements BodySource {
        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            try {
                Objects.requireNonNull(latches.get("source")).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("disk");
        }

        @Override
        public void close() {}
    }

    /** Counts, never blocks. */
    static class CountingSink implements BodySink {
        @Override
        public boolean mayBlock(int octets) {
            return false;
        }

        @Override
        public void accept(ByteBuffer octets) {
            octets.position(octets.limit());
        }

        @Override
        public Set<Defect> finish() {
            return Set.of();
        }
    }

    /** Lines "n" by number, "." at the beginning of each tenth. */
    static final class TestSource implements BodySource {
        private final long lines;
        private final String how;
        private long next;
        private ByteBuffer left = ByteBuffer.allocate(0);
        private boolean ended;

        TestSource(long lines, String how) {
            this.lines = lines;
            this.how = how;
        }

        @Override
        public boolean mayBlock() {
            return !how.equals("now");
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (how.equals("broken") && next > lines / 2) {
                throw new IOException("digest");
            }
            int before = into.position();
            while (into.hasRemaining()) {
                if (!left.hasRemaining()) {
                    if (next == lines) {
                        break;
                    }
                    left = ByteBuffer.wrap(line(next++).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
                into.put(left.get());
            }
            if (into.position() == before) {
                if (ended) {
                    throw new IllegalStateException("read after the end");
                }
                ended = true;
                return -1;
            }
            return into.position() - before;
        }

        static String line(long number) {
            return (number % 10 == 0 ? "." : "") + number + "\r\n";
        }

        @Override
        public void close() {}
    }
}
