package org.mmsys.core.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.route.Route;
import org.mmsys.core.route.Router;
import org.mmsys.wire.address.EmailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts jobs into the lanes where their recipients' addresses lead, in parts if they lead apart. Scheduler's monitor. */
final class Routing {
    private static final Logger log = LoggerFactory.getLogger(Routing.class);
    private static final Verdict.Refused UNKNOWN =
            new Verdict.Refused("5.1.1", "no such account in this mail system", Optional.empty());
    private static final Verdict.Refused NOT_ALLOWED =
            new Verdict.Refused("5.7.1", "mail to other domains is for users who have logged in", Optional.empty());
    private static final Verdict.Refused NO_WAY =
            new Verdict.Refused("5.4.4", "this mail system sends no mail to other domains", Optional.empty());

    private final DeliveryScheduler scheduler;
    private final Router router;
    private final List<Transport> transports;

    Routing(DeliveryScheduler scheduler, QueueParts parts) {
        this.scheduler = scheduler;
        this.router = parts.router();
        this.transports = parts.transports();
    }

    /** Where a recipient goes: a lane, or back to the sender. */
    private record Way(Optional<Lane> lane, Optional<Verdict> refusal) {}

    /** Puts a job where its recipients live as far as is known now. */
    void place(Job job) {
        Enqueue envelope = MailQueue.envelope(job.message);
        List<Route> routes = new ArrayList<>();
        for (int recipient : job.recipients) {
            routes.add(route(envelope.recipients().get(recipient).address()));
        }
        place(job, envelope, routes);
    }

    /** Puts a job where these routes, one a recipient, lead. */
    void place(Job job, Enqueue envelope, List<Route> routes) {
        Map<Way, List<Integer>> ways = new LinkedHashMap<>();
        for (int i = 0; i < job.recipients.length; i++) {
            ways.computeIfAbsent(way(routes.get(i), envelope.trusted()), way -> new ArrayList<>())
                    .add(job.recipients[i]);
        }
        List<Job> jobs = new ArrayList<>();
        List<Way> targets = new ArrayList<>(ways.keySet());
        if (ways.size() == 1) {
            jobs.add(job);
        } else {
            ways.values().forEach(some -> {
                Job part = job.part(some);
                part.routed = job.routed;
                jobs.add(part);
            });
            scheduler.replace(job, jobs);
        }
        for (int i = 0; i < jobs.size(); i++) {
            put(jobs.get(i), targets.get(i));
        }
    }

    private void put(Job job, Way way) {
        if (way.lane().isPresent()) {
            scheduler.ready(way.lane().get(), job);
        } else {
            Verdict refusal = way.refusal().orElseThrow();
            scheduler.conclude(job, job.numbers().stream().map(each -> refusal).toList());
        }
    }

    /** Whether all recipients of a job still live where the lane leads. */
    boolean leadsTo(Lane lane, Job job, Enqueue envelope) {
        for (int recipient : job.recipients) {
            Way way = way(route(envelope.recipients().get(recipient).address()), envelope.trusted());
            if (way.lane().isEmpty() || way.lane().get() != lane) {
                return false;
            }
        }
        return true;
    }

    Optional<Transport> transport(Destination destination) {
        return transports.stream()
                .filter(transport -> transport.serves(destination))
                .findFirst();
    }

    /** What is known now. */
    Route route(EmailAddress address) {
        try {
            return router.route(address);
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).log("router failed");
            return new Route.Unsure(new org.mmsys.wire.address.AccountName("unknown", "invalid"));
        }
    }

    private Way way(Route route, boolean trusted) {
        return route.match(new Route.Cases<>() {
            @Override
            public Way local(Route.Local local) {
                return new Way(Optional.of(scheduler.lanes().here()), Optional.empty());
            }

            @Override
            public Way peer(Route.Peer peer) {
                return new Way(
                        Optional.of(scheduler.lanes().lane(new Destination.Server(peer.server()))), Optional.empty());
            }

            @Override
            public Way unsure(Route.Unsure unsure) {
                return new Way(Optional.of(scheduler.lanes().unsure()), Optional.empty());
            }

            @Override
            public Way unknown(Route.Unknown unknown) {
                return new Way(Optional.empty(), Optional.of(UNKNOWN));
            }

            @Override
            public Way external(Route.External external) {
                Destination domain = new Destination.Domain(external.domain());
                if (!trusted) {
                    return new Way(Optional.empty(), Optional.of(NOT_ALLOWED));
                }
                return transport(domain).isPresent()
                        ? new Way(Optional.of(scheduler.lanes().lane(domain)), Optional.empty())
                        : new Way(Optional.empty(), Optional.of(NO_WAY));
            }
        });
    }
}
