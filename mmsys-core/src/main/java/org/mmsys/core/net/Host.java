package org.mmsys.core.net;

import org.mmsys.core.protocol.Protocol;

/**
 * Who receives a connection.
 *
 * @param protocol what is spoken with it
 * @param tlsFirst whether the TLS handshake comes before that
 * @param guests whom the session belongs to as long as it lasts
 */
public record Host(Protocol<?, ?> protocol, boolean tlsFirst, Guests guests) {}
