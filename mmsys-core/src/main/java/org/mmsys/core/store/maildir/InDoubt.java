package org.mmsys.core.store.maildir;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submissions whose 250 nobody is known to have heard: the section {@code in-doubt} of a checkpoint.
 *
 * <p>Holds those of the last 24 hours, 100,000 at most. Changes on the committer thread; may be asked on any.
 */
public final class InDoubt implements AppliedState {
    private static final Logger log = LoggerFactory.getLogger(InDoubt.class);
    private static final int VERSION = 1;
    private static final Duration WINDOW = Duration.ofHours(24);
    static final int MARKS_MAX = 100_000;
    private final InstantSource clock;
    private final int marksMax;
    private final LinkedHashMap<Sha256, Mark> marks = new LinkedHashMap<>();

    private record Mark(Guid id, Instant committed) {}

    public InDoubt(InstantSource clock) {
        this(clock, MARKS_MAX);
    }

    InDoubt(InstantSource clock, int marksMax) {
        this.clock = clock;
        this.marksMax = marksMax;
    }

    /** The id of the message that was stored for this submission, if it is in doubt whether the client knows. */
    synchronized Optional<Guid> find(Sha256 submission) {
        Mark mark = marks.get(submission);
        return mark == null || expired(mark, clock.instant()) ? Optional.empty() : Optional.of(mark.id());
    }

    synchronized int size() {
        return marks.size();
    }

    private static boolean expired(Mark mark, Instant now) {
        return mark.committed().isBefore(now.minus(WINDOW));
    }

    @Override
    public String name() {
        return "in-doubt";
    }

    @Override
    public synchronized void apply(long sequence, JournalEntry entry) {
        boolean marked = false;
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Deliver deliver
                    && deliver.submission().isPresent()) {
                marked = true;
                mark(
                        deliver.submission().get(),
                        new Mark(deliver.copies().get(0).guid(), deliver.time()));
            } else if (operation instanceof Operation.Enqueue queued
                    && queued.submission().isPresent()
                    && !marked) { // else the id of the copy here was answered
                mark(queued.submission().get(), new Mark(queued.id(), queued.time()));
            } else if (operation instanceof Operation.Confirmed confirmed) {
                confirmed.submissions().forEach(marks::remove);
            }
        }
    }

    private void mark(Sha256 submission, Mark mark) {
        marks.remove(submission);
        marks.put(submission, mark);
        Iterator<Map.Entry<Sha256, Mark>> oldest = marks.entrySet().iterator();
        while (marks.size() > 1) {
            Map.Entry<Sha256, Mark> first = oldest.next();
            boolean tooMany = marks.size() > marksMax;
            if (!tooMany && !expired(first.getValue(), mark.committed())) {
                return;
            }
            if (tooMany) {
                log.atWarn()
                        .addKeyValue("guid", first.getValue().id())
                        .log("too many submissions in doubt: the oldest is forgotten");
            }
            oldest.remove();
        }
    }

    @Override
    public synchronized void write(DataOutput snapshot) throws IOException {
        snapshot.writeInt(VERSION);
        snapshot.writeInt(marks.size());
        for (Map.Entry<Sha256, Mark> entry : marks.entrySet()) {
            snapshot.write(entry.getKey().toBytes());
            snapshot.writeUTF(entry.getValue().id().text());
            snapshot.writeLong(entry.getValue().committed().toEpochMilli());
        }
    }

    @Override
    public synchronized void read(DataInput snapshot) throws IOException {
        int version = snapshot.readInt();
        if (version != VERSION) {
            throw new IOException("in-doubt section of version " + version);
        }
        marks.clear();
        for (int left = snapshot.readInt(); left > 0; left--) {
            byte[] digest = new byte[Sha256.LENGTH];
            snapshot.readFully(digest);
            Guid id = new Guid(snapshot.readUTF());
            marks.put(Sha256.read(ByteBuffer.wrap(digest)), new Mark(id, Instant.ofEpochMilli(snapshot.readLong())));
        }
    }

    @Override
    public void sync() {}

    @Override
    public void recovered() {}
}
