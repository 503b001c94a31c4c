package org.mmsys.core.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Route;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attempts to hand messages over, from the claim to the verdicts. Scheduler's monitor. */
final class Attempts {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);
    private static final Duration JOURNAL_BUSY = Duration.ofSeconds(1);

    private static final Verdict.Deferred SILENT =
            new Verdict.Deferred("4.4.2", "no answer in the time for an attempt", Optional.empty(), true);

    private final DeliveryScheduler scheduler;
    private final MailQueue queue;
    private final Journal journal;
    private final Directory directory;
    private final RandomGenerator random;
    private final java.time.InstantSource wall;
    private final long timeMillis;
    private final Routing routing;
    private final FormerClaims claims = new FormerClaims();
    /** Without an answer so far, in the order of their beginning. */
    private final Set<Attempt> underWay = new LinkedHashSet<>();

    private int total;

    Attempts(DeliveryScheduler scheduler, QueueParts parts, Routing routing) {
        this.scheduler = scheduler;
        this.queue = parts.queue();
        this.journal = parts.journal();
        this.directory = parts.directory();
        this.random = parts.random();
        this.wall = parts.clock().wall();
        this.timeMillis = parts.settings().attemptTime().toMillis();
        this.routing = routing;
    }

    /** Attempts to hand over that are under way. */
    int total() {
        return total;
    }

    /** Attempts and questions of which something is kept. */
    int remembered() {
        return underWay.size();
    }

    FormerClaims claims() {
        return claims;
    }

    // ---- handing over

    void begin(Lane lane, Job job) {
        withoutLate(job).ifPresent(rest -> handOver(lane, rest));
    }

    private void handOver(Lane lane, Job job) {
        Enqueue envelope = MailQueue.envelope(job.message);
        if (!job.routed && !routing.leadsTo(lane, job, envelope)) {
            routing.place(job);
            return;
        }
        job.routed = false;
        Destination to = lane.destination.orElseThrow();
        boolean claimed = queue.isClaimed(job.message, job.numbers());
        long alone = claims.millisLeft(job.message, scheduler.now());
        if (!(to instanceof Destination.Server) && claimed && alone > 0) {
            scheduler.later(lane, job, Duration.ofMillis(alone));
            return;
        }
        Attempt attempt = open(lane, job);
        total++;
        if (to instanceof Destination.Server) {
            send(attempt, to);
            return;
        }
        if (claimed) {
            if (job.attempts == 0) {
                log.atWarn()
                        .addKeyValue("qid", job.message.id)
                        .addKeyValue("rcpts", job.recipients.length)
                        .log("claimed before the node went down: sent again, though it may have arrived");
            }
            send(attempt, to);
        } else {
            claim(attempt, to);
        }
    }

    Attempt open(Lane lane, Job job) {
        Attempt attempt = new Attempt(lane, job, scheduler.now());
        lane.running++;
        job.state = Job.State.RUNNING;
        underWay.add(attempt);
        return attempt;
    }

    /** Whether the attempt was still under way. */
    boolean end(Attempt attempt) {
        if (attempt.over) {
            return false;
        }
        attempt.over = true;
        underWay.remove(attempt);
        attempt.lane.running--;
        if (attempt.lane.kind == Lane.Kind.OUT) {
            total--;
        }
        scheduler.touch(attempt.lane);
        return true;
    }

    private void claim(Attempt attempt, Destination to) {
        Job job = attempt.job;
        Instant now = wall.instant();
        Operation claim = new Operation.Claim(now, job.message.id, job.numbers());
        journal.append(JournalEntry.of(claim), new Journal.CommitListener() {
            @Override
            public void committed(long sequence) {
                scheduler.post(() -> {
                    if (!attempt.over) {
                        send(attempt, to);
                    }
                });
            }

            @Override
            public void refused(Journal.Refusal why) {
                scheduler.post(() -> {
                    if (end(attempt)) {
                        scheduler.later(attempt.lane, job, JOURNAL_BUSY);
                    }
                });
            }
        });
    }

    private void send(Attempt attempt, Destination to) {
        Job job = attempt.job;
        Optional<Transport> transport = routing.transport(to);
        if (transport.isEmpty()) {
            answered(attempt, all(job, new Verdict.Deferred("4.4.4", "no transport for it", Optional.empty(), true)));
            return;
        }
        Transport.Errand errand = new Transport.Errand(queue.message(job.message), job.numbers(), to);
        log.atDebug()
                .addKeyValue("qid", job.message.id)
                .addKeyValue("to", to)
                .addKeyValue("attempt", job.attempts + 1)
                .log("attempt begins");
        try {
            transport.get().send(errand, verdicts -> scheduler.post(() -> answered(attempt, verdicts)));
        } catch (RuntimeException | LinkageError | StackOverflowError bug) {
            log.atError().addKeyValue("qid", job.message.id).setCause(bug).log("transport failed");
            Verdict failed = new Verdict.Deferred("4.3.0", "the transport failed", Optional.empty(), false);
            scheduler.post(() -> answered(attempt, all(job, failed)));
        }
    }

    private static List<Verdict> all(Job job, Verdict verdict) {
        return Collections.nCopies(job.recipients.length, verdict);
    }

    /** Attempts that were never answered have failed for now. */
    void giveUpLate() {
        while (!underWay.isEmpty()) {
            Attempt first = underWay.iterator().next();
            if (scheduler.now() - first.startedAt < timeMillis) {
                return;
            }
            log.atError().addKeyValue("qid", first.job.message.id).log("attempt without an answer given up");
            answered(first, all(first.job, SILENT));
        }
    }

    /** When {@link #giveUpLate} may have something to do. */
    long nextAt() {
        return underWay.isEmpty() ? Lane.NEVER : underWay.iterator().next().startedAt + timeMillis;
    }

    // ---- verdicts

    private void answered(Attempt attempt, @Nullable List<Verdict> said) {
        if (!end(attempt)) {
            late(attempt, said);
            return;
        }
        Job job = attempt.job;
        List<Verdict> verdicts = said == null ? List.of() : said;
        if (verdicts.size() != job.recipients.length || verdicts.stream().anyMatch(Objects::isNull)) {
            log.atError()
                    .addKeyValue("qid", job.message.id)
                    .addKeyValue("verdicts", verdicts.size())
                    .addKeyValue("rcpts", job.recipients.length)
                    .log("transport answered with the wrong number of verdicts");
            verdicts = all(job, new Verdict.Deferred("4.3.0", "the transport failed", Optional.empty(), false));
        }
        job.attempts++;
        if (attempt.lane.kind == Lane.Kind.OUT) {
            judgeLane(attempt, verdicts);
        }
        boolean settled = false;
        try {
            settle(attempt, verdicts);
            settled = true;
        } finally {
            if (!settled && job.state == Job.State.RUNNING && job.verdicts == null) {
                scheduler.later(attempt.lane, job, Duration.ofMinutes(1));
            }
        }
    }

    /** An attempt that was given up may have delivered after all: that counts, or the mail would be sent for ever. */
    private void late(Attempt attempt, @Nullable List<Verdict> said) {
        Job job = attempt.job;
        log.atWarn().addKeyValue("qid", job.message.id).log("late answer of a transport");
        if (attempt.lane.kind != Lane.Kind.OUT || said == null || said.size() != job.recipients.length) {
            return;
        }
        Map<Integer, Verdict.Delivered> late = new HashMap<>(job.message.late);
        for (int i = 0; i < job.recipients.length; i++) {
            if (said.get(i) instanceof Verdict.Delivered delivered) {
                late.putIfAbsent(job.recipients[i], delivered);
            }
        }
        if (late.size() > job.message.late.size()) {
            job.message.late = late;
            attempt.lane.alive(scheduler.now());
            scheduler.touch(attempt.lane);
            scheduler.retryNow(job.message.id);
        }
    }

    /** What is left of a job whose other recipients were served late. */
    private Optional<Job> withoutLate(Job job) {
        Map<Integer, Verdict.Delivered> late = job.message.late;
        if (late.isEmpty()) {
            return Optional.of(job);
        }
        List<Integer> served = new ArrayList<>();
        List<Integer> rest = new ArrayList<>();
        job.numbers().forEach(number -> (late.containsKey(number) ? served : rest).add(number));
        List<Job> parts = scheduler.split(job, List.of(served, rest));
        if (!served.isEmpty()) {
            List<Verdict> ends = new ArrayList<>();
            served.forEach(number -> ends.add(late.get(number)));
            scheduler.conclude(parts.get(0), ends);
        }
        return rest.isEmpty() ? Optional.empty() : Optional.of(parts.get(1));
    }

    /** What the verdicts say of the destination itself. */
    private void judgeLane(Attempt attempt, List<Verdict> verdicts) {
        Lane lane = attempt.lane;
        Verdict.Deferred down = Lane.whyDown(verdicts);
        if (down == null) {
            lane.alive(scheduler.now());
        } else if (!lane.aliveSince(attempt.startedAt)) {
            boolean wasDown = lane.down();
            if (!wasDown || attempt.probe) {
                lane.unreachable(down, scheduler.now());
                Destination to = lane.destination.orElseThrow();
                Duration downFor = Duration.ofMillis(scheduler.now() - lane.downSince());
                Duration wait = lane.wokenSince(attempt.startedAt)
                        ? Duration.ZERO
                        : RetryPolicy.probe(to, lane.failures(), downFor, random);
                lane.probeAgain(scheduler.now() + wait.toMillis());
                if (!wasDown) {
                    log.atWarn()
                            .addKeyValue("to", to)
                            .addKeyValue("why", PrintableText.of(down.diagnostic()))
                            .log("destination cannot be reached, its mail waits");
                }
            }
        }
        scheduler.touch(lane);
    }

    private void settle(Attempt attempt, List<Verdict> verdicts) {
        Job job = attempt.job;
        List<Integer> ended = new ArrayList<>();
        List<Verdict> ends = new ArrayList<>();
        List<Integer> elsewhere = new ArrayList<>();
        List<Integer> deferred = new ArrayList<>();
        for (int i = 0; i < job.recipients.length; i++) {
            Verdict verdict = judged(job, i, verdicts.get(i));
            if (verdict instanceof Verdict.Deferred later) {
                job.remember(i, later);
                deferred.add(job.recipients[i]);
            } else if (verdict instanceof Verdict.NotHere wrongHome) {
                denied(job, i, wrongHome);
                elsewhere.add(job.recipients[i]);
            } else {
                ended.add(job.recipients[i]);
                ends.add(verdict);
            }
        }
        List<Job> parts = scheduler.split(job, List.of(ended, elsewhere, deferred));
        if (!ended.isEmpty()) {
            scheduler.conclude(parts.get(0), ends);
        }
        if (!elsewhere.isEmpty()) {
            Job again = parts.get(1);
            again.redirected = true;
            scheduler.ready(scheduler.lanes().unsure(), again);
        }
        if (!deferred.isEmpty()) {
            Job again = parts.get(2);
            again.redirected = false;
            Verdict.Deferred down = Lane.whyDown(verdicts);
            putOff(attempt.lane, again, attempt.lane.down() ? down : null);
        }
    }

    /** The verdict as it counts: what cannot be read is never delivered, and two wrong homes are a riddle for later. */
    private static Verdict judged(Job job, int index, Verdict verdict) {
        Verdict late = job.message.late.get(job.recipients[index]);
        if (late != null) {
            return late;
        }
        if (job.message.damaged && !(verdict instanceof Verdict.Delivered)) {
            return ReportLines.DAMAGED;
        }
        if (verdict instanceof Verdict.NotHere wrong && job.redirected) {
            return new Verdict.Deferred(
                    "4.4.3", "no server says that it is the home of the account", Optional.of(wrong.server()), false);
        }
        return verdict;
    }

    private void denied(Job job, int index, Verdict.NotHere wrongHome) {
        Enqueue envelope = MailQueue.envelope(job.message);
        Route route =
                routing.route(envelope.recipients().get(job.recipients[index]).address());
        if (route instanceof Route.Peer peer && peer.server().equals(wrongHome.server())) {
            directory.denied(peer.account(), peer.server());
        }
        log.atInfo()
                .addKeyValue("qid", job.message.id)
                .addKeyValue("server", wrongHome.server())
                .log("recipient is not at home there, asked again");
    }

    /** A message for a destination that is down waits with the others, unless it may be the message that brings it down. */
    void putOff(Lane lane, Job job, Verdict.@Nullable Deferred laneDown) {
        if (laneDown != null) {
            boolean spoke = laneDown.remote().isPresent() || laneDown.equals(SILENT);
            if (!spoke || !Lane.struckOut(job)) {
                scheduler.ready(lane, job);
                return;
            }
        } else {
            job.strikes = 0;
        }
        Duration age = Duration.ofMillis(job.message.ageMillis(scheduler.now()));
        Duration wait = lane.destination
                .map(to -> RetryPolicy.message(to, job.attempts, age, random))
                .orElseGet(() -> RetryPolicy.vary(RetryPolicy.inside(job.attempts, age), random));
        Verdict.Deferred said = job.lastOf(0);
        log.atInfo()
                .addKeyValue("qid", job.message.id)
                .addKeyValue("rcpts", job.recipients.length)
                .addKeyValue("attempt", job.attempts)
                .addKeyValue("again", wait)
                .addKeyValue("why", said == null ? "" : PrintableText.of(said.diagnostic()))
                .log("delivery put off");
        scheduler.later(lane, job, wait);
    }
}
