package org.mmsys.smtp.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.Service;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.session.Input.Client;

/** The nodes of a system on loopback: each server has one or two, tried from the one that has not failed. */
final class FakePeers implements Peers {
    private final SocketConnector connector;
    private final Map<String, List<Integer>> ports = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> first = new ConcurrentHashMap<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    FakePeers(Duration silence) {
        this.connector = new SocketConnector(silence, dial -> true);
    }

    FakePeers with(String server, int... nodes) {
        ports.put(server, java.util.Arrays.stream(nodes).boxed().toList());
        first.put(server, new AtomicInteger());
        return this;
    }

    List<String> failures() {
        return failures;
    }

    @Override
    public String introduction(Optional<Client> client) {
        return Introduction.of(client, "own").line();
    }

    @Override
    public void call(String server, Service service, Supplier<Dialogue<?, ?>> dialogue, Consumer<String> unreachable) {
        List<Integer> nodes = ports.getOrDefault(server, List.of());
        int start = nodes.isEmpty()
                ? 0
                : first.getOrDefault(server, new AtomicInteger()).get() % nodes.size();
        call(nodes, start, nodes.size(), dialogue, unreachable);
    }

    private void call(
            List<Integer> nodes, int at, int left, Supplier<Dialogue<?, ?>> dialogue, Consumer<String> unreachable) {
        if (left == 0) {
            unreachable.accept("no node answers");
            return;
        }
        Dial dial = new Dial(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), nodes.get(at)),
                "peer-smtp",
                Duration.ofSeconds(2),
                2048,
                new Dial.Security.Node("s2/primary"));
        connector.connect(
                dial, dialogue.get(), why -> call(nodes, (at + 1) % nodes.size(), left - 1, dialogue, unreachable));
    }

    @Override
    public void failed(String server, Service service, String why) {
        failures.add(server + ": " + why);
        first.getOrDefault(server, new AtomicInteger()).incrementAndGet();
    }
}
