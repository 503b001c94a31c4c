package org.mmsys.core.journal;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the states back to where the log ends: newest whole snapshot, then everything since the one before it again.
 *
 * <p>After an orderly end nothing is replayed. A single node applies everything that is in the log: it was committed when it
 * was forced, or nobody was told.
 *
 * <p>Half of a pair applies only what is known to be committed (I6): what a snapshot holds, and what stands before a batch that
 * is not a mere EPOCH entry. For {@link PairCommit} writes such a batch only when everything before it is committed: so its
 * presence proves that, wherever it was written, and the numbers of batches are carried over to the other half. An EPOCH entry
 * proves nothing, it may stand behind entries that nobody has committed yet. Nor does a record lose its force when the log was
 * cut later: what it proved is committed for ever, and lies before the cut. What stands behind that place is kept unapplied. It
 * may be committed all the same, and may have been applied before a crash: so recovery is not over for the states until it
 * is applied or cut off.
 *
 * <p>Used once, on the opening thread.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final JournalFiles files;
    private final UUID store;
    private final AppliedStates states;
    private final BodyFiles bodies;
    private final boolean paired;
    private final LogIndex index = new LogIndex();
    private final LogReader reader;
    private final Quarantine quarantine;
    private final List<String> damages = new ArrayList<>();
    private long replayAfter;
    private long replayed;
    private long highestEpoch;
    private long committed;

    /**
     * What was found.
     *
     * @param end of the log
     * @param epoch the highest so far
     * @param snapshots that are on the disk, oldest first
     * @param foreignSections of snapshots that no present state claims: kept as they are
     * @param octetsCut of a torn end
     * @param unapplied what is behind the last entry known to be committed; of a single node nothing
     */
    record Outcome(
            LogMark end,
            long epoch,
            List<Checkpointer.Kept> snapshots,
            List<Snapshot.Section> foreignSections,
            long octetsCut,
            List<String> damages,
            LogIndex index,
            LogReader reader,
            Unapplied unapplied) {
        /** Whether everything in the log is applied. */
        boolean complete() {
            return unapplied.applied() == end.sequence();
        }
    }

    Recovery(JournalFiles files, UUID store, AppliedStates states, BodyFiles bodies, boolean paired) {
        this.files = files;
        this.store = store;
        this.states = states;
        this.bodies = bodies;
        this.paired = paired;
        this.reader = new LogReader(files, LogRecord.mark(store), index);
        this.quarantine = new Quarantine(files.quarantine());
    }

    Outcome run() throws IOException {
        removeTemporary();
        List<Snapshot> snapshots = loadSnapshots();
        Snapshot newest = snapshots.isEmpty() ? null : snapshots.get(snapshots.size() - 1);
        List<JournalFiles.Numbered> segments = files.segments();
        replayAfter = replayAfter(snapshots, segments);
        if (!paired) {
            LogTrimmer.dropSegments(files, replayAfter);
        }
        List<Snapshot.Section> foreign = newest == null ? List.of() : read(newest);
        Unapplied left = new Unapplied(reader, replayAfter);
        LogScan scan = replay(newest, left);
        LogMark end = scan.end();
        if (paired) {
            left.apply(Math.min(committed, end.sequence()), new Replay());
            bodies.nameRest(replayAfter);
        } else {
            left.skipTo(end.sequence());
            bodies.dropUnnamed();
        }
        damages.addAll(scan.damages());
        List<Checkpointer.Kept> kept =
                snapshots.stream().map(Checkpointer.Kept::of).toList();
        Outcome outcome = new Outcome(end, highestEpoch, kept, foreign, scan.octetsCut(), damages, index, reader, left);
        if (outcome.complete()) {
            for (AppliedState state : states.all()) {
                state.recovered();
            }
        }
        log.atInfo()
                .addKeyValue("seq", end.sequence())
                .addKeyValue("applied", left.applied())
                .addKeyValue("replayed", replayed)
                .addKeyValue("owed", states.owed())
                .addKeyValue("damages", damages.size())
                .log("journal recovered");
        return outcome;
    }

    private void removeTemporary() throws IOException {
        try (Stream<Path> all = Files.list(files.journal())) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (String.valueOf(file.getFileName()).endsWith(".tmp")) {
                    Files.delete(file);
                }
            }
        }
    }

    /** All whole snapshots, oldest first; damaged ones are put aside. */
    private List<Snapshot> loadSnapshots() throws IOException {
        List<Snapshot> whole = new ArrayList<>();
        for (JournalFiles.Numbered file : files.snapshots()) {
            try {
                Snapshot snapshot = Snapshot.load(file.path());
                if (!snapshot.store().equals(store)) {
                    throw new DirectoryRefusedException(file.path() + " belongs to another store");
                }
                whole.add(snapshot);
                highestEpoch = Math.max(highestEpoch, snapshot.epoch());
            } catch (CorruptEntryException damaged) {
                log.atError()
                        .addKeyValue("file", file.path())
                        .setCause(damaged)
                        .log("snapshot damaged, the one before it is used");
                damages.add(file.path().getFileName() + ": " + damaged.getMessage());
                quarantine.move(file.path());
            }
        }
        return whole;
    }

    /** The entry after which everything is applied again. */
    private long replayAfter(List<Snapshot> snapshots, List<JournalFiles.Numbered> segments) throws IOException {
        if (snapshots.isEmpty()) {
            if (!segments.isEmpty() && segments.get(0).number() > 1) {
                throw new DirectoryRefusedException("no whole snapshot in " + files.journal()
                        + ", and the log begins at entry " + segments.get(0).number());
            }
            return 0;
        }
        Snapshot newest = snapshots.get(snapshots.size() - 1);
        if (newest.clean()) {
            return newest.appliedThrough();
        }
        long wanted = snapshots.size() > 1 ? snapshots.get(snapshots.size() - 2).appliedThrough() : 0;
        boolean there = !segments.isEmpty() && segments.get(0).number() <= wanted + 1;
        return there ? Math.min(wanted, newest.appliedThrough()) : newest.appliedThrough();
    }

    /** Gives each state its section; returns those that belong to none. */
    private List<Snapshot.Section> read(Snapshot snapshot) throws IOException {
        List<Snapshot.Section> foreign = new ArrayList<>(snapshot.sections());
        for (AppliedState state : states.all()) {
            for (Snapshot.Section section : snapshot.sections()) {
                if (section.name().equals(state.name())) {
                    state.read(new DataInputStream(new ByteArrayInputStream(section.octets())));
                    foreign.remove(section);
                }
            }
        }
        foreign.forEach(section -> log.atWarn()
                .addKeyValue("section", section.name())
                .log("snapshot section of a state that is not there, kept"));
        return Collections.unmodifiableList(foreign);
    }

    private LogScan replay(@Nullable Snapshot newest, Unapplied left) throws IOException {
        LogScan[] scan = new LogScan[1];
        scan[0] = new LogScan(store, quarantine, index, record -> {
            if (paired) {
                gather(record, left);
            } else {
                apply(record);
            }
            if (newest != null && record.sequence() == newest.sequence() && !scan[0].isAt(newest.link())) {
                damages.add("the log differs from the snapshot at entry " + newest.sequence());
                log.atError().addKeyValue("seq", newest.sequence()).log("the log differs from the snapshot");
            }
        });
        List<JournalFiles.Numbered> segments = files.segments();
        if (newest != null && (segments.isEmpty() || segments.get(0).number() > newest.appliedThrough() + 1)) {
            reportMissing(newest, segments);
        }
        int first = paired ? firstToScan(segments) : 0;
        scan[0].run(segments.subList(first, segments.size()));
        if (newest != null) {
            committed = Math.max(committed, newest.sequence());
        }
        if (newest != null && scan[0].end().sequence() < newest.sequence()) {
            // what the snapshot holds needs no log, but numbers must not be given twice
            scan[0].startAfter(newest.sequence(), newest.link());
            left.skipTo(newest.sequence());
        }
        if (first > 0) {
            indexUnscanned(segments, first);
        }
        return scan[0];
    }

    /** Segments that are kept for the other half only are read when it asks for them. */
    private int firstToScan(List<JournalFiles.Numbered> segments) {
        int first = 0;
        while (first + 1 < segments.size() && segments.get(first + 1).number() <= replayAfter + 1) {
            first++;
        }
        return first;
    }

    private void indexUnscanned(List<JournalFiles.Numbered> segments, int scanned) throws IOException {
        if (index.base().sequence() != segments.get(scanned).number() - 1) {
            return; // something is missing behind them
        }
        try (SegmentReader oldest = SegmentReader.open(segments.get(0).path(), 0)) {
            Segment.Header header = oldest.header();
            index.base(new LogMark(header.firstSequence() - 1, header.link()));
        } catch (CorruptEntryException damaged) {
            log.atWarn()
                    .addKeyValue("file", segments.get(0).path())
                    .setCause(damaged)
                    .log("older segments cannot be read");
            return;
        }
        for (JournalFiles.Numbered older : segments.subList(0, scanned)) {
            index.note(older.number(), older.number(), Segment.HEADER, index.cuts());
        }
    }

    private void reportMissing(Snapshot newest, List<JournalFiles.Numbered> segments) {
        String first =
                segments.isEmpty() ? "none" : String.valueOf(segments.get(0).number());
        damages.add("entries behind " + newest.appliedThrough() + " are missing, the log begins at " + first);
        log.atError()
                .addKeyValue("snapshot", newest.sequence())
                .addKeyValue("first", first)
                .log("entries between snapshot and log are missing");
    }

    private void apply(LogRecord record) throws IOException {
        highestEpoch = Math.max(highestEpoch, record.epoch());
        if (record.sequence() <= replayAfter) {
            return;
        }
        Waiting entry = Unapplied.of(record);
        Replay replay = new Replay();
        replay.takes();
        bodies.namedBodies(record.sequence(), Spooled.in(entry.entry()));
        replay.apply(entry);
    }

    /** Half of a pair: applies what is known to be committed by now. */
    private void gather(LogRecord record, Unapplied left) throws IOException {
        highestEpoch = Math.max(highestEpoch, record.epoch());
        if (record.sequence() <= replayAfter) {
            return;
        }
        if (record.sequence() > left.last() + 1) { // damage, and reported: what is behind it was committed later
            left.apply(left.last(), new Replay());
            left.skipTo(record.sequence() - 1);
        }
        Waiting entry = Unapplied.of(record);
        bodies.namedBodies(record.sequence(), Spooled.in(entry.entry()));
        left.add(entry);
        if (!entry.entry().operations().stream().allMatch(operation -> operation instanceof Operation.Epoch)) {
            committed = Math.max(committed, record.batchFirst() - 1);
            left.apply(Math.min(committed, record.sequence()), new Replay());
        }
    }

    /** Applies to the states. */
    private final class Replay implements Unapplied.Target {
        @Override
        public boolean takes() throws IOException {
            if (states.full()) {
                throw new IOException("too many entries cannot be applied");
            }
            return true;
        }

        @Override
        public void apply(Waiting entry) {
            states.apply(entry.sequence(), entry.entry(), entry.octets());
            replayed++;
        }
    }
}
