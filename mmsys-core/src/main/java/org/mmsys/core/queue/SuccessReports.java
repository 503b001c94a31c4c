package org.mmsys.core.queue;

import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.store.MailStore.Onward;

/** Hears of messages that were delivered into mailboxes here and whose senders wish to be told so (RFC 3461 §4.1). */
@FunctionalInterface
public interface SuccessReports {
    /** Nobody is told: for houses without a queue. */
    static SuccessReports none() {
        return (body, about, id) -> {};
    }

    /**
     * These recipients, each with SUCCESS in its NOTIFY, have the message in their mailboxes.
     *
     * <p>Called on the committer's thread, once for a message; must not wait. A report that cannot be queued now is lost: mail
     * counts more.
     *
     * @param body as it was committed
     * @param about its envelope, never that of a report itself; the recipients are those delivered here
     * @param id the id of the delivery
     */
    void deliveredHere(Body body, Onward about, Guid id);
}
