package org.mmsys.core.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what became of recipients, in one entry with what the sender is told of it.
 *
 * <p>Called with the scheduler's monitor; what waits for the disk is done on the executor, without it.
 */
final class Closing {
    private static final Logger log = LoggerFactory.getLogger(Closing.class);
    private static final int DONES_AT_ONCE = 500;
    private static final int OUTCOME_MAX = 200;
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final DeliveryScheduler scheduler;
    private final QueueParts parts;
    private final MailQueue queue;
    private final Journal journal;
    private final Executor disk;
    private final ReportLines lines;
    private final LocalDelivery here;
    /** Jobs of which nobody is told; several are written at once. */
    private final Deque<Job> quiet = new ArrayDeque<>();

    private int writing;
    private long notBefore;

    Closing(DeliveryScheduler scheduler, QueueParts parts) {
        this.scheduler = scheduler;
        this.parts = parts;
        this.queue = parts.queue();
        this.journal = parts.journal();
        this.disk = parts.disk();
        this.lines = new ReportLines(parts.settings());
        this.here = new LocalDelivery(parts, lines);
    }

    /** These recipients need no more attempts. */
    void conclude(Job job, List<Verdict> verdicts) {
        Enqueue envelope = MailQueue.envelope(job.message);
        job.verdicts = verdicts;
        job.lane = null;
        job.state = Job.State.RUNNING;
        tell(job, envelope, verdicts);
        boolean report = envelope.sender().isPresent()
                && (!lines.failures(envelope, job, verdicts).isEmpty()
                        || !lines.successes(envelope, job, verdicts).isEmpty());
        if (report) {
            scheduler.ready(scheduler.lanes().closing(), job);
        } else {
            quiet.add(job);
        }
    }

    private static void tell(Job job, Enqueue envelope, List<Verdict> verdicts) {
        Verdict first = verdicts.get(0);
        boolean failed = verdicts.stream().anyMatch(verdict -> verdict instanceof Verdict.Refused);
        (failed ? log.atWarn() : log.atInfo())
                .addKeyValue("qid", job.message.id)
                .addKeyValue("rcpts", job.recipients.length)
                .addKeyValue("sid", PrintableText.of(envelope.provenance().sessionId()))
                .addKeyValue("outcome", PrintableText.of(outcome(first)))
                .log(failed ? "queued mail failed" : "queued mail handed over");
        if (failed && envelope.sender().isEmpty()) {
            log.atWarn()
                    .addKeyValue("qid", job.message.id)
                    .log("failed mail without a sender dropped: no report of a report"); // RFC 5321 §6.1
        }
    }

    private static String outcome(Verdict verdict) {
        String text = "";
        if (verdict instanceof Verdict.Delivered delivered) {
            text = delivered.remote() + ": " + delivered.reply();
        } else if (verdict instanceof Verdict.Refused refused) {
            text = refused.remote().map(remote -> remote + ": ").orElse("")
                    + refused.status()
                    + " "
                    + refused.diagnostic();
        }
        return text.length() > OUTCOME_MAX ? text.substring(0, OUTCOME_MAX) : text;
    }

    private Operation.Done done(Job job, Instant now) {
        List<Verdict> verdicts = job.verdicts == null ? List.of() : job.verdicts;
        String outcome = verdicts.isEmpty() ? "delivered here" : outcome(verdicts.get(0));
        return new Operation.Done(now, job.message.id, job.numbers(), outcome);
    }

    // ---- without a report

    /** Writes what waits to be written. */
    void flush() {
        while (!quiet.isEmpty() && scheduler.now() >= notBefore) {
            List<Job> batch = new ArrayList<>();
            List<Operation> operations = new ArrayList<>();
            Instant now = parts.clock().wall().instant();
            while (!quiet.isEmpty() && batch.size() < DONES_AT_ONCE) {
                Job job = quiet.remove();
                if (job.state != Job.State.GONE) {
                    batch.add(job);
                    operations.add(done(job, now));
                }
            }
            if (!operations.isEmpty()) {
                writing++;
                append(operations, () -> written(batch), () -> notWritten(batch));
            }
        }
    }

    private void written(List<Job> batch) {
        writing--;
        batch.forEach(scheduler::finish);
    }

    private void notWritten(List<Job> batch) {
        writing--;
        quiet.addAll(batch);
        notBefore = scheduler.now() + BUSY.toMillis();
    }

    /** Whether nothing waits to be written. */
    boolean written() {
        return quiet.isEmpty() && writing == 0;
    }

    long nextAt() {
        return quiet.isEmpty() ? Lane.NEVER : notBefore;
    }

    private void append(List<Operation> operations, Runnable committed, Runnable refused) {
        journal.append(new JournalEntry(operations), new Journal.CommitListener() {
            @Override
            public void committed(long sequence) {
                scheduler.post(committed);
            }

            @Override
            public void refused(Journal.Refusal why) {
                log.atWarn().addKeyValue("why", why).log("end of queued mail not written, tried again");
                scheduler.post(refused);
            }
        });
    }

    // ---- with a report

    /** Work on the disk that ends in an entry. */
    private interface Work {
        Reports.Prepared prepare() throws IOException;
    }

