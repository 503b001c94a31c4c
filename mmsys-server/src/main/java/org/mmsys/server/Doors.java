package org.mmsys.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.mmsys.core.net.Guests;
import org.mmsys.core.net.Host;
import org.mmsys.core.net.NetServer;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.server.metrics.MeasuredProtocol;

/** The listeners of a node, opened one after the other at start; what comes through them is counted. Main thread. */
final class Doors {
    private final NetServer net;
    private final Metrics metrics;
    private final Map<String, List<Integer>> ports = new LinkedHashMap<>();

    private final Map<String, InetSocketAddress> addresses = new ConcurrentHashMap<>();

    Doors(NetServer net, Metrics metrics) {
        this.net = net;
        this.metrics = metrics;
    }

    /** Listens; exit 2 when the address is held. */
    void open(ListenerSpec listener, Protocol<?, ?> protocol) throws StartFailure {
        Host always =
                new Host(MeasuredProtocol.of(protocol, listener.name(), metrics), listener.implicitTls(), new Guests());
        open(listener, () -> always);
    }

    /** The same for a listener that does not always speak the same; its port. */
    int open(ListenerSpec listener, Supplier<Host> hosts) throws StartFailure {
        try {
            int port = net.start(listener, hosts);
            ports.computeIfAbsent(listener.name(), name -> new ArrayList<>()).add(port);
            addresses.putIfAbsent(listener.name(), reachable(listener.address().getAddress(), port));
            return port;
        } catch (IOException held) {
            throw new StartFailure(
                    ExitCode.RESOURCE,
                    "listener " + listener.name() + " at " + listener.address() + ": " + held.getMessage(),
                    held);
        }
    }

    static InetSocketAddress reachable(InetAddress address, int port) {
        return new InetSocketAddress(address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address, port);
    }

    /** Where this node itself can reach a listener of that name. Any thread, once all are open. */
    Optional<InetSocketAddress> address(String name) {
        return Optional.ofNullable(addresses.get(name));
    }

    /** Ports as bound, by the name of the listener. Any thread, once all are open. */
    Map<String, List<Integer>> ports() {
        return Map.copyOf(ports);
    }
}
