package org.mmsys.core.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Half of a pair: a batch is written and forced, and committed when the driver says so; meanwhile everything else goes on.
 *
 * <p>No batch of own entries is written while anything before it is not committed, but for EPOCH entries. So a batch in the log
 * proves that all before it was committed, on both nodes and after a restart: {@link Recovery} relies on it.
 */
final class PairCommit implements CommitRounds, Unapplied.Target {
    private static final Logger log = LoggerFactory.getLogger(PairCommit.class);

    private final JournalParts parts;
    private final TailCut tail;
    private final Unapplied unapplied;
    private final List<PendingAppend> batch = new ArrayList<>();
    private final List<CommitQueue.Refused> refusals = new ArrayList<>();
    private final Deque<CommitQueue.Task> work = new ArrayDeque<>();
    /** Own entries that were cut off and are to be written again. */
    private List<PendingAppend> again = new ArrayList<>();

    private @Nullable LogFollower follower;
    private long recoveryEnd;
    private boolean recovering;
    private boolean leading;
    /** How often {@link #follow} was asked for and not done yet: no batch is begun meanwhile. */
    private final AtomicInteger leaving = new AtomicInteger();

    private long epochEntry;
    private boolean toldShort;
    /** There was no room: what is under way is not written, until something comes that continues the log. */
    private boolean refusing;

    private boolean unforced;
    private volatile long committed;
    private volatile long applied;

    PairCommit(JournalParts parts) {
        this.parts = parts;
        this.tail = new TailCut(parts);
        this.unapplied = parts.recovered().unapplied();
        this.recovering = !parts.recovered().complete();
        this.recoveryEnd = parts.writer().sequence();
        this.committed = unapplied.applied();
        this.applied = committed;
        parts.queue().shut();
    }

    /** Whom to tell; before the committer starts. */
    void follower(LogFollower told) {
        follower = told;
    }

    private LogFollower told() {
        return Objects.requireNonNull(follower);
    }

    /** The last committed entry. Any thread. */
    long committed() {
        return committed;
    }

    @Override
    public boolean round() throws IOException {
        parts.queue().take(refusals, work);
        refusals.forEach(refused -> BatchWriter.refuse(refused.listener(), refused.why()));
        refusals.clear();
        tellSpace();
        while (!work.isEmpty()) {
            CommitQueue.Task task = work.remove();
            if (!(task instanceof FollowedWrite)) {
                forceWritten();
            }
            task.run();
        }
        forceWritten();
        parts.states().retry();
        applyCommitted();
        return writeOwn();
    }

    private void tellSpace() {
        boolean isShort = parts.batches().isShort();
        if (isShort != toldShort) {
            toldShort = isShort;
            told().shortOfSpace(isShort);
        }
    }

    // --- leading

    void lead(long epoch) throws IOException {
        if (epoch <= parts.writer().epoch() && leading) {
            throw new IllegalStateException("leads epoch " + parts.writer().epoch() + ", asked for " + epoch);
        }
        parts.writer().epoch(epoch);
        Operation.Epoch begun =
                new Operation.Epoch(Math.toIntExact(epoch), parts.options().node(), parts.incarnation());
        PendingAppend entry = new PendingAppend(JournalEntry.of(begun), Nobody.INSTANCE);
        if (parts.batches().writeAdmitted(List.of(entry)).isEmpty()) {
            throw new IOException("the entry of epoch " + epoch + " could not be written");
        }
        epochEntry = parts.writer().sequence() + 1;
        refusing = false;
        parts.guids().epoch(JournalParts.epochOfGuids(epoch));
        leading = true;
        parts.queue().open();
        finish(List.of(entry), false);
        log.atInfo().addKeyValue("epoch", epoch).addKeyValue("seq", epochEntry).log("journal leads");
    }

    /** {@link #follow} will come: no own batch is begun any more, unless one is being written. Any thread. */
    void leave() {
        leaving.incrementAndGet();
    }

    void follow() {
        leaving.decrementAndGet();
        leading = false;
        parts.queue().shut();
        parts.queue().takeAll().forEach(left -> BatchWriter.refuse(left.listener(), Journal.Refusal.CLOSED));
        again.forEach(left -> BatchWriter.refuse(left.listener(), Journal.Refusal.CLOSED));
        again.clear();
        unapplied.forgetOwners();
        log.atInfo().addKeyValue("seq", parts.writer().sequence()).log("journal follows");
    }

    private boolean mayWrite() {
        return leading && leaving.get() == 0 && committed == parts.writer().sequence();
    }

    private boolean writeOwn() throws IOException {
        if (!mayWrite()) {
            return false;
        }
        if (again.isEmpty()) {
            parts.queue()
                    .take(batch, parts.options().batchEntries(), parts.options().batchOctets());
        } else {
            batch.addAll(again);
            again = new ArrayList<>();
        }
        if (batch.isEmpty()) {
            return false;
        }
        List<PendingAppend> written = parts.batches().write(batch);
        if (!written.isEmpty()) {
            finish(written, true);
        }
        batch.clear();
        return true;
    }

    /** The batch is in the log: ships it, and makes it durable meanwhile. */
    private void finish(List<PendingAppend> written, boolean answered) throws IOException {
        List<Body.Spooled> bodies = new ArrayList<>();
        long sequence = parts.writer().sequence();
        for (PendingAppend entry : written) {
            sequence++;
            unapplied.add(new Waiting(sequence, entry.entry(), entry.length(), answered ? entry : null));
            if (!entry.encoded().spooled().isEmpty()) {
                List<Body.Spooled> named = Spooled.in(entry.entry());
                parts.bodies().namedBodies(sequence, named);
                named.stream().filter(body -> !bodies.contains(body)).forEach(bodies::add);
            }
        }
        PairLog.Chunk chunk = parts.writer().chunk(bodies);
        parts.writer().accept();
        told().appended(chunk, parts.writer().epoch());
        parts.writer().force();
        told().durable(parts.writer().forced());
    }

