package org.mmsys.core.net;

import java.time.Duration;
import java.util.List;
import org.mmsys.core.config.Settings;

/**
 * The settings of the network, read once; the keys and what they mean are in {@link NetKeys}.
 *
 * @param heldMax octets all sessions together may hold between sockets and sinks before readers pause
 * @param swallowMax octets of a refused body that are swallowed at least before the session is cut off
 * @param idle silence that ends a session unless its protocol says otherwise
 * @param paceWindow within each such time a body must bring {@code paceOctets}
 * @param closeGrace how long a closing session may take to read what was said last
 * @param outgoingMax connections of our own making open at a time
 * @param spliceIdle silence of both ends that ends a splice
 * @param proxyFrom whose PROXY headers are believed
 */
public record NetSettings(
        int connectionsMax,
        int connectionsPerAddress,
        int ratePerAddress,
        int rateBurst,
        boolean limitLoopback,
        int processors,
        int workers,
        int workerQueue,
        long heldMax,
        long swallowMax,
        Duration idle,
        Duration commandTime,
        Duration messageTime,
        Duration paceWindow,
        long paceOctets,
        Duration handshakeTime,
        Duration closeGrace,
        int outgoingMax,
        Duration spliceIdle,
        List<AddressRange> proxyFrom) {

    public NetSettings {
        proxyFrom = List.copyOf(proxyFrom);
    }

    /** What the configuration says. */
    public static NetSettings of(Settings settings) {
        int processors = settings.get(NetKeys.PROCESSORS);
        return new NetSettings(
                settings.get(NetKeys.CONNECTIONS_MAX),
                settings.get(NetKeys.CONNECTIONS_PER_ADDRESS),
                settings.get(NetKeys.RATE_PER_ADDRESS),
                settings.get(NetKeys.RATE_BURST),
                settings.get(NetKeys.LIMIT_LOOPBACK),
                processors == 0 ? standardProcessors() : processors,
                settings.get(NetKeys.WORKERS),
                settings.get(NetKeys.WORKER_QUEUE),
                settings.get(NetKeys.HELD_MAX),
                settings.get(NetKeys.SWALLOW_MAX),
                settings.get(NetKeys.IDLE),
                settings.get(NetKeys.COMMAND_TIME),
                settings.get(NetKeys.MESSAGE_TIME),
                settings.get(NetKeys.PACE_WINDOW),
                settings.get(NetKeys.PACE_OCTETS),
                settings.get(NetKeys.HANDSHAKE_TIME),
                settings.get(NetKeys.CLOSE_GRACE),
                settings.get(NetKeys.OUTGOING_MAX),
                settings.get(NetKeys.SPLICE_IDLE),
                settings.get(NetKeys.PROXY_FROM).stream()
                        .map(AddressRange::parse)
                        .toList());
    }

    private static int standardProcessors() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
