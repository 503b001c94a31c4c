package org.mmsys.testkit;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A network of a few nodes with connections like TCP's, in virtual time: delay, loss, cuts in one direction, dead ends.
 *
 * <p>What is sent on a connection arrives in order, once, or the connection ends. A lost packet makes everything behind it
 * late. What is sent into a cut waits there until it heals, and so does the news that the other end has closed. A node that
 * does not listen refuses connections; one that is gone does not even answer.
 *
 * @param <M> what is sent
 */
public final class SimNetwork<M> {
    private static final long MILLISECOND = 1_000_000L;
    private static final long CONNECT_TIMEOUT = 1000 * MILLISECOND;
    private static final long RETRANSMISSION = 200 * MILLISECOND;
    private static final int RETRANSMISSIONS_MAX = 5;

    private final SimSchedule schedule;
    private final RandomGenerator random;
    private final boolean[][] cut;
    private final Node[] nodes;
    private long delayNanos = MILLISECOND / 2;
    private long jitterNanos = MILLISECOND / 2;
    private double loss;

    /** Whether somebody is there. */
    public enum Node {
        LISTENING,
        /** The machine is up, the process is not. */
        REFUSING,
        GONE
    }

    /** One end of a connection, or of an attempt. */
    public interface End<M> {
        /** The connection stands. */
        void up(Connection<M> connection);

        /** It does not stand any more, or never did. */
        void down(Connection<M> connection, boolean refused);

        void received(Connection<M> connection, M message);
    }

    /** One connection, or an attempt at one. */
    public static final class Connection<M> {
        private final int[] ids;
        private final End<M>[] ends;
        private final boolean[] closed = new boolean[2];
        private final long[] lastArrival = new long[2];
        private final Deque<Runnable>[] waiting;

        @SuppressWarnings({"unchecked", "rawtypes"})
        private Connection(int from, int to, End<M> dialler, End<M> acceptor) {
            ids = new int[] {from, to};
            ends = new End[] {dialler, acceptor};
            waiting = new Deque[] {new ArrayDeque<Runnable>(), new ArrayDeque<Runnable>()};
        }

        private int sideOf(End<M> end) {
            return ends[0] == end ? 0 : 1;
        }
    }

    public SimNetwork(SimSchedule schedule, RandomGenerator random, int count) {
        this.schedule = schedule;
        this.random = random;
        this.cut = new boolean[count][count];
        this.nodes = new Node[count];
        Arrays.fill(nodes, Node.GONE);
    }

    /** Base and spread of the delay of one packet. */
    public void delay(long base, long jitter) {
        delayNanos = base;
        jitterNanos = jitter;
    }

    /** The share of packets that have to be sent again, 0 to 1. */
    public void loss(double share) {
        loss = share;
    }

    public void node(int id, Node state) {
        nodes[id] = state;
    }

    /** Whether packets of this direction are swallowed. */
    public void cut(int from, int to, boolean isCut) {
        cut[from][to] = isCut;
    }

    public boolean isCut(int from, int to) {
        return cut[from][to];
    }

    private long travel() {
        long time = delayNanos + (jitterNanos > 0 ? random.nextLong(jitterNanos) : 0);
        for (int i = 0; i < RETRANSMISSIONS_MAX && loss > 0 && random.nextDouble() < loss; i++) {
            time += RETRANSMISSION << i;
        }
        return time;
    }

    /** Whether the way there and back is open. */
    private boolean reaches(int from, int to) {
        return !cut[from][to] && !cut[to][from] && nodes[to] != Node.GONE;
    }

    /**
     * Dials; the ends are told how it went.
     *
     * @param acceptor who answers at {@code to} at the moment of the arrival
     */
    public void connect(int from, int to, End<M> dialler, Supplier<End<M>> acceptor) {
        schedule.after(travel(), () -> {
            if (!reaches(from, to)) {
                Connection<M> none = new Connection<>(from, to, dialler, dialler);
                schedule.after(CONNECT_TIMEOUT, () -> dialler.down(none, false));
            } else if (nodes[to] != Node.LISTENING) {
                Connection<M> none = new Connection<>(from, to, dialler, dialler);
                schedule.after(travel(), () -> dialler.down(none, true));
            } else {
                Connection<M> made = new Connection<>(from, to, dialler, acceptor.get());
                transmit(made, 1, () -> {
                    if (!made.closed[0]) {
                        made.ends[0].up(made);
                    }
                });
                made.ends[1].up(made);
            }
        });
    }

    /** Asks whether anybody listens there; the answer is true if the machine says that nobody does. */
    public void probe(int from, int to, Consumer<Boolean> refused) {
        schedule.after(travel(), () -> {
            if (reaches(from, to)) {
                boolean answer = nodes[to] == Node.REFUSING;
                schedule.after(travel(), () -> refused.accept(answer));
            } else {
                schedule.after(CONNECT_TIMEOUT, () -> refused.accept(false));
            }
        });
    }

    /** Sends from this end to the other. */
    public void send(Connection<M> connection, End<M> from, M message) {
        int side = connection.sideOf(from);
        if (!connection.closed[side]) {
            transmit(connection, side, () -> {
                if (!connection.closed[1 - side]) {
                    connection.ends[1 - side].received(connection, message);
                }
            });
        }
    }

    /** Closes this end; the other learns of it, if a packet comes through. */
    public void close(Connection<M> connection, End<M> from) {
        int side = connection.sideOf(from);
        if (!connection.closed[side]) {
            connection.closed[side] = true;
            transmit(connection, side, () -> {
                if (!connection.closed[1 - side]) {
                    connection.closed[1 - side] = true;
                    connection.ends[1 - side].down(connection, false);
                }
            });
        }
    }

    /** Forgets this end without a word: the machine is gone. */
    public void vanish(Connection<M> connection, End<M> from) {
        connection.closed[connection.sideOf(from)] = true;
    }

    private void transmit(Connection<M> connection, int side, Runnable arrival) {
        connection.waiting[side].add(arrival);
        long due = Math.max(connection.lastArrival[side], schedule.now() + travel());
        connection.lastArrival[side] = due;
        schedule.at(due, () -> arrive(connection, side));
    }

    private void arrive(Connection<M> connection, int side) {
        if (cut[connection.ids[side]][connection.ids[1 - side]]) {
            schedule.after(RETRANSMISSION + random.nextLong(RETRANSMISSION), () -> arrive(connection, side));
            return;
        }
        // one arrival for each packet: whichever comes first takes the packet that is next in order
        connection.waiting[side].remove().run();
    }
}
