package org.mmsys.replica.union;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.PairLog;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.replica.node.BulkService;

/**
 * Hands all that this half has committed since the two parted to the other one, {@link UnionService} there, and waits until
 * that has committed it. May be repeated, whatever became of the time before. Waits for disk and network.
 */
public final class UnionSender {
    private static final long MARK_SECONDS = 20;

    private final PairLog log;
    private final Path bodies;
    private final TreeExport tree;
    private final BulkService.Caller partner;

    /**
     * Reads the log of a half that serves no more.
     *
     * @param bodies where its spooled bodies are
     * @param tree its mail
     */
    public UnionSender(PairLog log, Path bodies, TreeExport tree, BulkService.Caller partner) {
        this.log = log;
        this.bodies = bodies;
        this.tree = tree;
        this.partner = partner;
    }

    /**
     * What came of it.
     *
     * @param common the last entry that both had
     * @param entries of this half behind it
     * @param appended entries of the other half that were made of them
     * @param left what could not be taken in there, since the account is no more
     */
    public record Outcome(long common, long entries, long appended, long left) {}

    /**
     * Sends everything up to this entry.
     *
     * @throws IOException if the other half has not committed all of it, as far as is known here; or if the logs do not reach
     *     back to where the two parted
     */
    public Outcome send(long upTo) throws IOException, InterruptedException {
        try (BulkService.Call call = partner.call()) {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(call.out(), UnionWire.CHUNK));
            out.writeUTF(UnionService.CALL);
            out.writeByte(UnionWire.VERSION);
            out.flush();
            DataInputStream in = call.in();
            long highest = Math.min(in.readLong(), upTo);
            LogMark common = CommonPlace.find(
                            log.found().base().sequence(), highest, at -> markOf(log, at), mark -> asked(out, in, mark))
                    .orElseThrow(() ->
                            new IOException("the logs do not reach back to where the two halves parted: not united"));
            out.writeByte(UnionWire.COMMON);
            UnionWire.mark(out, common);
            LogTail.walk(log, common, upTo, entry -> summary(entry, out));
            long[] entries = new long[1];
            LogTail.walk(log, common, upTo, entry -> {
                entries[0]++;
                send(entry, out);
            });
            out.writeByte(UnionWire.END);
            out.flush();
            int word = in.readUnsignedByte();
            while (word == UnionWire.IDLE) {
                word = in.readUnsignedByte();
            }
            if (word != UnionWire.DONE) {
                throw new IOException("the other half says " + word);
            }
            return new Outcome(common.sequence(), entries[0], in.readLong(), in.readLong());
        }
    }

    private static int asked(DataOutputStream out, DataInputStream in, LogMark mark) throws IOException {
        out.writeByte(UnionWire.MARK);
        UnionWire.mark(out, mark);
        out.flush();
        return in.readUnsignedByte();
    }

    /** The mark after an entry of this log; none if it is not there any more. */
    static Optional<LogMark> markOf(PairLog log, long sequence) throws IOException, InterruptedException {
        CompletableFuture<List<LogMark>> answer = new CompletableFuture<>();
        log.find(List.of(sequence), answer::complete);
        try {
            return answer.get(MARK_SECONDS, TimeUnit.SECONDS).stream().findFirst();
        } catch (ExecutionException | TimeoutException late) {
            throw new IOException("the journal does not answer", late);
        }
    }

    private static void summary(JournalEntry entry, DataOutputStream out) throws IOException {
        List<Operation> told = entry.operations().stream()
                .filter(operation -> operation instanceof Operation.Expunge
                        || operation instanceof Operation.Confirmed
                        || operation instanceof Operation.Done)
                .toList();
        if (!told.isEmpty()) {
            out.writeByte(UnionWire.SUMMARY);
            UnionWire.entry(out, new JournalEntry(told));
        }
    }

    private void send(JournalEntry entry, DataOutputStream out) throws IOException {
        List<Operation> operations = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Deliver op) {
                body(op.body(), sent, out);
                operations.add(op);
            } else if (operation instanceof Operation.Enqueue op) {
                body(op.body(), sent, out);
                operations.add(op);
            } else if (operation instanceof Operation.Adopt op) {
                adopted(op, out).ifPresent(operations::add);
            } else if (!(operation instanceof Operation.Epoch || operation instanceof Operation.ScrubMark)) {
                operations.add(operation);
            }
        }
        if (!operations.isEmpty()) {
            out.writeByte(UnionWire.ENTRY);
            UnionWire.entry(out, new JournalEntry(operations));
        }
    }

    private void body(Body body, List<String> sent, DataOutputStream out) throws IOException {
        if (body instanceof Body.Spooled spooled && !sent.contains(spooled.fileName())) {
            sent.add(spooled.fileName());
            try (FileChannel file = FileChannel.open(bodies.resolve(spooled.fileName()), StandardOpenOption.READ)) {
                octets(spooled.fileName(), file, spooled.size(), out);
            }
        }
    }

    private static void octets(String name, FileChannel file, long size, DataOutputStream out) throws IOException {
        out.writeByte(UnionWire.BODY);
        out.writeUTF(name);
        out.writeLong(size);
        ByteBuffer chunk = ByteBuffer.allocate(UnionWire.CHUNK);
        for (long left = size; left > 0; ) {
            chunk.clear().limit((int) Math.min(left, chunk.capacity()));
            int got = file.read(chunk);
            if (got < 0) {
                throw new IOException("body " + name + " is too short");
            }
            out.write(chunk.array(), 0, got);
            left -= got;
        }
    }

    /** A file that another program brought is only in the tree; none if it is deleted or damaged by now. */
    private Optional<Operation> adopted(Operation.Adopt op, DataOutputStream out) throws IOException {
        TreeExport.Lookup found = tree.open(op.account(), op.folder(), op.guid());
        if (found.channel().isEmpty()) {
            return Optional.empty();
        }
        try (FileChannel file = found.channel().get()) {
            String name = op.guid().text();
            octets(name, file, found.size(), out);
            Body body = new Body.Spooled(name, found.size(), found.recorded().orElse(op.sha256()), 0);
            List<Operation.Copy> copies = List.of(new Operation.Copy(op.guid(), op.account(), op.folder(), op.flags()));
            Optional<Sha256> none = Optional.empty();
            return Optional.of(new Operation.Deliver(op.time(), op.node(), body, copies, none));
        }
    }
}
