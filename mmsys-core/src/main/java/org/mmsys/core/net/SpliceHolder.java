package org.mmsys.core.net;

import java.util.function.Consumer;
import org.mmsys.core.protocol.Dialogue;

/** The session to which one end of a splice belongs; on its I/O thread. */
interface SpliceHolder {
    /** Octets pass from now on. */
    void spliced();

    /** The splice is over: ends the session when what was written has left. */
    void closeSpliced();

    /** The session is over: its connection serves another dialogue. */
    void goOn(Dialogue<?, ?> next, Consumer<String> failed);
}
