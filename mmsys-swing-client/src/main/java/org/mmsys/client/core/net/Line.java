package org.mmsys.client.core.net;

import java.util.concurrent.ScheduledExecutorService;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.Endpoint;

/**
 * What every session of an account shares: whom to trust, how long to wait, what to write down, how it is stopped.
 *
 * @param watch runs what closes sockets whose writes hang
 */
public record Line(
        Security security,
        TrustStore trust,
        Patience patience,
        Transcript transcript,
        ScheduledExecutorService watch,
        Abort abort) {
    /** The same for another call. */
    public Line stoppedBy(Abort other) {
        return new Line(security, trust, patience, transcript, watch, other);
    }

    /** When TLS begins on a connection to this server. */
    public enum Tls {
        NEVER,
        IF_OFFERED,
        REQUIRED,
        FROM_THE_START
    }

    /** What the account's security means for this server. */
    public Tls tlsFor(Endpoint server) {
        boolean tlsPort = server.port() == 465 || server.port() == 995;
        return switch (security) {
            case IMPLICIT -> Tls.FROM_THE_START;
            case NONE -> Tls.NEVER;
            case IF_OFFERED -> tlsPort ? Tls.FROM_THE_START : Tls.IF_OFFERED;
            case REQUIRED -> tlsPort ? Tls.FROM_THE_START : server.loopback() ? Tls.NEVER : Tls.REQUIRED;
        };
    }

    /** Whether a password may be said on a connection without TLS. */
    public boolean passwordInClear(Endpoint server) {
        return switch (security) {
            case IMPLICIT -> false;
            case REQUIRED -> server.loopback();
            case IF_OFFERED, NONE -> true;
        };
    }
}
