package org.mmsys.core.store.maildir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.MailStore.Delivery;
import org.mmsys.core.store.MailStore.DeliveryListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a message that is sent again because its 250 was lost from being stored twice (RFC 1047).
 *
 * <p>A mark goes when the client is known to have heard: of the first session, or of the one that sent again. Confirmations
 * count at once and are written with the next delivery, or within a second. Even then a copy may still be on its way that the
 * client has given up, in a connection that stood still: it began before the other was heard of, and is recognised by that.
 * Any thread; never waits.
 */
final class Submissions {
    private static final Logger log = LoggerFactory.getLogger(Submissions.class);
    private static final int CONFIRMED_MAX = 1000;
    private static final int WAITING_MAX = 1000;
    /** So many are remembered that were heard of; connections stand still for minutes at most. */
    private static final int HEARD_MAX = 20_000;

    private final Journal journal;
    private final InDoubt inDoubt;
    private final ScheduledExecutorService timer;
    private final Map<Sha256, List<DeliveryListener>> underWay = new HashMap<>();
    private final Map<Sha256, Heard> heard = new LinkedHashMap<>();
    private final Set<Sha256> confirmed = new LinkedHashSet<>();
    private final Set<Sha256> beingWritten = new LinkedHashSet<>();
    private boolean flushDue;

    /** By {@link System#nanoTime}. */
    private record Heard(Guid id, long at) {}

    Submissions(Journal journal, InDoubt inDoubt, ScheduledExecutorService timer) {
        this.journal = journal;
        this.inDoubt = inDoubt;
        this.timer = timer;
    }

    /** Commits these operations, which are one message, unless it was sent before. */
    void deliver(List<Operation> message, Guid id, Delivery delivery, DeliveryListener listener) {
        Optional<Sha256> submission = delivery.submission();
        if (submission.isPresent() && sentBefore(submission.get(), delivery.begun(), id, listener)) {
            return;
        }
        Batch batch = new Batch(submission, id, listener);
        List<Operation> operations = new ArrayList<>(message.size() + 1);
        if (!batch.confirmations.isEmpty()) {
            operations.add(new Operation.Confirmed(batch.confirmations));
        }
        operations.addAll(message);
        journal.append(new JournalEntry(operations), batch);
    }

    private boolean sentBefore(Sha256 submission, long begun, Guid again, DeliveryListener listener) {
        Optional<Guid> known;
        synchronized (this) {
            List<DeliveryListener> waiting = underWay.get(submission);
            if (waiting != null) {
                if (waiting.size() >= WAITING_MAX) {
                    later(() -> listener.refused(Refusal.TOO_BUSY));
                } else {
                    waiting.add(listener);
                }
                return true;
            }
            known = unheard(submission).or(() -> heardSince(submission, begun));
            if (known.isEmpty()) {
                underWay.put(submission, new ArrayList<>());
                return false;
            }
        }
        Guid id = known.get();
        log.atInfo().addKeyValue("qid", id).addKeyValue("again", again).log("resent message recognised");
        later(() -> listener.committed(id, true));
        return true;
    }

    /** The id of the message that a client has sent here and may not have been told of. */
    synchronized Optional<Guid> unheard(Sha256 submission) {
        return confirmed.contains(submission) || beingWritten.contains(submission)
                ? Optional.empty()
                : inDoubt.find(submission);
    }

    /** The id of the message if its client has heard of it in the meantime, by another connection. */
    private Optional<Guid> heardSince(Sha256 submission, long begun) {
        return Optional.ofNullable(heard.get(submission))
                .filter(since -> begun - since.at() < 0)
                .map(Heard::id);
    }

    /** Answers come on another thread, never from within the call. */
    private void later(Runnable answer) {
        try {
            timer.execute(answer);
        } catch (RejectedExecutionException closing) {
            answer.run();
        }
    }

    /** The client has heard. */
    void confirm(Sha256 submission) {
        boolean many;
        synchronized (this) {
            Optional<Guid> known = inDoubt.find(submission);
            if (known.isEmpty()) {
                return;
            }
            heard.remove(submission);
            heard.put(submission, new Heard(known.get(), System.nanoTime()));
            if (heard.size() > HEARD_MAX) {
                heard.remove(heard.keySet().iterator().next());
            }
            confirmed.add(submission);
            many = confirmed.size() >= CONFIRMED_MAX;
            if (!many && flushDue) {
                return;
            }
            flushDue = true;
        }
        if (many) {
            flush();
            return;
        }
        try {
            ScheduledFuture<?> unused = timer.schedule(this::flush, 1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closing) {
            flush();
        }
    }

    /** Writes the confirmations that wait. */
    void flush() {
        Batch batch = new Batch();
        if (!batch.confirmations.isEmpty()) {
            journal.append(JournalEntry.of(new Operation.Confirmed(batch.confirmations)), batch);
        }
    }

    /** One entry on its way: a delivery, confirmations of others, or both. */
    private final class Batch implements CommitListener {
        private final Optional<Sha256> submission;
        private final Optional<Guid> id;
        private final Optional<DeliveryListener> listener;
        private final List<Sha256> confirmations;

        Batch() {
            this(Optional.empty(), Optional.empty(), Optional.empty());
        }

        Batch(Optional<Sha256> submission, Guid id, DeliveryListener listener) {
            this(submission, Optional.of(id), Optional.of(listener));
        }

        private Batch(Optional<Sha256> submission, Optional<Guid> id, Optional<DeliveryListener> listener) {
            this.submission = submission;
            this.id = id;
            this.listener = listener;
            synchronized (Submissions.this) {
                confirmations = List.copyOf(confirmed);
                beingWritten.addAll(confirmations);
                confirmed.clear();
                flushDue = false;
            }
        }

        @Override
        public void committed(long sequence) {
            List<DeliveryListener> waiting = done(true);
            id.ifPresent(guid -> {
                listener.ifPresent(sender -> sender.stored(guid, sequence));
                for (DeliveryListener again : waiting) {
                    log.atInfo().addKeyValue("qid", guid).log("message sent again while on its way recognised");
                    again.committed(guid, true);
                }
            });
        }

        @Override
        public void refused(Refusal why) {
            List<DeliveryListener> waiting = done(false);
            listener.ifPresent(sender -> sender.refused(why));
            waiting.forEach(again -> again.refused(why));
        }

        private List<DeliveryListener> done(boolean written) {
            synchronized (Submissions.this) {
                confirmations.forEach(beingWritten::remove);
                if (!written) {
                    confirmed.addAll(confirmations);
                }
                if (submission.isEmpty()) {
                    return List.of();
                }
                List<DeliveryListener> waiting = underWay.remove(submission.get());
                return waiting == null ? List.of() : waiting;
            }
        }
    }
}
