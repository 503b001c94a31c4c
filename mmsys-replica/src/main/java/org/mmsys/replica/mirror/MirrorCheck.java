package org.mmsys.replica.mirror;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.core.store.maildir.DigestNote;
import org.mmsys.core.store.maildir.DigestSum;
import org.mmsys.core.store.maildir.MaildirMailStore;
import org.mmsys.core.store.maildir.MirrorMarks;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.replica.node.BulkService;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The half that serves compares from time to time what both halves hold at the same place of the log, account by account,
 * and corrects what differs. Nothing has to stand still for it.
 *
 * <p>Made when a node begins to serve and closed when it stops. One thread of its own; {@link #run} may be called by any.
 */
public final class MirrorCheck implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MirrorCheck.class);
    private static final int CORRECTED_AT_A_TIME = 64;
    private static final int ROUNDS = 3;
    private final MaildirMailStore store;
    private final TreeExport tree;
    private final MirrorMarks marks;
    private final MarkedLog journal;
    private final BulkService.Caller partner;
    private final InstantSource clock;
    private final Duration every;
    private final Thread thread = new Thread(this::work, "mirror-check");
    private volatile @Nullable Proof proven;
    private volatile boolean stopped;

    /**
     * Prepares comparing; {@link #start} begins it.
     *
     * @param journal where marks are put
     */
    public MirrorCheck(
            MaildirMailStore store,
            Applier applier,
            Journal journal,
            BulkService.Caller partner,
            InstantSource clock,
            Duration every) {
        this.store = store;
        this.tree = new TreeExport(applier);
        this.marks = applier.marks();
        this.journal = new MarkedLog(journal, marks, clock);
        this.partner = partner;
        this.clock = clock;
        this.every = every;
        thread.setDaemon(true);
    }

    /** Both halves held the same right after this entry. */
    public record Proof(Instant time, long sequence, long messages, String root) {}

    /**
     * What a comparison came to.
     *
     * @param differing accounts that differed
     * @param corrected differences that were seen to
     */
    public record Outcome(boolean identical, long sequence, List<AccountName> differing, int corrected) {}

    public void start() {
        thread.start();
    }

    /** Ends soon; does not wait. */
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }

    /** When both halves were last proven to hold the same, since this half serves. Any thread; from memory. */
    public Optional<Proof> lastProven() {
        return Optional.ofNullable(proven);
    }

    private void work() {
        try {
            while (!stopped) {
                try {
                    run();
                } catch (IOException later) {
                    log.atInfo().addKeyValue("why", later.getMessage()).log("halves not compared now");
                }
                synchronized (thread) {
                    thread.wait(every.toMillis());
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Compares, corrects, and compares again.
     *
     * @throws IOException if the other half cannot be asked, or does not come to the mark
     */
    public synchronized Outcome run() throws IOException, InterruptedException {
        Set<AccountName> differing = new TreeSet<>();
        int corrected = 0;
        marks.settle(any -> true);
        for (int round = 1; ; round++) {
            try (CompareCall call = new CompareCall(partner)) {
                long number = journal.next();
                MirrorMarks.Mark ours = journal.mark(number);
                CompareCall.Noted theirs = noted(call, number);
                if (ours.digests().root().equals(theirs.root()) && theirs.root().known()) {
                    Proof proof = new Proof(
                            clock.instant(),
                            ours.sequence(),
                            theirs.root().messages(),
                            theirs.root().toString());
                    proven = proof;
                    log.atInfo()
                            .addKeyValue("seq", proof.sequence())
                            .addKeyValue("messages", proof.messages())
                            .addKeyValue("root", proof.root())
                            .log("both halves hold the same");
                    return new Outcome(true, ours.sequence(), List.copyOf(differing), corrected);
                }
                Set<AccountName> unequal =
                        ours.blurred() || theirs.blurred() ? Set.of() : differing(call, ours, theirs);
                differing.addAll(unequal);
                if (round == ROUNDS) {
                    return new Outcome(false, ours.sequence(), List.copyOf(differing), corrected);
                }
                corrected += correct(call, unequal);
            }
        }
    }

    private static CompareCall.Noted noted(CompareCall call, long number) throws IOException {
        return call.mark(number).orElseThrow(() -> new IOException("the other half does not come to the mark"));
    }

    /** Accounts that differ, but for those that another program is changing here just now. */
    private static Set<AccountName> differing(CompareCall call, MirrorMarks.Mark ours, CompareCall.Noted theirs)
            throws IOException {
        Set<AccountName> differing = new TreeSet<>();
        for (int i = 0; i < DigestNote.BUCKETS && differing.size() < CORRECTED_AT_A_TIME; i++) {
            DigestSum sum = ours.digests().bucket(i);
            if (sum.equals(theirs.buckets().get(i)) && sum.known()) {
                continue;
            }
            Map<AccountName, DigestSum> here = ours.digests().accounts(i);
            Map<AccountName, DigestSum> there = call.bucket(ours.number(), i);
            Set<AccountName> all = new HashSet<>(here.keySet());
            all.addAll(there.keySet());
            for (AccountName account : all) {
                DigestSum one = here.getOrDefault(account, DigestSum.ZERO);
                boolean same = one.equals(there.getOrDefault(account, DigestSum.ZERO)) && one.known();
                if (!same && !ours.digests().unsettled().contains(account)) {
                    differing.add(account);
                }
            }
        }
        return differing;
    }

    private int correct(CompareCall call, Set<AccountName> accounts) throws IOException, InterruptedException {
        List<AccountName> paused = new ArrayList<>();
        try {
            for (AccountName account : accounts) {
                if (paused.size() < CORRECTED_AT_A_TIME && store.pause(account)) {
                    paused.add(account); // the others have sessions, and come next time
                }
            }
            return paused.isEmpty() ? 0 : correctPaused(call, paused);
        } finally {
            paused.forEach(store::release);
        }
    }

    private int correctPaused(CompareCall call, List<AccountName> accounts) throws IOException, InterruptedException {
        long number = journal.next();
        marks.watch(number, accounts);
        call.watch(number, accounts);
        MirrorMarks.Mark ours = journal.mark(number);
        noted(call, number);
        int count = 0;
        for (AccountName account : accounts) {
            call.ask(number, account, false);
            CompareCall.Account theirs = call.read(false);
            Corrections corrections = new Corrections(account, call, marks, tree);
            corrections.compare(
                    Optional.ofNullable(ours.listings().get(account)).orElseThrow(), theirs);
            List<Operation> operations = corrections.operations();
            if (!operations.isEmpty()) {
                journal.append(operations);
            }
            count += corrections.count();
        }
        marks.forget(number);
        call.forget(number);
        return count;
    }
}
