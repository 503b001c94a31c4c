package org.mmsys.core.net;

import java.time.Duration;
import java.util.List;
import org.mmsys.core.config.Key;

/** The settings of connections, threads and their limits. */
public final class NetKeys {
    static final Key<Integer> CONNECTIONS_MAX =
            Key.count("net.connections-max", 10_000, 1, 1_000_000, "Connections open at a time, over all listeners.");
    static final Key<Integer> CONNECTIONS_PER_ADDRESS = Key.count(
            "net.connections-per-address",
            1_000,
            1,
            1_000_000,
            "Connections open at a time from one address (IPv6: one /64).");
    static final Key<Integer> RATE_PER_ADDRESS = Key.count(
            "net.rate-per-address", 50, 1, 1_000_000, "New connections a second from one address, in the long run.");
    static final Key<Integer> RATE_BURST = Key.count(
            "net.rate-burst", 500, 1, 1_000_000, "New connections from one address at once, before the rate counts.");
    static final Key<Boolean> LIMIT_LOOPBACK =
            Key.flag("net.limit-loopback", false, "Whether the limits per address hold for loopback addresses too.");
    static final Key<Integer> PROCESSORS =
            Key.count("net.processors", 0, 0, 256, "Threads for I/O; 0 means one for each two cores.");
    static final Key<Integer> WORKERS = Key.count(
            "net.workers",
            16,
            1,
            1_000,
            "Threads for work that may wait, such as disks; those kept by hashing have stand-ins.");
    static final Key<Integer> WORKER_QUEUE = Key.count(
            "net.worker-queue",
            2_000,
            1,
            1_000_000,
            "Tasks that may wait for a worker before clients are turned away.");
    static final Key<Long> HELD_MAX = Key.size(
            "net.held-max", "64MB", "Octets all sessions may hold between socket and disk before readers pause.");
    static final Key<Long> SWALLOW_MAX = Key.size(
            "net.swallow-max", "100MB", "Octets of a refused message that are read at least before cutting it off.");
    static final Key<Duration> IDLE =
            Key.duration("net.idle-timeout", "5m", "Silence that ends a session whose protocol sets no limit.");
    static final Key<Duration> COMMAND_TIME =
            Key.duration("net.command-time", "5m", "Time for one command line from its first octet to its end.");
    static final Key<Duration> MESSAGE_TIME =
            Key.duration("net.message-time", "2h", "Time for one message from its first octet to its end.");
    static final Key<Duration> PACE_WINDOW =
            Key.duration("net.pace-window", "5m", "Within each such time a message must bring net.pace-octets.");
    static final Key<Long> PACE_OCTETS =
            Key.size("net.pace-octets", "4KB", "Octets a message must bring within each net.pace-window.");
    static final Key<Duration> HANDSHAKE_TIME = Key.duration("net.handshake-time", "30s", "Time for a TLS handshake.");
    static final Key<Duration> CLOSE_GRACE =
            Key.duration("net.close-grace", "30s", "Time a client has to read our last words before we hang up.");
    static final Key<Integer> OUTGOING_MAX =
            Key.count("net.outgoing-max", 1_000, 1, 1_000_000, "Connections to other servers open at a time.");
    static final Key<Duration> SPLICE_IDLE =
            Key.duration("net.splice-idle", "11m", "Silence that ends a session which is passed on to another server.");
    static final Key<List<String>> PROXY_FROM = Key.list(
            "proxy-protocol-from",
            "",
            "Addresses or networks (CIDR) of proxies that tell their clients' addresses by the PROXY protocol, version 2.");

    private NetKeys() {}

    /** All keys of this package. */
    public static List<Key<?>> all() {
        return List.of(
                CONNECTIONS_MAX,
                CONNECTIONS_PER_ADDRESS,
                RATE_PER_ADDRESS,
                RATE_BURST,
                LIMIT_LOOPBACK,
                PROCESSORS,
                WORKERS,
                WORKER_QUEUE,
                HELD_MAX,
                SWALLOW_MAX,
                IDLE,
                COMMAND_TIME,
                MESSAGE_TIME,
                PACE_WINDOW,
                PACE_OCTETS,
                HANDSHAKE_TIME,
                CLOSE_GRACE,
                OUTGOING_MAX,
                SPLICE_IDLE,
                PROXY_FROM);
    }
}
