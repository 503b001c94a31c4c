package org.mmsys.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    Doors(NetServer net, Metrics metrics) {
        this.net = net;
        this.metrics = metrics;
    }

    /** Listens; exit 2 when the address is held. */
    void open(ListenerSpec listener, Protocol<?, ?> protocol) throws StartFailure {
        try {
            int port = net.start(listener, MeasuredProtocol.of(protocol, listener.name(), metrics));
            ports.computeIfAbsent(listener.name(), name -> new ArrayList<>()).add(port);
        } catch (IOException held) {
            throw new StartFailure(
                    ExitCode.RESOURCE,
                    "listener " + listener.name() + " at " + listener.address() + ": " + held.getMessage(),
                    held);
        }
    }

    /** Ports as bound, by the name of the listener. Any thread, once all are open. */
    Map<String, List<Integer>> ports() {
        return Map.copyOf(ports);
    }
}
