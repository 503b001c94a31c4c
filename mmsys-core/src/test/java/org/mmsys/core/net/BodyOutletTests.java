package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.DummySession;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmsys.core.store.BodySource;

/** What a body becomes on its way to the socket, and that no block is lost or lent twice. This is the I/O thread. */
@Timeout(60)
class BodyOutletTests {
    private static final int PART = 64 * 1024;
    private static final int[] LENGTHS = {0, 1, PART - 1, PART, PART + 1, 4 * PART, 5 * PART + 3, 1_000_000};

    /** One for all: letting it go takes a second. */
    private static final WakingProcessor PROCESSOR = new WakingProcessor(Runnable::run);

    private final ArrayDeque<Integer> underWay = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<ByteBuffer> inHands = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final WorkerPool workers = new WorkerPool(2, 10);
    private final Connection connection = connection();
    private final BodyBlocks blocks = connection.workbench().blocks;
    private final Outbox outbox = new Outbox(connection);

    @BeforeEach
    void becomeTheIoThread() throws Exception {
        turn();
    }

    @AfterEach
    void end() {
        workers.close();
        outbox.gone();
        assertThat(blocks.lent()).isZero();
    }

    @AfterAll
    static void letGo() {
        PROCESSOR.dispose();
    }

    static Stream<String> bodies() {
        List<String> bodies = new ArrayList<>();
        for (int length : LENGTHS) {
            bodies.add("x".repeat(length));
            bodies.add(".".repeat(length));
            bodies.add("\r\n.".repeat(length / 3));
            bodies.add(("x".repeat(76) + "\r\n").repeat(length / 78));
        }
        for (int cut = PART - 4; cut <= PART + 1; cut++) { // the mark over the border of two parts, in each way
            String lines = "x".repeat(cut) + "\r\n." + "y".repeat(PART - 3);
            bodies.add(lines);
            bodies.add(lines.repeat(6));
            bodies.add("x".repeat(cut) + "\n." + "y".repeat(PART - 2));
            bodies.add("x".repeat(cut) + "\r\n");
            bodies.add("x".repeat(cut) + "\r");
        }
        return bodies.stream();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("bodies")
    void sendsWhatTheRuleSays(String body) throws Exception {
        send(new StringSource(body, Integer.MAX_VALUE));
        assertThat(sent()).isEqualTo(stuffed(body));
        assertThat(blocks.lent()).isZero();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("bodies")
    void sendsTheSameWithoutBlocks(String body) throws Exception {
        List<BodyBlock> all = takeAll();
        send(new StringSource(body, 10_007));
        assertThat(sent()).isEqualTo(stuffed(body));
        assertThat(blocks.lent()).isEqualTo(all.size());
        all.forEach(blocks::giveBack);
    }

    @Test
    void sendsAsItIsWhereNoDotsAreWanted() throws Exception {
        String body = "..\r\n.".repeat(100_000);
        BodyOutlet outlet = new BodyOutlet(
                new StringSource(body, 50_000), false, connection, workers, outbox, () -> {}, failures::add);
        drive(outlet);
        assertThat(sent()).isEqualTo(body);
    }

    /** The socket takes nothing: no more than what fills the window is read, and not a second block. */
    @Test
    void readsNoFurtherThanTheWindow() throws Exception {
        StringSource source = new StringSource("x".repeat(3_000_000), Integer.MAX_VALUE);
        BodyOutlet outlet = outlet(source);
        for (int i = 0; i < 20; i++) {
            step(outlet);
        }
        assertThat(source.at).isLessThanOrEqualTo(BodyBlock.OCTETS);
        assertThat(blocks.lent()).isEqualTo(1);
        assertThat(outbox.roomForBody()).isFalse();
    }

    /** A block is used again only after its last octet has left. */
    @Test
    void keepsABlockUntilItHasLeft() throws Exception {
        BodyOutlet outlet = outlet(new StringSource("x".repeat(4 * PART), Integer.MAX_VALUE));
        step(outlet);
        assertThat(inHands).hasSize(4);
        while (underWay.size() > 1) {
            leave();
            assertThat(blocks.lent()).isPositive();
        }
        drive(outlet);
        assertThat(blocks.lent()).isZero();
    }

    @Test
    void givesBlocksBackWhenTheSocketIsGone() throws Exception {
        BodyOutlet outlet = outlet(new StringSource("x".repeat(3_000_000), Integer.MAX_VALUE));
        step(outlet);
        leave();
        assertThat(blocks.lent()).isPositive();
        outlet.abandon();
        outbox.gone();
        assertThat(blocks.lent()).isZero();
        outbox.gone();
        assertThat(blocks.lent()).isZero();
    }

    @Test
    void givesABlockBackThatArrivesTooLate() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        StringSource source = new StringSource("x".repeat(PART), Integer.MAX_VALUE);
        source.gate = gate;
        BodyOutlet outlet = outlet(source);
        outlet.advance();
        outlet.abandon();
        outbox.gone();
        assertThat(blocks.lent()).isEqualTo(1);
        assertThat(source.closed).isFalse();
        gate.countDown();
        settle(outlet);
        assertThat(source.closed).isTrue();
        assertThat(written.size()).isZero();
        assertThat(blocks.lent()).isZero();
    }

    /** What was read before the failure in the same block stays here: the client sees no end of the message. */
    @Test
    void givesTheBlockBackWhenTheSourceFails() throws Exception {
        StringSource source = new StringSource("x".repeat(PART + 10), Integer.MAX_VALUE);
        source.broken = true;
        BodyOutlet outlet = outlet(source);
        step(outlet);
        assertThat(failures).hasSize(1);
        assertThat(source.closed).isTrue();
        assertThat(written.size()).isZero();
        assertThat(blocks.lent()).isZero();
    }

    @Test
    void givesTheBlockBackWhenNoWorkerCanBeHad() {
        workers.close();
        BodyOutlet outlet = outlet(new StringSource("x", 1));
        assertThatThrownBy(outlet::advance).isInstanceOf(WorkersFullException.class);
        assertThat(blocks.lent()).isZero();
        assertThat(outlet.busy()).isFalse();
    }

    @Test
    void lendsNoMoreBlocksThanItsLimit() {
        BodyBlocks two = new BodyBlocks(2);
        BodyBlock first = two.take().orElseThrow();
        BodyBlock second = two.take().orElseThrow();
        assertThat(first).isNotSameAs(second);
        assertThat(two.take()).isEmpty();
        two.giveBack(first);
        assertThat(two.take()).containsSame(first);
        assertThat(two.lent()).isEqualTo(2);
    }

    private void send(StringSource source) throws Exception {
        drive(outlet(source));
        assertThat(failures).isEmpty();
        assertThat(source.closed).isTrue();
        assertThat(outbox.isEmpty()).isTrue();
    }

    private BodyOutlet outlet(BodySource source) {
        return new BodyOutlet(source, true, connection, workers, outbox, () -> {}, failures::add);
    }

    private List<BodyBlock> takeAll() {
        return Stream.generate(blocks::take)
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Until all of it has left. */
    private void drive(BodyOutlet outlet) throws Exception {
        while (!outlet.ended() || !underWay.isEmpty()) {
            step(outlet);
            leave();
        }
    }

    private void step(BodyOutlet outlet) throws Exception {
        outlet.advance();
        settle(outlet);
    }

    private void settle(BodyOutlet outlet) throws Exception {
        while (outlet.busy()) {
            turn();
        }
    }

    /** One write leaves, if there is one: only now are its octets looked at. */
    private void leave() {
        if (!underWay.isEmpty()) {
            ByteBuffer octets = inHands.remove(0);
            byte[] copy = new byte[octets.remaining()];
            octets.get(copy);
            written.writeBytes(copy);
            outbox.sent(underWay.remove());
        }
    }

    private void turn() throws Exception {
        PROCESSOR.select(20);
    }

    private String sent() {
        return written.toString(StandardCharsets.ISO_8859_1);
    }

    private static String stuffed(String body) {
        String dotted = (body.startsWith(".") ? "." : "") + body.replace("\r\n.", "\r\n..");
        boolean ended = body.isEmpty() || body.endsWith("\r\n");
        return dotted + (ended ? "" : body.endsWith("\r") ? "\n" : "\r\n") + ".\r\n";
    }

    private Connection connection() {
        IoSession session = new DummySession();
        session.setAttribute(new AttributeKey(WakingProcessor.class, "self"), PROCESSOR);
        session.getFilterChain().addLast("socket", new IoFilterAdapter() {
            @Override
            public void filterWrite(NextFilter next, IoSession from, WriteRequest request) {
                ByteBuffer octets = ((IoBuffer) request.getMessage()).buf();
                underWay.add(octets.remaining());
                inHands.add(octets);
            }
        });
        return new Connection(session);
    }

    /** A body in memory that claims to be on a disk. */
    private static final class StringSource implements BodySource {
        private final byte[] octets;
        private final int most;
        private CountDownLatch gate = new CountDownLatch(0);
        private boolean broken;
        private volatile int at;
        private volatile boolean closed;

        StringSource(String body, int most) {
            this.octets = body.getBytes(StandardCharsets.ISO_8859_1);
            this.most = most;
        }

        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (at == octets.length) {
                if (broken) {
                    throw new IOException("digest");
                }
                return -1;
            }
            int count = Math.min(most, Math.min(into.remaining(), octets.length - at));
            into.put(octets, at, count);
            int next = at + count;
            at = next;
            return count;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
