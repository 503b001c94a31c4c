package org.mmsys.core.protocol;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mmsys.core.route.Service;
import org.mmsys.wire.session.Input.Client;

/**
 * Calls the other servers of the system.
 *
 * <p>Tries the node of the server that answered last, then the other half of the pair; a node that keeps failing is left
 * alone for a while, so that one dead server costs its callers next to nothing. Thread-safe.
 */
public interface Peers {
    /** Those of a system of one server: none. */
    static Peers none() {
        return new NoPeers();
    }

    /** The line, complete with CRLF, that introduces a client or, without one, ourselves: XPEER. */
    String introduction(Optional<Client> client);

    /**
     * Connects to a node of the server and runs a dialogue, which must begin with STARTTLS and the introduction.
     *
     * <p>Any thread; never waits. A dialogue is made for each node tried; only a connection that could not be made leads to
     * the next one. If none could be made {@code unreachable} is called with a text for logs, on any thread.
     */
    void call(String server, Service service, Supplier<Dialogue<?, ?>> dialogue, Consumer<String> unreachable);

    /** The dialogue proved that this node cannot serve: hung, garbage, wrong certificate. Its next callers try the other half first. */
    void failed(String server, Service service, String why);
}
