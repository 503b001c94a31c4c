package org.mmsys.replica.relay;

import java.net.InetSocketAddress;

/** Makes the octets that stand before a relayed connection and prove where it comes from (rules 25). Any thread; never waits. */
@FunctionalInterface
public interface RelayHeader {
    /**
     * The header, a new one for each connection.
     *
     * @param client where the connection comes from
     * @param local where it came to
     */
    byte[] of(InetSocketAddress client, InetSocketAddress local);
}
