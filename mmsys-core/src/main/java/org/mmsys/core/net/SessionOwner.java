package org.mmsys.core.net;

import java.util.function.Consumer;
import org.mmsys.core.protocol.Dialogue;

/** Who began a session and hears what becomes of its connection; on the session's I/O thread. */
interface SessionOwner {
    /** Nothing is left of the session; called once. */
    void ended(SessionDriver<?, ?> over);

    /** The connection has come back from a splice, alive: another dialogue takes it over and {@code last} hears no more of it. */
    default void goOn(SessionDriver<?, ?> last, Dialogue<?, ?> next, Consumer<String> failed) {
        throw new IllegalStateException("only connections of our own making serve again");
    }
}
