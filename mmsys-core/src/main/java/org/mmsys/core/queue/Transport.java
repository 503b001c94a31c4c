package org.mmsys.core.queue;

import java.util.List;
import java.util.function.Consumer;

/** Hands queued messages to one kind of destination. */
public interface Transport {
    /** Whether this transport serves the destination. Any thread; never waits. */
    boolean serves(Destination destination);

    /**
     * Tries to deliver, once.
     *
     * <p>Called on a thread of the scheduler; must not wait. {@code done} is called exactly once, on any thread, within the
     * transport's own time limits, with one verdict for each recipient of the errand, in its order.
     */
    void send(Errand errand, Consumer<List<Verdict>> done);

    /**
     * One attempt.
     *
     * @param recipients numbers of the recipients of the message that go to this destination
     */
    record Errand(QueuedMessage message, List<Integer> recipients, Destination destination) {
        public Errand {
            recipients = List.copyOf(recipients);
        }
    }
}
