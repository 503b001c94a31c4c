package org.mmsys.core.net;

import javax.net.ssl.SSLSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.mmsys.wire.session.Input.Tls;

/** How a connection does its TLS handshake, and what is known of the other end after it. Thread-safe. */
interface Handshake {
    SslFilter filter();

    /** The state after the handshake. */
    Tls state(SSLSession session);
}
