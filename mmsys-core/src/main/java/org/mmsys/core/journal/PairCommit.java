package org.mmsys.core.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
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

    private final Parts parts;
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
    private long epochEntry;
    private boolean toldShort;
    /** There was no room: what is under way is not written, until something comes that continues the log. */
    private boolean refusing;

    private boolean unforced;
    private volatile long committed;
    private volatile long applied;

    /** What the committer works with. */
    record Parts(
            JournalOptions options,
            CommitQueue queue,
            BatchWriter batches,
            LogWriter writer,
            AppliedStates states,
            LogReader reader,
            BodyFiles bodies,
            ReserveFile reserve,
            Guids guids,
            Failure failure,
            TailQuarantine quarantine,
            int incarnation) {}

    PairCommit(Parts parts, Unapplied unapplied, boolean recovering) {
        this.parts = parts;
        this.unapplied = unapplied;
        this.recovering = recovering;
        this.recoveryEnd = parts.writer.sequence();
        this.committed = unapplied.applied();
        this.applied = committed;
        parts.queue.shut();
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
        parts.queue.take(refusals, work);
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
        parts.states.retry();
        applyCommitted();
        return writeOwn();
    }

    private void tellSpace() {
        boolean isShort = parts.batches.isShort();
        if (isShort != toldShort) {
            toldShort = isShort;
            told().shortOfSpace(isShort);
        }
    }

    // --- leading

    void lead(long epoch) throws IOException {
        if (epoch <= parts.writer.epoch() && leading) {
            throw new IllegalStateException("leads epoch " + parts.writer.epoch() + ", asked for " + epoch);
        }
        parts.writer.epoch(epoch);
        Operation.Epoch begun = new Operation.Epoch(Math.toIntExact(epoch), parts.options.node(), parts.incarnation);
        PendingAppend entry = new PendingAppend(JournalEntry.of(begun), Nobody.INSTANCE);
        if (parts.batches.writeAdmitted(List.of(entry)).isEmpty()) {
            throw new IOException("the entry of epoch " + epoch + " could not be written");
        }
        epochEntry = parts.writer.sequence() + 1;
        refusing = false;
        parts.guids.epoch((int) (epoch & 0xff_ffff));
        leading = true;
        parts.queue.open();
        finish(List.of(entry), false);
        log.atInfo().addKeyValue("epoch", epoch).addKeyValue("seq", epochEntry).log("journal leads");
    }

    void follow() {
        leading = false;
        parts.queue.shut();
        parts.queue.takeAll().forEach(left -> BatchWriter.refuse(left.listener(), Journal.Refusal.CLOSED));
        again.forEach(left -> BatchWriter.refuse(left.listener(), Journal.Refusal.CLOSED));
        again.clear();
        unapplied.forgetOwners();
        log.atInfo().addKeyValue("seq", parts.writer.sequence()).log("journal follows");
    }

    private boolean mayWrite() {
        return leading && committed == parts.writer.sequence();
    }

    private boolean writeOwn() throws IOException {
        if (!mayWrite()) {
            return false;
        }
        if (again.isEmpty()) {
            parts.queue.take(batch, parts.options.batchEntries(), parts.options.batchOctets());
        } else {
            batch.addAll(again);
            again = new ArrayList<>();
        }
        if (batch.isEmpty()) {
            return false;
        }
        List<PendingAppend> written = parts.batches.write(batch);
        if (!written.isEmpty()) {
            finish(written, true);
        }
        batch.clear();
        return true;
    }

    /** The batch is in the log: ships it, and makes it durable meanwhile. */
    private void finish(List<PendingAppend> written, boolean answered) throws IOException {
        List<Body.Spooled> bodies = new ArrayList<>();
        long sequence = parts.writer.sequence();
        for (PendingAppend entry : written) {
            sequence++;
            unapplied.add(new Waiting(sequence, entry.entry(), entry.length(), answered ? entry : null));
            if (!entry.encoded().spooled().isEmpty()) {
                List<Body.Spooled> named = Spooled.in(entry.entry());
                parts.bodies.namedBodies(sequence, named);
                named.stream().filter(body -> !bodies.contains(body)).forEach(bodies::add);
            }
        }
        PairLog.Chunk chunk = parts.writer.chunk(bodies);
        parts.writer.accept();
        told().appended(chunk, parts.writer.epoch());
        parts.writer.force();
        told().durable(parts.writer.forced());
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
            if (!records.previous().equals(parts.writer.end())) {
                if (refusing) {
                    return; // it followed what there was no room for
                }
                throw new IllegalStateException(
                        "records behind " + records.previous().sequence() + " do not continue a log that ends at "
                                + parts.writer.sequence());
            }
            if (leading) {
                throw new IllegalStateException("records of the other half for a log that leads");
            }
            refusing = !parts.batches.follow(records);
            if (refusing) {
                forceWritten();
                told().writeRefused(parts.writer.end());
                return;
            }
            unforced = true;
            for (int i = 0; i < records.entries().size(); i++) {
                Waiting entry = records.entries().get(i);
                unapplied.add(entry);
                parts.bodies.namedBodies(entry.sequence(), records.bodies().get(i));
            }
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
        parts.writer.force();
        unforced = false;
        told().durable(parts.writer.forced());
    }

    // --- committing

    void commit(long upTo) {
        if (upTo > parts.writer.sequence()) {
            throw new IllegalStateException(
                    "entry " + upTo + " is said to be committed, the log ends at " + parts.writer.sequence());
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
            for (AppliedState state : parts.states.all()) {
                state.recovered();
            }
        }
    }

    @Override
    public boolean takes() {
        return !parts.states.full() && !parts.failure.failed();
    }

    @Override
    public void apply(Waiting entry) {
        parts.states.apply(entry.sequence(), entry.entry(), entry.octets());
        applied = entry.sequence();
        if (entry.own() != null && !parts.failure.failed()) {
            BatchWriter.tellCommitted(entry.own().listener(), entry.sequence());
        }
    }

    // --- cutting

    void truncate(LogMark last) throws IOException {
        long end = parts.writer.sequence();
        checkCut(last, end);
        refusing = false;
        if (last.sequence() < end) {
            LogIndex.Place next = parts.reader.placeOf(last.sequence() + 1);
            keepAside(last.sequence() + 1, end);
            cutBack(last, next);
            log.atWarn()
                    .addKeyValue("from", last.sequence() + 1)
                    .addKeyValue("to", end)
                    .log("end of the log cut off, it was never committed");
        }
        List<Waiting> cut = unapplied.cut(last.sequence());
        List<String> bodies = parts.bodies.cut(last.sequence());
        recoveryEnd = Math.min(recoveryEnd, last.sequence());
        endRecovery();
        told().truncated(last);
        if (leading) {
            cut.forEach(this::takeBack);
        } else {
            parts.bodies.delete(bodies);
        }
    }

    private void checkCut(LogMark last, long end) {
        if (last.sequence() > end || last.sequence() < committed || leading && last.sequence() < epochEntry) {
            throw new IllegalStateException("cut to " + last.sequence() + " asked, committed is " + committed
                    + ", the log ends at " + end + (leading ? ", its epoch begins at " + epochEntry : ""));
        }
        LogMark here = last.sequence() == end
                ? parts.writer.end()
                : parts.reader.markAfter(last.sequence()).orElse(LogMark.START);
        if (!here.equals(last)) {
            throw new IllegalStateException("cut to " + last.sequence() + " asked, in another history");
        }
    }

    private void keepAside(long first, long last) throws IOException {
        try {
            parts.quarantine.keep(first, last);
        } catch (IOException failed) {
            if (!parts.batches.isFull(failed)) {
                throw failed;
            }
            log.atError().setCause(failed).log("no space to put the end of the log aside");
        }
    }

    private void cutBack(LogMark last, LogIndex.Place next) throws IOException {
        try {
            parts.writer.cutBack(last, next);
        } catch (IOException failed) {
            if (!parts.batches.isFull(failed)) {
                throw failed;
            }
            parts.reserve.release();
            parts.writer.cutBack(last, next);
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
        return parts.queue.isDone() && again.isEmpty() && !unapplied.hasOwn();
    }

    @Override
    public void rest(long nanos) {
        parts.queue.sleep(nanos, !mayWrite());
    }

    @Override
    public LogMark applied() throws IOException {
        long sequence = unapplied.applied();
        if (sequence == parts.writer.sequence()) {
            return parts.writer.end();
        }
        return parts.reader
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
