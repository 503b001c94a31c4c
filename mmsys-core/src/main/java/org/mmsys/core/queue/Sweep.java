package org.mmsys.core.queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at everything once a minute: what is too old, what is late, what was forgotten. Scheduler's monitor. */
final class Sweep {
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);

    private final DeliveryScheduler scheduler;
    private final MailQueue queue;
    private final QueueClock clock;
    private final Closing ending;
    private final ReportLines lines;
    private final long expireMillis;
    private final long warnMillis;

    Sweep(DeliveryScheduler scheduler, QueueParts parts, Closing ending) {
        this.scheduler = scheduler;
        this.queue = parts.queue();
        this.clock = parts.clock();
        this.ending = ending;
        this.lines = new ReportLines(parts.settings());
        this.expireMillis = parts.settings().expireAfter().toMillis();
        this.warnMillis = parts.settings().warnAfter().toMillis();
    }

    void run() {
        boolean frozen = clock.frozen();
        long now = clock.millis();
        for (Queued message : queue.all()) {
            scheduler.adopt(message);
            long age = message.ageMillis(now);
            if (frozen || age < warnMillis || queue.held(message)) {
                continue;
            }
            if (age >= expireMillis) {
                int given = ending.giveUp(message, lines::expired);
                if (given > 0) {
                    log.atWarn()
                            .addKeyValue("qid", message.id)
                            .addKeyValue("rcpts", given)
                            .log("queued mail has expired");
                }
            } else if (!message.warning && !queue.warned(message)) {
                ending.warn(message);
            }
        }
        scheduler.lanes().all().forEach(Lane::tidy);
        scheduler.lanes().removeIdle();
    }
}
