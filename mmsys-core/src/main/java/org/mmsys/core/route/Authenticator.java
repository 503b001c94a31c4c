package org.mmsys.core.route;

import java.util.List;
import java.util.Optional;
import org.mmsys.wire.session.Input.Client;

/** Checks who a client is (RFC 4954, 5034, 4422). Every check passes the throttles first and then the hashing gate. */
public interface Authenticator {
    /** The SASL mechanisms this client may use now, strongest first; empty when it has to start TLS. Never waits. */
    List<String> mechanisms(Client client);

    /** Whether this client may send a password in clear text now (USER/PASS, PLAIN, LOGIN). Never waits. */
    boolean passwordAllowed(Client client);

    /**
     * The answer if it needs no hashing: a cached yes, or a throttled no. I/O thread; never waits.
     *
     * @param login as typed, octets decoded as UTF-8
     */
    Optional<AuthOutcome> tryPassword(String login, String password, Client client);

    /** Checks a name and password. Worker thread. */
    AuthOutcome password(String login, String password, Client client) throws InterruptedException;

    /** Begins a SASL exchange; empty for a mechanism that is not offered to this client now. */
    Optional<SaslSession> begin(String mechanism, Client client);

    /** One SASL exchange, server side. Owned by one session. */
    interface SaslSession {
        /** Whether the client speaks first, so that an initial response makes sense. */
        boolean clientFirst();

        /** The next step if it needs no hashing. I/O thread; never waits. */
        Optional<SaslStep> tryRespond(byte[] response);

        /** Takes a response; the first call without an initial response gets empty octets if server speaks first. Worker. */
        SaslStep respond(byte[] response) throws InterruptedException;
    }
}
