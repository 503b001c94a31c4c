package org.mmsys.core.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an administrator may see of the queue and do to it; changes are entries of the journal, and last.
 *
 * <p>Any thread that may wait, but for {@link #figures}, which answers from memory.
 */
public final class QueueAdministration {
    private static final Logger log = LoggerFactory.getLogger(QueueAdministration.class);
    private static final int LIST_MAX = 10_000;
    private static final int ANSWER_SECONDS = 10;

    private final MailQueue queue;
    private final DeliveryScheduler scheduler;
    private final Journal journal;
    private final QueueClock clock;

    public QueueAdministration(MailQueue queue, DeliveryScheduler scheduler, Journal journal, QueueClock clock) {
        this.queue = queue;
        this.scheduler = scheduler;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Which messages are meant; what is empty means any.
     *
     * @param destination a server's name or a domain: of a recipient's address, or of where it goes
     * @param sender part of the sender's address; {@code <>} for none
     * @param id the beginning of a queue id
     */
    public record Filter(Optional<String> destination, Optional<String> sender, Optional<String> id) {
        /** All messages. */
        public static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A queued message.
     *
     * @param waiting recipients who still need something
     * @param damaged whether its body is lost
     */
    public record Entry(
            Guid id,
            Instant arrived,
            Duration age,
            Optional<String> sender,
            List<String> waiting,
            int recipients,
            long size,
            boolean held,
            boolean damaged,
            List<JobView> attempts) {}

    /** Figures for metrics. */
    public record Figures(int messages, Duration oldest, int running, List<LaneView> destinations) {}

    /** Messages that the filter names, oldest first. */
    public List<Entry> list(Filter filter, int most) {
        List<Entry> entries = new ArrayList<>();
        for (Queued message : queue.all()) {
            if (entries.size() >= Math.min(most, LIST_MAX)) {
                break;
            }
            if (filter.id().isPresent()
                    && !message.id.text().startsWith(filter.id().get())) {
                continue;
            }
            Entry entry = entry(message);
            if (names(filter, entry)) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static boolean names(Filter filter, Entry entry) {
        boolean sender = filter.sender().isEmpty()
                || entry.sender().orElse("<>").toLowerCase(Locale.ROOT).contains(folded(filter.sender()));
        boolean destination = filter.destination().isEmpty()
                || entry.waiting().stream().anyMatch(to -> to.endsWith("@" + folded(filter.destination())))
                || entry.attempts().stream()
                        .flatMap(job -> job.destination().stream())
                        .anyMatch(to -> name(to).equals(folded(filter.destination())));
        return sender && destination;
    }

    private static String folded(Optional<String> text) {
        return text.orElse("").toLowerCase(Locale.ROOT);
    }

    private static String name(Destination to) {
        return to instanceof Destination.Server server ? server.name() : ((Destination.Domain) to).name();
    }

    private Entry entry(Queued message) {
        Enqueue envelope = MailQueue.envelope(message);
        BitSet open = queue.open(message);
        List<String> waiting = open.stream()
                .mapToObj(i -> envelope.recipients().get(i))
                .map(QueuedRecipient::address)
                .map(String::valueOf)
                .toList();
        return new Entry(
                message.id,
                envelope.time(),
                Duration.ofMillis(message.ageMillis(clock.millis())),
                envelope.sender().map(String::valueOf),
                waiting,
                envelope.recipients().size(),
                envelope.body().size() - envelope.body().prefixLength(),
                queue.held(message),
                message.damaged,
                scheduler.jobs(message.id));
    }

    /** One message. */
    public Optional<Entry> find(Guid id) {
        return queue.find(id).map(this::entry);
    }

    /**
     * The header of a message, as octets.
     *
     * @throws IOException when the body is lost
     */
    public Optional<byte[]> header(Guid id) throws IOException {
        Optional<Queued> message = queue.find(id);
        if (message.isEmpty()) {
            return Optional.empty();
        }
        Optional<Report.Original> header = Reports.original(queue.message(message.get()), false);
        return Optional.of(
                header.orElseThrow(() -> new IOException("the body is lost")).octets());
    }

    /** Has what waits of a message tried now, unless it is held. Whether anything waits. */
    public boolean retry(Guid id) {
        if (queue.find(id).filter(queue::held).isPresent()) {
            return false;
        }
        log.atInfo().addKeyValue("qid", id).log("queued mail tried now by the administrator");
        return scheduler.retryNow(id);
    }

    /** Keeps a message from being tried; what is under way goes on. Whether that is written down. */
    public boolean hold(Guid id) throws InterruptedException {
        return hold(id, true);
    }

    /** Lets a held message go on. Whether that is written down. */
    public boolean release(Guid id) throws InterruptedException {
        return hold(id, false);
    }

    private boolean hold(Guid id, boolean held) throws InterruptedException {
        log.atInfo().addKeyValue("qid", id).addKeyValue("held", held).log("queued mail held back or let go");
        return queue.find(id).isPresent() && committed(new Operation.Hold(id, held));
    }

    /**
     * Gives a message up.
     *
     * @param bounce whether the sender is told; then what is being tried just now is left to its end
     * @return whether that is written down, or with a bounce begun
     */
    public boolean drop(Guid id, boolean bounce) throws InterruptedException {
        Optional<Queued> message = queue.find(id);
        log.atWarn()
                .addKeyValue("qid", id)
                .addKeyValue("bounce", bounce)
                .log("queued mail dropped by the administrator");
        if (message.isEmpty()) {
            return false;
        }
        if (bounce) {
            return scheduler.giveUp(
                            id,
                            new Verdict.Refused(
                                    "5.3.0", "taken out of the queue by the administrator", Optional.empty()))
                    > 0;
        }
        List<Integer> open = queue.open(message.get()).stream().boxed().toList();
        InstantSource wall = clock.wall();
        return committed(new Operation.Done(wall.instant(), id, open, "dropped by the administrator"));
    }

    private boolean committed(Operation operation) throws InterruptedException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        journal.append(JournalEntry.of(operation), new Journal.CommitListener() {
            @Override
            public void committed(long sequence) {
                answer.complete(true);
            }

            @Override
            public void refused(Journal.Refusal why) {
                answer.complete(false);
            }
        });
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException unknown) {
            return false;
        }
    }

    /** For metrics. Any thread; answers from memory. */
    public Figures figures() {
        return new Figures(
                queue.size(),
                Duration.ofMillis(queue.oldestAgeMillis()),
                scheduler.running(),
                scheduler.destinations());
    }
}
