package org.mmsys.core.protocol;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mmsys.core.route.Service;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.session.Input.Client;

/** Nobody to call. */
final class NoPeers implements Peers {
    @Override
    public String introduction(Optional<Client> client) {
        return Introduction.of(client, "").line();
    }

    @Override
    public void call(String server, Service service, Supplier<Dialogue<?, ?>> dialogue, Consumer<String> unreachable) {
        unreachable.accept("no server " + server + " is configured");
    }

    @Override
    public void failed(String server, Service service, String why) {
        // nobody to remember it of
    }
}
