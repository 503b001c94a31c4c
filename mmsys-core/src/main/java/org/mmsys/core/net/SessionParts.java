package org.mmsys.core.net;

import java.util.function.Supplier;
import org.mmsys.wire.text.CrlfFramer;

/**
 * The parts of one session that several of its rooms work with. All owned by the session's I/O thread.
 *
 * @param tls the handshake for STARTTLS, as the listener or the caller of this connection wants it
 */
record SessionParts(
        Connection connection,
        SessionHouse house,
        Supplier<Handshake> tls,
        Outbox outbox,
        Deadlines deadlines,
        Farewell farewell,
        ReadGate gate,
        InputQueue input,
        CrlfFramer framer,
        SpliceEnd end) {}
