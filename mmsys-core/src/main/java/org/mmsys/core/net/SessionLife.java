package org.mmsys.core.net;

import java.util.Optional;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.route.NodeName;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What is logged of a session: its end, its failures; and which node of ours it depends on, and when that was last heard.
 *
 * <p>Owned by the session's I/O thread, but for {@link #endUnheard}.
 */
final class SessionLife {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLife.class);

    private final Connection connection;
    private final long began = System.nanoTime();
    private final boolean incoming;
    private Client client;
    private String joined = "";
    private volatile boolean relayed;
    private volatile Optional<NodeName> node;
    private volatile long heardAt = began;

    /** @param incoming whether a client called us; what we begin ourselves is told at DEBUG only */
    SessionLife(Connection connection, Client client, boolean incoming) {
        this.connection = connection;
        this.client = client;
        this.incoming = incoming;
        this.node = client.node().flatMap(NodeName::parse);
    }

    /** A proxy has told who the client is; perhaps it is the other half of our pair. */
    void introduced(Client now, boolean byOtherHalf) {
        client = now;
        if (byOtherHalf) {
            relayed = true;
        }
    }

    /** TLS is on; from a node's address come the connections of its clients, which its limits have let in. */
    void secured(Client now, ProxyTrust proxies) {
        client = now;
        Optional<NodeName> who = now.node().flatMap(NodeName::parse);
        node = who;
        boolean serves =
                who.filter(name -> name.half() != NodeName.Half.WITNESS).isPresent();
        if (incoming && serves && AddressRange.isLiteral(now.address())) {
            proxies.passesOn(AddressRange.parse(now.address()).address());
        }
    }

    /** Octets came. */
    void heard() {
        heardAt = System.nanoTime();
    }

    /** The connection carries a client's from one half of the pair to the other. */
    void relayed() {
        relayed = true;
    }

    /**
     * Closes the connection if it is with this node, or is a relay between the halves if none is given, and nothing has come
     * since then. Any thread.
     *
     * @return whether that is so
     */
    boolean endUnheard(Optional<NodeName> with, long sinceNanos) {
        boolean unheard = (with.isPresent() ? node.equals(with) : relayed) && heardAt - sinceNanos < 0;
        if (unheard) {
            connection.closeNow();
        }
        return unheard;
    }

    /** The connection is one end of a splice, and this is the other's address or session. */
    void spliced(String with) {
        joined = with;
    }

    Client client() {
        return client;
    }

    void failed(Throwable cause) {
        LOG.atError()
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("listener", client.listener())
                .setCause(cause)
                .log("session failed");
    }

    void overloaded() {
        LOG.atWarn()
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("listener", client.listener())
                .log("session turned away: all workers busy and their queue full");
    }

    /** We close without another word. */
    void hopeless(String why) {
        LOG.atDebug().addKeyValue("sid", client.sessionId()).log(why);
    }

    void overrun() {
        LOG.atDebug().addKeyValue("sid", client.sessionId()).log("session cut off: message far beyond its limit");
    }

    /** Lets the performer go; what it throws is logged. */
    void close(Performer<?, ?> performer) {
        try {
            performer.closed();
        } catch (Throwable e) {
            failed(e);
        }
    }

    void log(boolean orderly) {
        LoggingEventBuilder line = LOG.atLevel(incoming ? Level.INFO : Level.DEBUG)
                .addKeyValue("sid", client.sessionId())
                .addKeyValue(incoming ? "listener" : "purpose", client.listener())
                .addKeyValue("ip", client.address())
                .addKeyValue("seconds", Math.round((System.nanoTime() - began) / 1e6) / 1e3)
                .addKeyValue("in", connection.readOctets())
                .addKeyValue("out", connection.writtenOctets())
                .addKeyValue("tls", client.tls().map(Tls::protocol).orElse("no"))
                .addKeyValue("end", orderly ? "peer" : "closed");
        if (!joined.isEmpty()) {
            line = line.addKeyValue("spliced", joined);
        }
        line.log(incoming ? "session ended" : "outgoing session ended");
    }
}