    /** A job with verdicts gets its turn. */
    void write(Lane lane, Job job) {
        Enqueue envelope = MailQueue.envelope(job.message);
        List<Verdict> verdicts = job.verdicts == null ? List.of() : job.verdicts;
        List<Report.Line> failures = lines.failures(envelope, job, verdicts);
        List<Report.Line> successes = lines.successes(envelope, job, verdicts);
        start(lane, job, () -> {
            List<Operation> operations = new ArrayList<>();
            operations.add(done(job, parts.clock().wall().instant()));
            List<Runnable> abandon = new ArrayList<>();
            if (!failures.isEmpty()) {
                add(lines.report(Report.Kind.FAILED, job.message, failures, parts), operations, abandon);
            }
            if (!successes.isEmpty()) {
                add(lines.report(Report.Kind.SUCCEEDED, job.message, successes, parts), operations, abandon);
            }
            return new Reports.Prepared(operations, () -> abandon.forEach(Runnable::run));
        });
    }

    private static void add(Reports.Prepared report, List<Operation> operations, List<Runnable> abandon) {
        operations.addAll(report.operations());
        abandon.add(report.abandon());
    }

    /** A job whose recipients live here now gets its turn. */
    void deliverHere(Lane lane, Job job) {
        start(lane, job, () -> here.prepare(job, done(job, parts.clock().wall().instant())));
    }

    private void start(Lane lane, Job job, Work work) {
        lane.running++;
        job.state = Job.State.RUNNING;
        try {
            disk.execute(() -> prepare(lane, job, work));
        } catch (RejectedExecutionException busy) {
            again(lane, job);
        }
    }

    private void prepare(Lane lane, Job job, Work work) {
        Reports.Prepared prepared;
        try {
            prepared = work.prepare();
        } catch (DamagedBodyException lost) {
            job.message.damaged = true;
            log.atError().addKeyValue("qid", job.message.id).setCause(lost).log("queued mail is damaged");
            scheduler.post(() -> fail(lane, job));
            return;
        } catch (LocalDelivery.MovedException moved) {
            scheduler.post(() -> {
                lane.running--;
                scheduler.touch(lane);
                job.state = Job.State.GONE;
                job.message.jobs.remove(job);
                scheduler.adopt(job.message);
            });
            return;
        } catch (IOException | RuntimeException notNow) {
            log.atWarn().addKeyValue("qid", job.message.id).setCause(notNow).log("end of queued mail not written");
            scheduler.post(() -> again(lane, job));
            return;
        }
        append(
                prepared.operations(),
                () -> {
                    lane.running--;
                    scheduler.finish(job);
                    scheduler.touch(lane);
                },
                () -> {
                    prepared.abandon().run();
                    again(lane, job);
                });
    }

    private void fail(Lane lane, Job job) {
        lane.running--;
        scheduler.touch(lane);
        conclude(job, job.numbers().stream().map(each -> ReportLines.DAMAGED).toList());
    }

    private void again(Lane lane, Job job) {
        lane.running--;
        job.closings++;
        Duration age = Duration.ofMillis(job.message.ageMillis(scheduler.now()));
        Duration wait = RetryPolicy.inside(job.closings, age);
        scheduler.later(lane, job, RetryPolicy.vary(wait, parts.random()));
    }

    // ---- by the clock and by the administrator

    /** Tells what to say of a recipient that is given up. */
    interface Because {
        Verdict of(Job job, int index);
    }

    /** Gives up all recipients of a message that are not being tried just now; how many they are. */
    int giveUp(Queued message, Because because) {
        int given = 0;
        for (Job job : List.copyOf(message.jobs)) {
            boolean idle =
                    job.state == Job.State.READY || job.state == Job.State.WAITING || job.state == Job.State.PARKED;
            if (idle && job.verdicts == null) {
                List<Verdict> verdicts = new ArrayList<>();
                for (int i = 0; i < job.recipients.length; i++) {
                    verdicts.add(because.of(job, i));
                }
                Job end = job.part(job.numbers());
                scheduler.replace(job, List.of(end));
                conclude(end, verdicts);
                given += end.recipients.length;
            }
        }
        return given;
    }

    /** Tells the sender that a message is late, once. */
    void warn(Queued message) {
        message.warning = true;
        BitSet open = queue.open(message);
        Enqueue envelope = MailQueue.envelope(message);
        List<Report.Line> delays = lines.delays(envelope, message, open);
        if (envelope.sender().isEmpty() || delays.isEmpty()) {
            return;
        }
        try {
            disk.execute(() -> writeWarning(message, delays));
        } catch (RejectedExecutionException busy) {
            message.warning = false;
        }
    }

    private void writeWarning(Queued message, List<Report.Line> delays) {
        Reports.Prepared report;
        try {
            report = lines.report(Report.Kind.DELAYED, message, delays, parts);
        } catch (IOException | RuntimeException notNow) {
            log.atWarn().addKeyValue("qid", message.id).setCause(notNow).log("warning not written");
            scheduler.post(() -> message.warning = false);
            return;
        }
        List<Operation> operations = new ArrayList<>();
        operations.add(new Operation.Warned(message.id));
        operations.addAll(report.operations());
        append(operations, () -> {}, () -> {
            report.abandon().run();
            message.warning = false;
        });
    }
}
