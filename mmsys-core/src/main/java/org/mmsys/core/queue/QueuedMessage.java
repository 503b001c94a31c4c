package org.mmsys.core.queue;

import java.io.IOException;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.store.BodySource;

/** One message of the queue, as a transport needs it. Immutable. */
public interface QueuedMessage {
    /** Its envelope; the body in it must not be read, {@link #open} does. */
    Enqueue envelope();

    /** Octets of the message as it is sent, without the prefix that only stored copies carry. */
    long size();

    /**
     * The octets, from the first after the prefix. Worker thread; any number of times.
     *
     * @throws IOException when the body is missing or damaged
     */
    BodySource open() throws IOException;
}
