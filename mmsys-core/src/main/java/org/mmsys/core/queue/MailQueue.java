package org.mmsys.core.queue;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.CorruptEntryException;
import org.mmsys.core.journal.EntryCodec;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.maildir.TreeSync;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mail that waits for another server, as the journal applied: the section {@code queue} of a checkpoint.
 *
 * <p>Envelopes and what is done of them are in memory, about half a kilobyte a message; bodies are files under {@code
 * DATA/queue/}, made when the entry is applied and removed when the last recipient is done. Changes on the committer thread
 * only; may be asked on any.
 */
public final class MailQueue implements AppliedState {
    private static final Logger log = LoggerFactory.getLogger(MailQueue.class);
    private static final int FORGOTTEN_MAX = 100_000;

    private final QueueFiles files;
    private final QueueClock clock;
    private final Map<Guid, Queued> messages = new LinkedHashMap<>();
    /** What was done, while entries came again, of messages that are not there (yet). */
    private final Map<Guid, BitSet> doneBefore = new LinkedHashMap<>();

    private List<Queued> arrivals = new ArrayList<>();
    /** Whoever works through the queue; while there is nobody, what arrives is not listed. */
    private volatile Optional<Runnable> worker = Optional.empty();

    private long lastNumber;
    private boolean recovering = true;
    /** An entry could not be applied during recovery: it will come again, behind what has been done since. */
    private boolean owing;

