package org.mmsys.core.net;

/**
 * Decides whether a session reads on, and accounts for what it holds unread by its machine.
 *
 * <p>A well-behaved client is never paused: it waits for its answer. Owned by the session's I/O thread.
 */
final class ReadGate {
    private static final int QUEUE_HIGH = 16 * 1024;

    private final Connection connection;
    private final HeldOctets all;
    private final Runnable review;
    private int counted;
    private boolean waiting;

    /** @param review runs on the I/O thread when the sum of what all hold allows reading again */
    ReadGate(Connection connection, HeldOctets all, Runnable review) {
        this.connection = connection;
        this.all = all;
        this.review = review;
    }

    /** So many octets wait in the session's queue now. */
    void account(int queued) {
        int more = queued - counted;
        counted = queued;
        if (more > 0) {
            all.add(more);
        } else if (more < 0) {
            all.release(-more);
        }
    }

    /**
     * Stops or resumes reading.
     *
     * @param bodyFull whether the sink of a body is behind
     * @param holding whether anything is held in the queue or on its way to a sink
     */
    void set(boolean endOfInput, boolean bodyFull, boolean holding) {
        connection.pauseReading(
                endOfInput || bodyFull || counted > QUEUE_HIGH || (holding && all.above() && waitForOthers()));
    }

    /** Reads on for throwing away only. */
    void open(boolean endOfInput) {
        connection.pauseReading(endOfInput);
    }

    private boolean waitForOthers() {
        if (!waiting) {
            waiting = true;
            all.whenBelow(() -> connection.post(() -> {
                waiting = false;
                review.run();
            }));
        }
        return true;
    }
}
