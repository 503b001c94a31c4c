package org.mmsys.core.protocol;

import java.util.function.Consumer;

/** Makes outgoing connections and runs dialogues on them, on the same I/O threads as all sessions. Thread-safe. */
public interface Connector {
    /**
     * Connects and runs the dialogue.
     *
     * <p>Any thread; never waits. The machine gets {@code Opened} once the connection is there. If none can be made,
     * {@code failed} is called with a text for logs, on any thread, and then the performer is closed.
     */
    void connect(Dial dial, Dialogue<?, ?> dialogue, Consumer<String> failed);
}
