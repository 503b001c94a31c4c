package org.mmsys.core.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.mmsys.core.protocol.Dial;

/**
 * One connection on its way: the addresses still to be tried, and the one decision whether it came about.
 *
 * <p>Thread-safe; {@link #next} and what follows it are one caller's at a time.
 */
final class DialAttempt {
    private static final int ADDRESSES_MAX = 8;
    private static final Duration LEAST = Duration.ofMillis(100);

    final Dial dial;
    final Dialled<?, ?> dialled;
    final Handshake handshake;
    private final Consumer<String> failed;
    private final long endBy;
    private final List<InetAddress> addresses;
    private int tried;
    private volatile String lastTrouble = "no address";

    DialAttempt(
            Dial dial,
            Dialled<?, ?> dialled,
            Handshake handshake,
            Consumer<String> failed,
            long endBy,
            InetAddress[] addresses) {
        this.dial = dial;
        this.dialled = dialled;
        this.handshake = handshake;
        this.failed = failed;
        this.endBy = endBy;
        this.addresses = inTurn(addresses);
    }

    /** The kinds of addresses take turns, in the order in which the resolver named them. */
    static List<InetAddress> inTurn(InetAddress[] found) {
        List<InetAddress> first = new ArrayList<>();
        List<InetAddress> second = new ArrayList<>();
        for (InetAddress each : found) {
            (each.getClass() == found[0].getClass() ? first : second).add(each);
        }
        List<InetAddress> all = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                all.add(first.get(i));
            }
            if (i < second.size()) {
                all.add(second.get(i));
            }
        }
        return List.copyOf(all.subList(0, Math.min(all.size(), ADDRESSES_MAX)));
    }

    /** Whether another address is left, and time to try it. */
    boolean hasNext() {
        return tried < addresses.size() && System.nanoTime() - endBy < 0;
    }

    /** The next try: its address and its share of the time that is left. */
    Try next() {
        long left = endBy - System.nanoTime();
        long share = Math.max(LEAST.toNanos(), left / (addresses.size() - tried));
        return new Try(this, addresses.get(tried++), Duration.ofNanos(share), new AtomicBoolean());
    }

    void trouble(InetAddress address, String what) {
        lastTrouble = address.getHostAddress() + ": " + what;
    }

    /** None of the addresses could be reached. */
    void fail() {
        fail(lastTrouble);
    }

    void fail(String why) {
        MinaConnector.fail(
                dialled, failed, dial.purpose() + " " + dial.address().getHostString() + ": " + why);
    }

    /** One address of an attempt; settled once, by the connection or by its failure. */
    record Try(DialAttempt whole, InetAddress address, Duration time, AtomicBoolean settled) {
        /** True for the first caller only. */
        boolean settle() {
            return settled.compareAndSet(false, true);
        }
    }
}