    /**
     * Keeps bodies below a data directory.
     *
     * @param bodies where spooled bodies are: {@code journal/bodies}
     * @param sync may be the same as that of the Maildir tree
     */
    public MailQueue(Path data, Path bodies, TreeSync sync, QueueClock clock) {
        this.files = new QueueFiles(data, bodies, sync);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public void apply(long sequence, JournalEntry entry) throws IOException {
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Enqueue op) {
                enqueue(op);
            } else if (operation instanceof Operation.Done op) {
                done(op);
            } else if (operation instanceof Operation.Claim op) {
                claim(op);
            } else if (operation instanceof Operation.Warned op) {
                change(op.id(), message -> message.warned = true);
            } else if (operation instanceof Operation.Hold op) {
                hold(op);
            }
        }
    }

    private void enqueue(Operation.Enqueue op) throws IOException {
        BitSet open = new BitSet();
        open.set(0, op.recipients().size());
        synchronized (this) {
            BitSet done = doneBefore.get(op.id());
            if (done != null) {
                open.andNot(done);
            }
        }
        if (open.isEmpty()) {
            return;
        }
        boolean whole;
        try {
            whole = files.place(op.id(), op.body());
        } catch (IOException notNow) {
            owe();
            throw notNow;
        }
        synchronized (this) {
            Queued message = messages.get(op.id());
            if (message == null) {
                message = new Queued(
                        op.id(), ++lastNumber, compact(op), op.recipients().size(), clock.millis(), open);
                messages.put(op.id(), message);
                arrived(message);
            }
            message.damaged = !whole;
        }
        if (!whole) {
            log.atError().addKeyValue("qid", op.id()).log("body of a queued message is lost");
        }
        worker.ifPresent(Runnable::run);
    }

    private synchronized void arrived(Queued message) {
        if (worker.isPresent()) {
            arrivals.add(message);
        }
    }

    private synchronized void owe() {
        owing |= recovering;
    }

    /** The operation without the octets of its body. */
    private static byte[] compact(Operation.Enqueue op) {
        Body body = op.body();
        Body named = new Body.Spooled(op.id().text(), body.size(), body.sha256(), body.prefixLength());
        return EntryCodec.toBytes(JournalEntry.of(new Operation.Enqueue(
                op.time(),
                op.id(),
                named,
                op.sender(),
                op.trusted(),
                op.eightBit(),
                op.smtpUtf8(),
                op.dsn(),
                op.provenance(),
                op.recipients(),
                op.submission())));
    }

    private void done(Operation.Done op) {
        boolean gone = false;
        synchronized (this) {
            Queued message = messages.get(op.id());
            if (message != null) {
                op.recipients().forEach(message.open::clear);
                gone = message.open.isEmpty();
                if (gone) {
                    messages.remove(op.id());
                }
            }
            if (recovering) {
                BitSet done = doneBefore.computeIfAbsent(op.id(), id -> new BitSet());
                op.recipients().forEach(done::set);
                if (doneBefore.size() > FORGOTTEN_MAX) {
                    doneBefore.remove(doneBefore.keySet().iterator().next());
                }
            }
        }
        if (gone) {
            files.remove(op.id());
        }
    }

    private void claim(Operation.Claim op) {
        change(op.id(), message -> {
            BitSet claimed = message.claimed == null ? new BitSet() : message.claimed;
            op.recipients().forEach(claimed::set);
            message.claimed = claimed;
        });
    }

    private void hold(Operation.Hold op) {
        change(op.id(), message -> {
            message.held = op.held();
            if (!op.held()) {
                arrived(message);
            }
        });
        worker.ifPresent(Runnable::run);
    }

    private interface Change {
        void of(Queued message);
    }

    private synchronized void change(Guid id, Change change) {
        Queued message = messages.get(id);
        if (message != null) {
            change.of(message);
        }
    }

    @Override
    public synchronized void write(DataOutput snapshot) throws IOException {
        QueueSnapshot.write(messages.values(), clock.millis(), snapshot);
    }

    @Override
    public synchronized void read(DataInput snapshot) throws IOException {
        messages.clear();
        arrivals.clear();
        for (Queued message : QueueSnapshot.read(snapshot, clock.millis())) {
            messages.put(message.id, message);
            lastNumber = message.number;
        }
    }

    @Override
    public void sync() throws IOException {
        files.treeSync().sync();
    }

    @Override
    public void recovered() throws IOException {
        List<Queued> all = all();
        int claimed = 0;
        for (Queued message : all) {
            if (!files.hasSize(message.id, envelope(message).body().size())) {
                message.damaged = true;
                log.atError().addKeyValue("qid", message.id).log("body of a queued message is lost or damaged");
            }
            claimed += message.claimed == null ? 0 : 1;
        }
        synchronized (this) {
            recovering = false;
            if (!owing) {
                doneBefore.clear();
            }
            if (worker.isPresent()) {
                arrivals = new ArrayList<>(all);
            }
        }
        files.removeOthers(name -> Guid.valid(name) && find(new Guid(name)).isPresent());
        if (!all.isEmpty()) {
            log.atInfo()
                    .addKeyValue("messages", all.size())
                    .addKeyValue("claimed", claimed)
                    .log("queue recovered; what was claimed may have been handed over already");
        }
    }

    // ---- for the scheduler and the administrator

    /**
     * Hands the queue to whoever works through it from now on: all that waits arrives anew, and nothing is left in it of what
     * a former one knew.
     *
     * @param listener called, on the committer thread, when there is something new; must not wait
     */
    synchronized void begin(Runnable listener) {
        messages.replaceAll((id, message) -> message.anew());
        arrivals = new ArrayList<>(messages.values());
        worker = Optional.of(listener);
    }

    /** Nobody works through the queue any more, unless somebody else has begun to. */
    synchronized void end(Runnable listener) {
        if (worker.equals(Optional.of(listener))) {
            worker = Optional.empty();
            arrivals = new ArrayList<>();
        }
    }

    /** Messages that came, or were let go, since the last call; some may be gone again. */
    synchronized List<Queued> takeArrivals() {
        if (arrivals.isEmpty()) {
            return List.of();
        }
        List<Queued> taken = arrivals;
        arrivals = new ArrayList<>();
        return taken;
    }

    /** Messages that are not done. Any thread. */
    public synchronized int size() {
        return messages.size();
    }

    synchronized List<Queued> all() {
        return new ArrayList<>(messages.values());
    }

    synchronized Optional<Queued> find(Guid id) {
        return Optional.ofNullable(messages.get(id));
    }

    /** The recipients who still need something; none when the message is gone. */
    synchronized BitSet open(Queued message) {
        return (BitSet) message.open.clone();
    }

    synchronized boolean held(Queued message) {
        return message.held;
    }

    synchronized boolean warned(Queued message) {
        return message.warned;
    }

    synchronized boolean isClaimed(Queued message, List<Integer> recipients) {
        BitSet claimed = message.claimed;
        return claimed != null && recipients.stream().allMatch(claimed::get);
    }

    synchronized long oldestAgeMillis() {
        return messages.isEmpty() ? 0 : messages.values().iterator().next().ageMillis(clock.millis());
    }

    /** The envelope; its body names no file. */
    static Operation.Enqueue envelope(Queued message) {
        try {
            return (Operation.Enqueue)
                    EntryCodec.fromBytes(message.envelope).operations().get(0);
        } catch (CorruptEntryException bug) {
            throw new IllegalStateException("envelope of " + message.id + " in memory damaged", bug);
        }
    }

    /** The message for a transport. */
    QueuedMessage message(Queued message) {
        return new Stored(message, envelope(message));
    }

    QueueFiles files() {
        return files;
    }

    private final class Stored implements QueuedMessage {
        private final Queued message;
        private final Operation.Enqueue envelope;

        Stored(Queued message, Operation.Enqueue envelope) {
            this.message = message;
            this.envelope = envelope;
        }

        @Override
        public Operation.Enqueue envelope() {
            return envelope;
        }

        @Override
        public long size() {
            return envelope.body().size() - envelope.body().prefixLength();
        }

        @Override
        public BodySource open() throws IOException {
            try {
                return files.read(message.id, envelope.body(), this::damaged);
            } catch (DamagedBodyException damaged) {
                damaged();
                throw damaged;
            }
        }

        private void damaged() {
            message.damaged = true;
            log.atError().addKeyValue("qid", message.id).log("body of a queued message is lost or damaged");
        }
    }

    /** A bit set that may be absent. */
    static BitSet orEmpty(@Nullable BitSet set) {
        return set == null ? new BitSet() : set;
    }
}
