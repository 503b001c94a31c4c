package org.mmsys.core.protocol;

import java.net.InetSocketAddress;

/**
 * One listener as configured.
 *
 * @param name {@code smtp}, {@code submission}, {@code pop3s} …
 * @param protocol the provider's id
 * @param address where it listens; port 0 picks a free one
 * @param implicitTls whether the TLS handshake comes first (RFC 8314)
 */
public record ListenerSpec(String name, String protocol, InetSocketAddress address, boolean implicitTls) {}
