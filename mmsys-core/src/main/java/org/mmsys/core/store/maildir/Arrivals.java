package org.mmsys.core.store.maildir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Origin;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.MailStore.Delivery;
import org.mmsys.core.store.MailStore.DeliveryListener;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a message from another server's queue in once for each recipient, however often and however many at a time it comes.
 *
 * <p>Deliveries of one queued message go one after the other, so that each finds what the one before has stored. Any thread;
 * never waits.
 */
final class Arrivals {
    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);
    private static final int WAITING_MAX = 100;
    private final Origins origins;
    private final Function<Sha256, Optional<Guid>> unheard;
    private final ScheduledExecutorService timer;
    private final Door door;
    /** What waits behind the one that is on its way. */
    private final Map<Origin, Deque<Arrival>> underWay = new HashMap<>();

    /** Where deliveries go in. */
    interface Door {
        void store(Delivery delivery, DeliveryListener listener);
    }

    private record Arrival(Delivery delivery, DeliveryListener listener) {}

    /**
     * At that door.
     *
     * @param unheard the message that a client has sent here itself, if it may not know that we have it
     */
    Arrivals(Origins origins, Function<Sha256, Optional<Guid>> unheard, ScheduledExecutorService timer, Door door) {
        this.origins = origins;
        this.unheard = unheard;
        this.timer = timer;
        this.door = door;
    }

    /** Stores for those recipients who do not have it. */
    void deliver(Origin origin, Delivery delivery, DeliveryListener listener) {
        synchronized (this) {
            Deque<Arrival> waiting = underWay.get(origin);
            if (waiting != null) {
                if (waiting.size() >= WAITING_MAX) {
                    later(() -> listener.refused(Refusal.TOO_BUSY));
                } else {
                    waiting.add(new Arrival(delivery, listener));
                }
                return;
            }
            underWay.put(origin, new ArrayDeque<>(1));
        }
        begin(origin, new Arrival(delivery, listener));
    }

    private void begin(Origin origin, Arrival arrival) {
        Delivery delivery = arrival.delivery();
        List<AccountName> fresh = new ArrayList<>();
        Optional<Guid> earlier = Optional.empty();
        for (AccountName recipient : new LinkedHashSet<>(delivery.recipients())) {
            Optional<Guid> known = origins.find(origin, recipient);
            if (known.isEmpty()) {
                fresh.add(recipient);
            }
            earlier = earlier.or(() -> known);
        }
        earlier.ifPresent(id -> log.atInfo()
                .addKeyValue("qid", id)
                .addKeyValue("origin", origin.server() + "/" + origin.queueId())
                .addKeyValue("stored", delivery.recipients().size() - fresh.size())
                .addKeyValue("fresh", fresh.size())
                .log("queued message of another server came again"));
        if (earlier.isPresent() && fresh.isEmpty() && delivery.onward().isEmpty()) {
            Guid id = earlier.get();
            later(() -> {
                ended(origin);
                arrival.listener().committed(id, true);
            });
            return;
        }
        Optional<Guid> triedHere =
                earlier.isPresent() ? Optional.empty() : delivery.elsewhere().flatMap(unheard);
        if (triedHere.isPresent() && delivery.onward().isEmpty()) {
            Guid id = triedHere.get();
            log.atInfo()
                    .addKeyValue("qid", id)
                    .addKeyValue("origin", origin.server() + "/" + origin.queueId())
                    .log("message that was sent here, too, recognised");
            later(() -> {
                ended(origin);
                arrival.listener().committed(id, true);
            });
            return;
        }
        store(origin, arrival, fresh);
    }

    private void store(Origin origin, Arrival arrival, List<AccountName> fresh) {
        Delivery all = arrival.delivery();
        boolean taken = false;
        try {
            door.store(
                    new Delivery(all.body(), fresh, all.submission(), all.onward(), all.origin()),
                    new DeliveryListener() {
                        @Override
                        public void committed(Guid id, boolean resent) {
                            ended(origin);
                            arrival.listener().committed(id, resent);
                        }

                        @Override
                        public void stored(Guid id, long sequence) {
                            ended(origin);
                            arrival.listener().stored(id, sequence);
                        }

                        @Override
                        public void refused(Refusal why) {
                            ended(origin);
                            arrival.listener().refused(why);
                        }
                    });
            taken = true;
        } finally {
            if (!taken) {
                ended(origin);
            }
        }
    }

    private void ended(Origin origin) {
        Arrival next;
        synchronized (this) {
            Deque<Arrival> waiting = underWay.get(origin);
            next = waiting == null ? null : waiting.poll();
            if (next == null) {
                underWay.remove(origin);
                return;
            }
        }
        Arrival following = next;
        later(() -> begin(origin, following));
    }

    /** Answers come on another thread, never from within the call. */
    private void later(Runnable answer) {
        try {
            timer.execute(answer);
        } catch (RejectedExecutionException closing) {
            answer.run();
        }
    }
}
