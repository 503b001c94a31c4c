package org.mmsys.core.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Route;
import org.mmsys.core.route.Router;
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
    private final Router router;
    private final Directory directory;
    private final RandomGenerator random;
    private final java.time.InstantSource wall;
    private final long timeMillis;
    private final Routing routing;
    /** In the order of their beginning; some have been answered. */
    private final Deque<Attempt> underWay = new ArrayDeque<>();

    private int total;

    /** One attempt, or one question where recipients live. */
    private static final class Attempt {
        final Lane lane;
        final Job job;
        final boolean probe;
        final long startedAt;
        boolean over;

        Attempt(Lane lane, Job job, long startedAt) {
            this.lane = lane;
            this.job = job;
            this.probe = lane.down();
            this.startedAt = startedAt;
        }
    }

    Attempts(DeliveryScheduler scheduler, QueueParts parts, Routing routing) {
        this.scheduler = scheduler;
        this.queue = parts.queue();
        this.journal = parts.journal();
        this.router = parts.router();
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

    // ---- handing over

    void begin(Lane lane, Job job) {
        Enqueue envelope = MailQueue.envelope(job.message);
        if (!job.routed && !routing.leadsTo(lane, job, envelope)) {
            routing.place(job);
            return;
        }
        job.routed = false;
        Attempt attempt = open(lane, job);
        total++;
        Destination to = lane.destination.orElseThrow();
        if (to instanceof Destination.Server) {
            send(attempt, to);
            return;
        }
        if (queue.isClaimed(job.message, job.numbers())) {
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

    private Attempt open(Lane lane, Job job) {
        Attempt attempt = new Attempt(lane, job, scheduler.now());
        lane.running++;
        job.state = Job.State.RUNNING;
        underWay.add(attempt);
        return attempt;
    }

    /** Whether the attempt was still under way. */
    private boolean end(Attempt attempt) {
        if (attempt.over) {
            log.atWarn().addKeyValue("qid", attempt.job.message.id).log("late answer of a transport ignored");
            return false;
        }
        attempt.over = true;
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
        for (Attempt first = underWay.peek(); first != null; first = underWay.peek()) {
            if (!first.over && scheduler.now() - first.startedAt < timeMillis) {
                return;
            }
            underWay.remove();
            if (!first.over) {
                log.atError().addKeyValue("qid", first.job.message.id).log("attempt without an answer given up");
                answered(first, all(first.job, SILENT));
            }
        }
    }

    /** When {@link #giveUpLate} may have something to do. */
    long nextAt() {
        while (!underWay.isEmpty() && underWay.element().over) {
            underWay.remove();
        }
        Attempt first = underWay.peek();
        return first == null ? Lane.NEVER : first.startedAt + timeMillis;
    }

    // ---- verdicts

    private void answered(Attempt attempt, @Nullable List<Verdict> said) {
        if (!end(attempt)) {
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

    /** What the verdicts say of the destination itself. */
    private void judgeLane(Attempt attempt, List<Verdict> verdicts) {
        Lane lane = attempt.lane;
        Verdict.Deferred down = unreachable(verdicts);
        if (down == null) {
            lane.alive(scheduler.now());
        } else if (!lane.aliveSince(attempt.startedAt)) {
            boolean wasDown = lane.down();
            if (!wasDown || attempt.probe) {
                lane.unreachable(down, scheduler.now());
                Destination to = lane.destination.orElseThrow();
                Duration downFor = Duration.ofMillis(scheduler.now() - lane.downSince());
                Duration wait = RetryPolicy.probe(to, lane.failures(), downFor, random);
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

    private static Verdict.@Nullable Deferred unreachable(List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            if (!(verdict instanceof Verdict.Deferred deferred) || !deferred.destinationDown()) {
                return null;
            }
        }
        return (Verdict.Deferred) verdicts.get(0);
    }

    private void settle(Attempt attempt, List<Verdict> verdicts) {
        Job job = attempt.job;
        List<Integer> ended = new ArrayList<>();
        List<Verdict> ends = new ArrayList<>();
        List<Integer> elsewhere = new ArrayList<>();
        List<Integer> deferred = new ArrayList<>();
        for (int i = 0; i < job.recipients.length; i++) {
            Verdict verdict = judged(job, verdicts.get(i));
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
            scheduler.ready(scheduler.unsure(), again);
        }
        if (!deferred.isEmpty()) {
            Job again = parts.get(2);
            again.redirected = false;
            Verdict.Deferred down = unreachable(verdicts);
            putOff(attempt.lane, again, attempt.lane.down() ? down : null);
        }
    }

    /** The verdict as it counts: what cannot be read is never delivered, and two wrong homes are a riddle for later. */
    private static Verdict judged(Job job, Verdict verdict) {
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
    private void putOff(Lane lane, Job job, Verdict.@Nullable Deferred laneDown) {
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

    // ---- asking where recipients live

    void ask(Lane lane, Job job) {
        Enqueue envelope = MailQueue.envelope(job.message);
        Attempt attempt = open(lane, job);
        Route[] routes = new Route[job.recipients.length];
        int[] missing = {routes.length};
        for (int i = 0; i < routes.length; i++) {
            int index = i;
            try {
                router.resolve(
                        envelope.recipients().get(job.recipients[i]).address(),
                        route -> scheduler.post(() -> {
                            missing[0] -= routes[index] == null ? 1 : 0;
                            routes[index] = route;
                            if (missing[0] == 0 && !attempt.over) {
                                resolved(attempt, envelope, List.of(routes));
                            }
                        }));
            } catch (RuntimeException bug) {
                log.atError().addKeyValue("qid", job.message.id).setCause(bug).log("router failed");
                // never answered: given up with the time for attempts
            }
        }
    }

    private void resolved(Attempt attempt, Enqueue envelope, List<Route> routes) {
        end(attempt);
        Job job = attempt.job;
        job.attempts++;
        List<Integer> known = new ArrayList<>();
        List<Route> ways = new ArrayList<>();
        List<Integer> unsure = new ArrayList<>();
        Verdict.Deferred why = new Verdict.Deferred(
                "4.4.3", "the home of the account could not be found out", Optional.empty(), false);
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i) instanceof Route.Unsure) {
                unsure.add(job.recipients[i]);
                job.remember(i, why);
            } else {
                known.add(job.recipients[i]);
                ways.add(routes.get(i));
            }
        }
        List<Job> parts = scheduler.split(job, List.of(known, unsure));
        if (!known.isEmpty()) {
            Job found = parts.get(0);
            found.routed = true;
            routing.place(found, envelope, ways);
        }
        if (!unsure.isEmpty()) {
            Job lost = parts.get(1);
            lost.redirected = false;
            putOff(attempt.lane, lost, null);
        }
    }
}
