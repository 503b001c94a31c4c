package org.mmsys.pop3;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.Service;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.session.Input.Client;

/** Other servers in memory. Calls are put through at once, or when the test wants it. */
final class FakePeers implements Peers {
    private final Map<String, Supplier<MarriedDialogue.Callee>> servers = new HashMap<>();
    final List<String> failures = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<MarriedDialogue<?, ?>> dialogues = new ArrayList<>();

    /** Calls wait here while this is not null. */
    @Nullable
    List<Runnable> held;

    /** How many nodes of a server cannot be reached before one can. */
    int deadNodes;

    FakePeers with(String server, Supplier<MarriedDialogue.Callee> callee) {
        servers.put(server, callee);
        return this;
    }

    MarriedDialogue<?, ?> last() {
        return dialogues.get(dialogues.size() - 1);
    }

    @Override
    public String introduction(Optional<Client> client) {
        return Introduction.of(client, "").line();
    }

    @Override
    public void call(String server, Service service, Supplier<Dialogue<?, ?>> dialogue, Consumer<String> unreachable) {
        if (held == null) {
            put(server, service, dialogue, unreachable);
        } else {
            held.add(() -> put(server, service, dialogue, unreachable));
        }
    }

    @Override
    public void failed(String server, Service service, String why) {
        failures.add(server + " " + why);
    }

    private void put(String server, Service service, Supplier<Dialogue<?, ?>> dialogue, Consumer<String> unreachable) {
        calls.add(server + " " + service);
        for (int i = 0; i < deadNodes; i++) {
            dialogue.get().performer().closed();
        }
        Supplier<MarriedDialogue.Callee> callee = servers.get(server);
        if (callee == null) {
            dialogue.get().performer().closed();
            unreachable.accept("nobody answers at " + server);
        } else {
            run(dialogue.get(), callee.get());
        }
    }

    /** A dialogue on a connection that is there already, and in TLS. */
    <Q, A> void runAgain(Dialogue<Q, A> dialogue, MarriedDialogue.Callee callee) {
        MarriedDialogue<Q, A> married = new MarriedDialogue<>(dialogue, callee);
        dialogues.add(married);
        married.runAgain();
    }

    private <Q, A> void run(Dialogue<Q, A> dialogue, MarriedDialogue.Callee callee) {
        MarriedDialogue<Q, A> married = new MarriedDialogue<>(dialogue, callee);
        dialogues.add(married);
        married.run();
    }
}
