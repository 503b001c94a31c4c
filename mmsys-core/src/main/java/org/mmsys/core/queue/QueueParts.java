package org.mmsys.core.queue;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Router;

/**
 * What a scheduler works with.
 *
 * @param transports the first that serves a destination is used
 * @param reports for what senders are told
 * @param node name of this node, {@code s1/primary}
 * @param disk where bodies are read and reports written: tasks that may wait; may refuse some
 */
public record QueueParts(
        MailQueue queue,
        QueueClock clock,
        QueueSettings settings,
        Journal journal,
        Router router,
        Directory directory,
        List<Transport> transports,
        Reports reports,
        String node,
        Executor disk,
        RandomGenerator random) {
    public QueueParts {
        transports = List.copyOf(transports);
    }
}
