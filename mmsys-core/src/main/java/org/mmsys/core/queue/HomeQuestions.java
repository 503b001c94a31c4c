package org.mmsys.core.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.route.Route;
import org.mmsys.core.route.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks where recipients live of whom this server does not know it. Scheduler's monitor. */
final class HomeQuestions {
    private static final Logger log = LoggerFactory.getLogger(HomeQuestions.class);

    private final DeliveryScheduler scheduler;
    private final Attempts attempts;
    private final Router router;
    private final Routing routing;

    HomeQuestions(DeliveryScheduler scheduler, Attempts attempts, QueueParts parts, Routing routing) {
        this.scheduler = scheduler;
        this.attempts = attempts;
        this.router = parts.router();
        this.routing = routing;
    }

    void ask(Lane lane, Job job) {
        Enqueue envelope = MailQueue.envelope(job.message);
        Attempt attempt = attempts.open(lane, job);
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
        attempts.end(attempt);
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
            attempts.putOff(attempt.lane, lost, null);
        }
    }
}
