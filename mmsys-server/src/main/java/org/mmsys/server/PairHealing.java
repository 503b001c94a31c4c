package org.mmsys.server;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.replica.node.PairNode;
import org.mmsys.replica.node.PairStatus;
import org.mmsys.replica.pair.InSync;
import org.mmsys.replica.union.UnionSender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings two halves that both went on together again, {@code pair.mode = available}: looks for the other one while this one
 * is alone, and hands over what was done here if the other one's record is the higher one.
 *
 * <p>Only when the other half has committed all of it does this half give up its own record, and begin to follow; until then
 * it can be done again. A thread of its own.
 */
final class PairHealing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PairHealing.class);
    private static final long LOOK_MILLIS = 500;

    private final Foundation base;
    private final LoneVote vote;
    private final PairNode node;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "pair-healing");
        made.setDaemon(true);
        return made;
    });
    private long tries;

    PairHealing(Foundation base, LoneVote vote, PairNode node) {
        this.base = base;
        this.vote = vote;
        this.node = node;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            PairStatus status = node.status();
            boolean both = status.record()
                    .filter(found -> found.record().inSync() == InSync.BOTH)
                    .isPresent();
            if (!both || vote.overruled()) {
                vote.meet();
            }
            if (vote.overruled() && !status.role().isPrimary() && status.copies() == 0) {
                unite();
            }
        } catch (IOException | RuntimeException notNow) {
            tries++;
            vote.notUnited(
                    Optional.of("what this half did alone is not with the other one yet: " + notNow.getMessage()));
            (tries % 20 == 1 ? log.atWarn() : log.atDebug())
                    .addKeyValue("event", "not-united")
                    .setCause(notNow)
                    .log("what this half did alone is not handed over yet; tried again");
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void unite() throws IOException, InterruptedException {
        PairStatus status = node.status(); // it serves no more: nothing is committed any more but what it learns
        UnionSender sender = new UnionSender(
                base.journal().pairLog(),
                base.journal().bodies(),
                new TreeExport(base.states().mail()),
                node.caller());
        UnionSender.Outcome outcome = sender.send(vote.settledWhenMet() ? status.committed() : status.written());
        vote.united();
        vote.notUnited(Optional.empty());
        tries = 0;
        log.atWarn()
                .addKeyValue("event", "united")
                .addKeyValue("common", outcome.common())
                .addKeyValue("entries", outcome.entries())
                .addKeyValue("appended", outcome.appended())
                .addKeyValue("left", outcome.left())
                .log("both halves went on alone: the other one has what this one did, and this one follows");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
