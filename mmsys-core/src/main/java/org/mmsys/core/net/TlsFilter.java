package org.mmsys.core.net;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MINA's filter, with the end of a session told in any case.
 *
 * <p>MINA throws the error of a failed handshake when the session closes, and then nobody hears that it did.
 */
class TlsFilter extends SslFilter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFilter.class);

    TlsFilter(SSLContext context) {
        super(context);
    }

    @Override
    public final void sessionClosed(NextFilter next, IoSession session) {
        try {
            onClose(next, session, false);
        } catch (SSLException | RuntimeException e) {
            LOG.atDebug().addKeyValue("cause", e.toString()).log("TLS ended with a failure");
        } finally {
            next.sessionClosed(session);
        }
    }
}
