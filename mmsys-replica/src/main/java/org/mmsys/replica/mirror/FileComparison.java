package org.mmsys.replica.mirror;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.maildir.AccountListing;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.core.store.maildir.DigestSum;
import org.mmsys.core.store.maildir.FileCheck;
import org.mmsys.core.store.maildir.MessageRow;
import org.mmsys.core.store.maildir.MirrorMarks;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.replica.node.BulkService;
import org.mmsys.wire.address.AccountName;

/**
 * Proves that both trees are equal, file by file: each half reads every file it has at a common mark, and the half that
 * serves compares names, flags, sizes and what the files hold.
 *
 * <p>Goes through the accounts in some at a time, each at a mark of their own, so that memory is bounded and nothing stands
 * still. Any thread, one run at a time; reads all mail.
 */
public final class FileComparison {
    private static final int ACCOUNTS_AT_A_TIME = 50;
    private static final int TOLD_MAX = 100;
    private final TreeExport tree;
    private final MirrorMarks marks;
    private final MarkedLog journal;
    private final BulkService.Caller partner;

    public FileComparison(Applier applier, Journal journal, BulkService.Caller partner, InstantSource clock) {
        this.tree = new TreeExport(applier);
        this.marks = applier.marks();
        this.journal = new MarkedLog(journal, marks, clock);
        this.partner = partner;
    }

    /**
     * What was found.
     *
     * @param messages compared
     * @param changed were deleted while the comparison went on, and are not in it
     * @param ourRoot the sum over what the files of this half hold
     * @param lastMark the entry at which the last accounts were compared
     * @param differences how many
     * @param told the first of them, a line each
     */
    public record Report(
            long accounts,
            long messages,
            long octets,
            long changed,
            String ourRoot,
            String theirRoot,
            long lastMark,
            long differences,
            List<String> told) {
        public boolean equal() {
            return differences == 0 && ourRoot.equals(theirRoot);
        }
    }

    /** How far it is. */
    public interface Progress {
        void messages(long soFar);
    }

    private static final class Count {
        private long accounts;
        private long messages;
        private long octets;
        private long changed;
        private long lastMark;
        private long differences;
        private DigestSum ours = DigestSum.ZERO;
        private DigestSum theirs = DigestSum.ZERO;
        private final List<String> told = new ArrayList<>();

        private void differs(AccountName account, String folder, Guid guid, String how) {
            differences++;
            if (told.size() < TOLD_MAX) {
                told.add(account + " " + (folder.isEmpty() ? "INBOX" : folder) + " " + guid + " " + how);
            }
        }

        private Report report() {
            return new Report(
                    accounts,
                    messages,
                    octets,
                    changed,
                    ours.toString(),
                    theirs.toString(),
                    lastMark,
                    differences,
                    List.copyOf(told));
        }
    }

    private record Mine(String folder, MessageRow row, FileCheck.Held held) {}

    /** Compares all there is on either half. */
    public Report run(Progress progress) throws IOException, InterruptedException {
        Count count = new Count();
        try (CompareCall call = new CompareCall(partner)) {
            TreeSet<AccountName> all = new TreeSet<>(tree.accounts());
            all.addAll(call.accounts());
            List<AccountName> inOrder = List.copyOf(all);
            for (int from = 0; from < inOrder.size(); from += ACCOUNTS_AT_A_TIME) {
                int to = Math.min(inOrder.size(), from + ACCOUNTS_AT_A_TIME);
                some(call, inOrder.subList(from, to), count, progress);
            }
        }
        return count.report();
    }

    private void some(CompareCall call, List<AccountName> accounts, Count count, Progress progress)
            throws IOException, InterruptedException {
        long number = journal.next();
        marks.watch(number, accounts);
        call.watch(number, accounts);
        MirrorMarks.Mark ours = journal.mark(number);
        Optional<CompareCall.Noted> theirs = call.mark(number);
        if (theirs.isEmpty() || theirs.get().blurred() || ours.blurred()) {
            throw new IOException("a half has entries to apply still; try again when both have");
        }
        count.lastMark = ours.sequence();
        for (AccountName account : accounts) {
            call.ask(number, account, true); // the other half reads its files while this one does
        }
        for (AccountName account : accounts) {
            AccountListing listing =
                    Optional.ofNullable(ours.listings().get(account)).orElseThrow();
            Map<Guid, Mine> mine = read(listing);
            compare(account, listing.folders(), mine, call.read(true), count);
            count.accounts++;
            progress.messages(count.messages);
        }
        marks.forget(number);
        call.forget(number);
    }

    private Map<Guid, Mine> read(AccountListing listing) throws IOException {
        FileCheck check = new FileCheck(tree);
        Map<Guid, Mine> mine = new TreeMap<>();
        for (String folder : listing.folders()) {
            for (MessageRow row : listing.rows(folder)) {
                mine.put(row.guid(), new Mine(folder, row, check.read(listing.account(), folder, row)));
            }
        }
        return mine;
    }

    private static void compare(
            AccountName account, List<String> folders, Map<Guid, Mine> mine, CompareCall.Account theirs, Count count) {
        for (String folder : folders) {
            if (!theirs.folders().contains(folder)) {
                count.differs(account, folder, NO_GUID, "folder only here");
            }
        }
        for (String folder : theirs.folders()) {
            if (!folders.contains(folder)) {
                count.differs(account, folder, NO_GUID, "folder only at the other half");
            }
        }
        for (CompareCall.Listed there : theirs.messages().values()) {
            Mine here = mine.remove(there.row().guid());
            if (here == null) {
                count.differs(account, there.folder(), there.row().guid(), "only at the other half");
            } else {
                message(account, here, there, count);
            }
        }
        mine.forEach((guid, here) -> count.differs(account, here.folder, guid, "only here"));
    }

    private static final Guid NO_GUID = new Guid("0".repeat(Guid.LENGTH));

    private static void message(AccountName account, Mine here, CompareCall.Listed there, Count count) {
        FileCheck.Held other = there.held().orElseThrow();
        if (here.held.gone() || other.gone()) {
            count.changed++;
            return;
        }
        count.messages++;
        count.octets += here.row.size();
        count.ours = count.ours.plus(DigestSum.of(here.folder, here.row, here.held.content()));
        count.theirs = count.theirs.plus(DigestSum.of(there.folder(), there.row(), other.content()));
        Optional<Sha256> one = here.held.content();
        String how = !here.folder.equals(there.folder())
                ? "in another folder: " + there.folder()
                : !here.row.flags().equals(there.row().flags())
                        ? "flags " + here.row.flags() + " here, " + there.row().flags() + " there"
                        : here.row.size() != there.row().size() ? "another size" : content(one, other.content());
        if (!how.isEmpty()) {
            count.differs(account, here.folder, here.row.guid(), how);
        }
    }

    private static String content(Optional<Sha256> here, Optional<Sha256> there) {
        if (here.isEmpty() || there.isEmpty()) {
            return here.isEmpty() && there.isEmpty()
                    ? "file missing on both halves"
                    : "file missing " + (here.isEmpty() ? "here" : "at the other half");
        }
        return here.equals(there) ? "" : "content " + here.get() + " here, " + there.get() + " there";
    }
}
