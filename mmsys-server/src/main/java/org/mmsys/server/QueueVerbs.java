package org.mmsys.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an administrator may do with the queue. Methods may wait for the journal: threads of the admin port only. */
interface QueueVerbs {
    /**
     * One message of the queue.
     *
     * @param sender empty for a report
     * @param held whether it is not tried until somebody releases it
     * @param nextTry empty while it is being tried or held
     */
    record Entry(
            String id,
            Instant since,
            String sender,
            long size,
            boolean held,
            Optional<Instant> nextTry,
            List<Recipient> recipients) {
        public Entry {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * One recipient that has not got it yet.
     *
     * @param destination the server or domain it waits for
     * @param diagnostic what was said at the last try; empty before the first
     */
    record Recipient(String address, String destination, int tries, String diagnostic) {}

    /** The oldest messages first, so many at most. */
    List<Entry> list(int limit);

    Optional<Entry> show(String id);

    /** Tries a message at once: whether there is such a message. */
    boolean retry(String id) throws InterruptedException;

    /** Tries every message at once that is not held: how many. */
    int retryAll() throws InterruptedException;

    /** Keeps a message from being tried: whether there is such a message. */
    boolean hold(String id) throws InterruptedException;

    /** Lets a held message be tried again. */
    boolean release(String id) throws InterruptedException;

    /**
     * Takes a message out of the queue for good.
     *
     * @param tellSender whether the sender gets a report
     */
    boolean drop(String id, boolean tellSender) throws InterruptedException;
}
