package org.mmsys.core.queue;

import java.util.List;
import org.mmsys.core.journal.Operation.DsnWish;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.mmsys.wire.address.EmailAddress;

/** Hears of messages that were delivered into mailboxes here and whose senders wish to be told so (RFC 3461 §4.1). */
public interface SuccessReports {
    /** Nobody is told: for houses without a queue. */
    static SuccessReports none() {
        return (sender, wish, recipients) -> {};
    }

    /**
     * These recipients, each with SUCCESS in its NOTIFY, have the message in their mailboxes.
     *
     * <p>Called on the committer's thread, after the commit and once for a message; must not wait. A report that cannot be
     * queued now is lost: mail counts more.
     *
     * @param sender never the null sender
     */
    void delivered(EmailAddress sender, DsnWish wish, List<QueuedRecipient> recipients);
}
