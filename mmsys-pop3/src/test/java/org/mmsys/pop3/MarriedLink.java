package org.mmsys.pop3;

import java.util.function.Consumer;
import org.mmsys.core.protocol.Link;

/** The connection to a home that waits to be spliced, or is. */
final class MarriedLink implements Link {
    private final TestSession home;
    boolean spliced;
    boolean closed;
    private String marker = "";

    MarriedLink(TestSession home) {
        this.home = home;
    }

    /** Octets of the client on their way to its home; what the home says to them. */
    String pass(String octets) {
        String said = home.send(octets);
        boolean last = !marker.isEmpty() && said.endsWith(marker + "\r\n");
        return last ? said.substring(0, said.length() - marker.length() - 2) : said;
    }

    /** Takes the marker away, as a splice does, but is not used again. */
    @Override
    public void comeBack(String digits, Consumer<Link> free) {
        marker = digits;
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
