package org.mmsys.pop3;

import org.mmsys.core.protocol.Link;

/** The connection to a home that waits to be spliced, or is. */
final class MarriedLink implements Link {
    private final TestSession home;
    boolean spliced;
    boolean closed;

    MarriedLink(TestSession home) {
        this.home = home;
    }

    /** Octets of the client on their way to its home; what the home says to them. */
    String pass(String octets) {
        return home.send(octets);
    }

    /** The client is gone. */
    void hangUp() {
        home.hangUp();
    }

    @Override
    public void close() {
        if (!spliced && !closed) {
            closed = true;
            home.hangUp();
        }
    }
}
