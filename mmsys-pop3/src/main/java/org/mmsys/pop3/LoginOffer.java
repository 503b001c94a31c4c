package org.mmsys.pop3;

import java.util.List;
import org.mmsys.core.route.Authenticator;
import org.mmsys.wire.session.Input.Client;

/** What a client may log in with now: a pure function of the client and the settings. I/O thread; never waits. */
public interface LoginOffer {
    /** SASL mechanisms, strongest first; empty when TLS has to come first. */
    List<String> mechanisms(Client client);

    /** Whether USER and PASS are let through. */
    boolean passwordAllowed(Client client);

    /** What an authenticator offers. */
    static LoginOffer of(Authenticator authenticator) {
        return new LoginOffer() {
            @Override
            public List<String> mechanisms(Client client) {
                return authenticator.mechanisms(client);
            }

            @Override
            public boolean passwordAllowed(Client client) {
                return authenticator.passwordAllowed(client);
            }
        };
    }
}
