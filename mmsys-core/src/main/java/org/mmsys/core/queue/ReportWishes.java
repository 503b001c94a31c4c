package org.mmsys.core.queue;

import java.util.Locale;
import org.mmsys.core.journal.Operation.QueuedRecipient;

/** What a sender wishes to be told of a recipient (RFC 3461 §4.1); failures and delays when it has not said. */
final class ReportWishes {
    private ReportWishes() {}

    static boolean failure(QueuedRecipient recipient) {
        return wants(recipient, "FAILURE", true);
    }

    static boolean delay(QueuedRecipient recipient) {
        return wants(recipient, "DELAY", true);
    }

    static boolean success(QueuedRecipient recipient) {
        return wants(recipient, "SUCCESS", false);
    }

    private static boolean wants(QueuedRecipient recipient, String what, boolean unsaid) {
        String wish = recipient.notifyWhen().toUpperCase(Locale.ROOT);
        if (wish.isEmpty()) {
            return unsaid;
        }
        for (String word : wish.split(",", -1)) {
            if (word.trim().equals(what)) {
                return true;
            }
        }
        return false;
    }
}
