package org.mmsys.core.journal;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the states back to where the log ends: newest whole snapshot, then everything since the one before it again.
 *
 * <p>After an orderly end nothing is replayed. Used once, on the opening thread.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final JournalFiles files;
    private final UUID store;
    private final AppliedStates states;
    private final BodyFiles bodies;
    private final Quarantine quarantine;
    private final List<String> damages = new ArrayList<>();
    private long replayAfter;
    private long replayed;
    private long highestEpoch;

    /**
     * What was found.
     *
     * @param end of the log
     * @param epoch of this start
     * @param snapshots that are on the disk, oldest first
     * @param foreignSections of snapshots that no present state claims: kept as they are
     * @param octetsCut of a torn end
     */
    record Outcome(
            LogWriter.End end,
            long epoch,
            List<Checkpointer.Kept> snapshots,
            List<Snapshot.Section> foreignSections,
            long octetsCut,
            List<String> damages) {}

    Recovery(JournalFiles files, UUID store, AppliedStates states, BodyFiles bodies) {
        this.files = files;
        this.store = store;
        this.states = states;
        this.bodies = bodies;
        this.quarantine = new Quarantine(files.quarantine());
    }

    Outcome run() throws IOException {
        removeTemporary();
        List<Snapshot> snapshots = loadSnapshots();
        Snapshot newest = snapshots.isEmpty() ? null : snapshots.get(snapshots.size() - 1);
        List<JournalFiles.Numbered> segments = files.segments();
        replayAfter = replayAfter(snapshots, segments);
        Checkpointer.dropSegments(files, replayAfter);
        List<Snapshot.Section> foreign = newest == null ? List.of() : read(newest);
        LogScan scan = replay(newest);
        bodies.dropUnnamed();
        for (AppliedState state : states.all()) {
            state.recovered();
        }
        damages.addAll(scan.damages());
        log.atInfo()
                .addKeyValue("seq", scan.end().sequence())
                .addKeyValue("replayed", replayed)
                .addKeyValue("owed", states.owed())
                .addKeyValue("damages", damages.size())
                .log("journal recovered");
        List<Checkpointer.Kept> kept =
                snapshots.stream().map(Checkpointer.Kept::of).toList();
        return new Outcome(scan.end(), highestEpoch + 1, kept, foreign, scan.octetsCut(), damages);
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

    private LogScan replay(@Nullable Snapshot newest) throws IOException {
        LogScan[] scan = new LogScan[1];
        scan[0] = new LogScan(store, quarantine, record -> {
            apply(record);
            if (newest != null && record.sequence() == newest.sequence() && !scan[0].isAt(newest.link())) {
                damages.add("the log differs from the snapshot at entry " + newest.sequence());
                log.atError().addKeyValue("seq", newest.sequence()).log("the log differs from the snapshot");
            }
        });
        List<JournalFiles.Numbered> segments = files.segments();
        if (newest != null && (segments.isEmpty() || segments.get(0).number() > newest.appliedThrough() + 1)) {
            reportMissing(newest, segments);
        }
        scan[0].run(segments);
        if (newest != null && scan[0].end().sequence() < newest.sequence()) {
            // what the snapshot holds needs no log, but numbers must not be given twice
            scan[0].startAfter(newest.sequence(), newest.link());
        }
        return scan[0];
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
        JournalEntry entry;
        try {
            entry = EntryCodec.decode(record.fields(), record.bodies());
        } catch (CorruptEntryException unknown) { // not damage, its checksum is right
            throw new DirectoryRefusedException(
                    "entry " + record.sequence() + " was written by another version: " + unknown.getMessage(), unknown);
        }
        if (states.full()) {
            throw new IOException("too many entries cannot be applied, the last is " + record.sequence());
        }
        bodies.named(record.sequence(), spooled(entry));
        states.apply(record.sequence(), entry, record.length());
        replayed++;
    }

    private static List<String> spooled(JournalEntry entry) {
        List<String> names = new ArrayList<>();
        for (Operation operation : entry.operations()) {
            bodyOf(operation).ifPresent(body -> {
                if (body instanceof Body.Spooled file && !names.contains(file.fileName())) {
                    names.add(file.fileName());
                }
            });
        }
        return names;
    }

    private static Optional<Body> bodyOf(Operation operation) {
        if (operation instanceof Operation.Deliver deliver) {
            return Optional.of(deliver.body());
        }
        return operation instanceof Operation.Enqueue queued ? Optional.of(queued.body()) : Optional.empty();
    }
}
