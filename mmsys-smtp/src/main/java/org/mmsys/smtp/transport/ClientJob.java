package org.mmsys.smtp.transport;

import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.queue.QueuedMessage;
import org.mmsys.wire.smtp.SmtpClientAnswer;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;

/** Something to be done on a connection to a server, once. */
interface ClientJob {
    SmtpErrand errand();

    /** The message, if the errand is to send one. */
    default Optional<QueuedMessage> message() {
        return Optional.empty();
    }

    /** Whether anybody still waits for it; what is not wanted any more is dropped before it begins, without an end. */
    default boolean wanted() {
        return true;
    }

    /** A challenge of a relayed login. Any thread; must not wait; the answer may come at once. */
    default void challenged(byte[] octets, Consumer<SmtpClientAnswer> answer) {
        answer.accept(new SmtpClientAnswer.Cancel());
    }

    /** How it ended; called once, on any thread; must not wait. */
    void ended(SmtpOutcome outcome);
}
