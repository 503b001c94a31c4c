package org.mmsys.pop3;

import java.util.Optional;
import org.mmsys.core.protocol.Peers;
import org.mmsys.wire.session.Input.Client;

/** The home of some accounts, as a node that calls sees it: a whole server session over fakes. */
final class MarriedHome implements MarriedDialogue.Callee {
    final TestSession session;
    final StringBuilder told = new StringBuilder();
    private final MarriedLink link;

    /** The caller shows the certificate of this node, or of none. */
    MarriedHome(FakeMailStore store, FakeAuthenticator authenticator, FakeDirectory directory, Optional<String> node) {
        Client caller = new Client("home1", "pop3", "192.0.2.9", 41_000, "192.0.2.2", Optional.empty());
        session = new TestSession(store, authenticator, directory, Peers.none(), TestSession.SETTINGS, caller, node);
        link = new MarriedLink(session);
    }

    @Override
    public String send(String octets) {
        told.append(octets);
        return octets.isEmpty() ? session.heard() : session.send(octets);
    }

    @Override
    public void hangUp() {
        session.hangUp();
    }

    @Override
    public MarriedLink link() {
        return link;
    }
}
