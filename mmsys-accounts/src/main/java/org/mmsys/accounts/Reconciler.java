package org.mmsys.accounts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.mmsys.core.journal.NameKey;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares names with all other servers, each at its own pace. Any thread; {@link #tick} by one. */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final Map<String, PeerReconciler> peers = new LinkedHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /** @param added told of each name that another server claims anew */
    Reconciler(
            Neighbours neighbours,
            Map<String, PeerCaller> callers,
            Commits commits,
            Arbiter arbiter,
            Consumer<AccountName> added,
            RandomGenerator random) {
        callers.forEach((server, caller) -> peers.put(
                server,
                new PeerReconciler(server, caller, neighbours, commits, arbiter, added, this::serverAnswers, random)));
    }

    /** The listener is told when a server answers after it did not; it must not wait. */
    void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    private void serverAnswers(String server) {
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(server);
            } catch (IllegalStateException | IllegalArgumentException bug) {
                LOG.atError().addKeyValue("server", server).setCause(bug).log("a listener failed");
            }
        }
    }

    /** Whether all names of the server are known now. */
    boolean known(String server) {
        return Optional.ofNullable(peers.get(server)).map(PeerReconciler::known).orElse(false);
    }

    /** Whether the server answered when last asked. */
    boolean answering(String server) {
        return Optional.ofNullable(peers.get(server))
                .map(PeerReconciler::answering)
                .orElse(false);
    }

    /** The server told us of this name by itself. */
    void told(String server, NameKey key) {
        Optional.ofNullable(peers.get(server)).ifPresent(peer -> peer.told(key));
    }

    void tick() {
        peers.values().forEach(PeerReconciler::tick);
    }

    void drain() {
        peers.values().forEach(PeerReconciler::drain);
    }

    void close() {
        peers.values().forEach(PeerReconciler::close);
    }
}
