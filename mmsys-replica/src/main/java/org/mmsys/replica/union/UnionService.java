package org.mmsys.replica.union;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.PairLog;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.replica.node.BulkService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what the other half did alone, while this one did the same: {@link UnionSender} there.
 *
 * <p>Appends it as entries of this half, and says that it is done when all are committed. Ended halfway it may be begun again:
 * what is in this log already is left out. One union at a time.
 */
public final class UnionService implements BulkService {
    /** How a call begins. */
    public static final String CALL = "UNION";

    private static final Logger log = LoggerFactory.getLogger(UnionService.class);

    private final Journal journal;
    private final PairLog records;
    private final TreeExport tree;
    private final LongSupplier last;
    private final BooleanSupplier serves;
    private final Semaphore one = new Semaphore(1);

    /**
     * Appends to a journal.
     *
     * @param records the log of this journal
     * @param last the end of the log, from memory
     * @param serves whether this half holds the office; only then are entries taken in
     */
    public UnionService(Journal journal, PairLog records, TreeExport tree, LongSupplier last, BooleanSupplier serves) {
        this.last = last;
        this.journal = journal;
        this.records = records;
        this.tree = tree;
        this.serves = serves;
    }

    /** {@inheritDoc} The name of the call has been read. */
    @Override
    public void serve(DataInputStream in, DataOutputStream out) throws IOException {
        if (!one.tryAcquire()) {
            throw new IOException("a union is under way");
        }
        try {
            talk(in, out);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted in a union").initCause(stop);
        } finally {
            one.release();
        }
    }

    private void talk(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        int version = in.readUnsignedByte();
        if (version != UnionWire.VERSION || !serves.getAsBoolean()) {
            throw new IOException("no union of version " + version + ", or this half does not serve");
        }
        out.writeLong(last.getAsLong());
        out.flush();
        LogMark common = common(in, out);
        Touched own = new Touched();
        LogTail.walk(records, common, Long.MAX_VALUE, own::add);
        try (UnionIntake intake = new UnionIntake(journal, own, new TreeWhereabouts(tree), out)) {
            intake.run(in);
            log.atWarn()
                    .addKeyValue("event", "united")
                    .addKeyValue("common", common.sequence())
                    .addKeyValue("appended", intake.appended())
                    .addKeyValue("left", intake.left())
                    .log("both halves went on alone: what the other one did is taken in");
            out.writeByte(UnionWire.DONE);
            out.writeLong(intake.appended());
            out.writeLong(intake.left());
            out.flush();
        }
    }

    private LogMark common(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        while (true) {
            int word = in.readUnsignedByte();
            LogMark theirs = UnionWire.mark(in);
            Optional<LogMark> own = UnionSender.markOf(records, theirs.sequence());
            boolean same = own.filter(theirs::equals).isPresent();
            if (word == UnionWire.COMMON && same) {
                return theirs;
            }
            if (word != UnionWire.MARK) {
                throw new IOException("no place that both logs have");
            }
            out.writeByte(same ? UnionWire.YES : own.isPresent() ? UnionWire.NO : UnionWire.GONE);
            out.flush();
        }
    }
}
