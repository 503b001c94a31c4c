package org.mmsys.replica.union;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/** One union at the half that takes in: hears the entries, appends what is left of them, waits until it is committed. */
final class UnionIntake implements AutoCloseable {
    private static final int UNDER_WAY_MAX = 200;
    private static final long OCTETS_MAX = 8L << 20;
    private static final long COMMIT_SECONDS = 60;
    private static final int LOOKS = 5;

    private final Journal journal;
    private final TreeWhereabouts here;
    private final DataOutputStream out;
    private final Touched theirs = new Touched();
    private final Union union;
    private final Map<String, Body.Spooled> bodies = new HashMap<>();
    private final Map<AccountName, Set<Guid>> deleted = new HashMap<>();
    private final List<CompletableFuture<Boolean>> underWay = new ArrayList<>();
    private long octets;
    private long appended;

    UnionIntake(Journal journal, Touched own, TreeWhereabouts here, DataOutputStream out) {
        this.journal = journal;
        this.here = here;
        this.out = out;
        this.union = new Union(own, theirs, here);
    }

    long appended() {
        return appended;
    }

    long left() {
        return union.left();
    }

    /** @throws IOException if not all of it is committed */
    void run(DataInputStream in) throws IOException, InterruptedException {
        while (true) {
            int word = in.readUnsignedByte();
            switch (word) {
                case UnionWire.SUMMARY -> summary(UnionWire.entry(in));
                case UnionWire.BODY -> body(in);
                case UnionWire.ENTRY -> take(UnionWire.entry(in));
                case UnionWire.END -> {
                    settle();
                    deletionsStick();
                    return;
                }
                default -> throw new IOException("the other half says " + word);
            }
        }
    }

    private void summary(JournalEntry entry) throws IOException {
        theirs.add(entry);
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Expunge op) {
                deleted.computeIfAbsent(op.account(), any -> new HashSet<>()).addAll(op.guids());
            }
        }
    }

    private void body(DataInputStream in) throws IOException {
        if (bodies.size() >= UnionWire.BODIES_MAX) {
            throw new IOException("too many bodies for one entry");
        }
        if (journal.shortOfSpace()) {
            throw new IOException("below the reserve of the disk");
        }
        String name = in.readUTF();
        long size = in.readLong();
        if (size < 0 || size > UnionWire.BODY_MAX) {
            throw new IOException("a body of " + size + " octets");
        }
        String own = journal.guids().next().at(0).text();
        MessageDigest digest = Sha256.newDigest();
        Path file = journal.bodies().resolve(own);
        try (FileChannel into = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            bodies.put(
                    name, new Body.Spooled(own, size, Sha256.over(new byte[0]), 0)); // removed if nothing comes of it
            byte[] chunk = new byte[UnionWire.CHUNK];
            for (long left = size; left > 0; ) {
                int some = (int) Math.min(left, chunk.length);
                in.readFully(chunk, 0, some);
                digest.update(chunk, 0, some);
                ByteBuffer octetsLeft = ByteBuffer.wrap(chunk, 0, some);
                while (octetsLeft.hasRemaining()) {
                    into.write(octetsLeft);
                }
                left -= some;
            }
            into.force(true);
        }
        try (FileChannel names = FileChannel.open(journal.bodies(), StandardOpenOption.READ)) {
            names.force(true);
        }
        bodies.put(name, new Body.Spooled(own, size, Sha256.finish(digest), 0));
    }

    private void take(JournalEntry entry) throws IOException, InterruptedException {
        List<Operation> operations = new ArrayList<>();
        for (Operation operation : entry.operations()) {
            operations.add(withOwnBody(operation));
        }
        Optional<JournalEntry> wanted = union.entry(new JournalEntry(operations));
        dropBodies(wanted); // from here on the journal has the others
        if (wanted.isPresent()) {
            append(wanted.get());
        }
    }

    private Operation withOwnBody(Operation operation) throws IOException {
        if (operation instanceof Operation.Deliver op) {
            return new Operation.Deliver(
                    op.time(), op.node(), own(op.body()), op.copies(), op.submission(), op.origin());
        }
        if (operation instanceof Operation.Enqueue op) {
            return new Operation.Enqueue(
                    op.time(),
                    op.id(),
                    own(op.body()),
                    op.sender(),
                    op.trusted(),
                    op.eightBit(),
                    op.smtpUtf8(),
                    op.dsn(),
                    op.provenance(),
                    op.recipients(),
                    op.submission());
        }
        return operation;
    }

    private Body own(Body body) throws IOException {
        if (!(body instanceof Body.Spooled theirs)) {
            return body;
        }
        Body.Spooled own = bodies.get(theirs.fileName());
        if (own == null || own.size() != theirs.size() || !own.sha256().equals(theirs.sha256())) {
            throw new IOException("a body is missing, or is not what its entry says");
        }
        return new Body.Spooled(own.fileName(), own.size(), own.sha256(), theirs.prefixLength());
    }

    private void append(JournalEntry entry) throws IOException, InterruptedException {
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Deliver op) {
                octets += op.body().size();
            }
        }
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        underWay.add(outcome);
        journal.append(entry, new Journal.CommitListener() {
            @Override
            public void committed(long sequence) {
                outcome.complete(true);
            }

            @Override
            public void refused(Journal.Refusal why) {
                outcome.complete(false);
            }
        });
        here.appended(entry);
        appended++;
        if (underWay.size() >= UNDER_WAY_MAX || octets > OCTETS_MAX) {
            settle();
        }
    }

    /** Waits until everything is committed that is under way. */
    private void settle() throws IOException, InterruptedException {
        try {
            for (CompletableFuture<Boolean> each : underWay) {
                if (!each.get(COMMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("this half takes no entries now");
                }
            }
        } catch (ExecutionException | TimeoutException stalled) {
            throw new IOException("an entry is not committed", stalled);
        }
        underWay.clear();
        octets = 0;
        here.settled();
        out.writeByte(UnionWire.IDLE);
        out.flush();
    }

    /** A client may have moved what was to be deleted while that was on its way: looked at until it is gone. */
    private void deletionsStick() throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            here.forget();
            long before = appended;
            for (Map.Entry<AccountName, Set<Guid>> each : deleted.entrySet()) {
                List<Guid> guids = List.copyOf(each.getValue());
                Optional<JournalEntry> left =
                        union.entry(JournalEntry.of(new Operation.Expunge(each.getKey(), "", guids)));
                if (left.isPresent()) {
                    append(left.get());
                }
            }
            settle();
            if (appended == before) {
                return;
            }
        }
        throw new IOException("what was deleted is still there");
    }

    private void dropBodies(Optional<JournalEntry> used) throws IOException {
        Set<String> kept = new HashSet<>();
        used.ifPresent(entry -> entry.operations().forEach(operation -> {
            if (operation instanceof Operation.Deliver op && op.body() instanceof Body.Spooled body) {
                kept.add(body.fileName());
            } else if (operation instanceof Operation.Enqueue op && op.body() instanceof Body.Spooled body) {
                kept.add(body.fileName());
            }
        }));
        for (Body.Spooled body : bodies.values()) {
            if (!kept.contains(body.fileName())) {
                Files.deleteIfExists(journal.bodies().resolve(body.fileName()));
            }
        }
        bodies.clear();
    }

    /** Bodies that no entry names are removed. */
    @Override
    public void close() throws IOException {
        dropBodies(Optional.empty());
    }
}
