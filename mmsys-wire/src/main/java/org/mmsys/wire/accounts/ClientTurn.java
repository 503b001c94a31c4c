package org.mmsys.wire.accounts;

import java.util.List;

/** What {@link AccountClientMachine} has reached, and asks how to go on from. */
public sealed interface ClientTurn {
    /** The connection is there; the dialogue begins. Any answer goes on. */
    record Connected() implements ClientTurn {}

    /**
     * Commands may be said now.
     *
     * @param capabilities the lines of CAPA as they hold now
     * @param peer the name by which the server answered our introduction; empty without one
     */
    record Ready(List<String> capabilities, String peer) implements ClientTurn {
        public Ready {
            capabilities = List.copyOf(capabilities);
        }
    }

    /** The server has answered the last command. */
    record Answered(AccountReply status, List<String> lines) implements ClientTurn {
        public Answered {
            lines = List.copyOf(lines);
        }
    }

    /** The server wants one more line; this is its prompt, in base64, without the plus sign. */
    record Prompted(String base64) implements ClientTurn {}

    /** Nothing more will come of this connection; the reason is for logs. Any answer closes it. */
    record Broken(String why) implements ClientTurn {}
}