    // --- following

    /** Records of the other half; several in a row are forced once. */
    final class FollowedWrite implements CommitQueue.Task {
        private final FollowedRecords records;

        FollowedWrite(FollowedRecords records) {
            this.records = records;
        }

        @Override
        public void run() throws IOException {
            if (!records.previous().equals(parts.writer().end())) {
                if (refusing) {
                    return; // it followed what there was no room for
                }
                throw new IllegalStateException(
                        "records behind " + records.previous().sequence() + " do not continue a log that ends at "
                                + parts.writer().sequence());
            }
            if (leading) {
                throw new IllegalStateException("records of the other half for a log that leads");
            }
            refusing = lacksBodies() || !parts.batches().follow(records);
            if (refusing) {
                forceWritten();
                told().writeRefused(parts.writer().end());
                return;
            }
            unforced = true;
            for (int i = 0; i < records.entries().size(); i++) {
                Waiting entry = records.entries().get(i);
                unapplied.add(entry);
                parts.bodies().namedBodies(entry.sequence(), records.bodies().get(i));
            }
        }

        /** Whoever ships sends the bodies first; an acknowledgement without them would be one for mail that is not here. */
        private boolean lacksBodies() throws IOException {
            for (List<Body.Spooled> named : records.bodies()) {
                for (Body.Spooled body : named) {
                    if (!parts.bodies().holds(body)) {
                        log.atError()
                                .addKeyValue("body", body.fileName())
                                .addKeyValue("after", records.previous().sequence())
                                .log("entries of the other half came without a body: refused");
                        return true;
                    }
                }
            }
            return false;
        }

        @Override
        public void abandon() {
            // nobody was told that it is here
        }
    }

    private void forceWritten() throws IOException {
        if (!unforced) {
            return;
        }
        parts.writer().force();
        unforced = false;
        told().durable(parts.writer().forced());
    }

    // --- committing

    void commit(long upTo) {
        if (upTo > parts.writer().sequence()) {
            throw new IllegalStateException("entry " + upTo + " is said to be committed, the log ends at "
                    + parts.writer().sequence());
        }
        committed = Math.max(committed, upTo);
    }

    private void applyCommitted() throws IOException {
        if (applied == committed) {
            return;
        }
        long before = applied;
        if (recovering) {
            unapplied.apply(Math.min(committed, recoveryEnd), this);
            endRecovery();
        }
        if (!recovering) {
            unapplied.apply(committed, this);
        }
        if (applied > before) {
            told().applied(applied);
        }
    }

    /** What was in the log at the opening may have been applied before; only when all of it was is recovery over. */
    private void endRecovery() throws IOException {
        if (recovering && unapplied.applied() >= recoveryEnd) {
            recovering = false;
            for (AppliedState state : parts.states().all()) {
                state.recovered();
            }
        }
    }

    @Override
    public boolean takes() {
        return !parts.states().full() && !parts.failure().failed();
    }

    @Override
    public void apply(Waiting entry) {
        parts.states().apply(entry.sequence(), entry.entry(), entry.octets());
        applied = entry.sequence();
        if (entry.own() != null && !parts.failure().failed()) {
            BatchWriter.tellCommitted(entry.own().listener(), entry.sequence());
        }
    }

    // --- cutting

    void truncate(LogMark last) throws IOException {
        tail.cut(last, leading ? Math.max(committed, epochEntry) : committed);
        refusing = false;
        List<Waiting> cut = unapplied.cut(last.sequence());
        List<String> bodies = parts.bodies().cut(last.sequence());
        recoveryEnd = Math.min(recoveryEnd, last.sequence());
        endRecovery();
        told().truncated(last);
        if (leading) {
            cut.forEach(this::takeBack);
        } else {
            parts.bodies().delete(bodies);
        }
    }

    /** An own entry was cut off, and nobody has it. */
    private void takeBack(Waiting entry) {
        if (entry.own() == null) {
            return;
        }
        if (entry.own().grows()) {
            BatchWriter.refuse(entry.own().listener(), Journal.Refusal.NO_SPACE);
        } else {
            again.add(entry.own());
        }
    }

    // --- the committer

    @Override
    public boolean isDone() {
        return parts.queue().isDone() && again.isEmpty() && !unapplied.hasOwn();
    }

    @Override
    public void rest(long nanos) {
        parts.queue().sleep(nanos, !mayWrite());
    }

    @Override
    public LogMark applied() throws IOException {
        long sequence = unapplied.applied();
        if (sequence == parts.writer().sequence()) {
            return parts.writer().end();
        }
        return parts.recovered()
                .reader()
                .markAfter(sequence)
                .orElseThrow(() -> new IOException("entry " + sequence + " is not in the log"));
    }

    @Override
    public long appliedSequence() {
        return applied;
    }

    @Override
    public void abandon() {
        work.forEach(CommitQueue.Task::abandon);
        work.clear();
    }

    /** Waits for the entry of an epoch: the driver is told instead. */
    private enum Nobody implements Journal.CommitListener {
        INSTANCE;

        @Override
        public void committed(long sequence) {
            // told as applied
        }

        @Override
        public void refused(Journal.Refusal why) {
            log.atError().addKeyValue("why", why).log("epoch entry refused");
        }
    }
}
