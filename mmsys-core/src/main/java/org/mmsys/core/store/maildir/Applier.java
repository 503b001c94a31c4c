package org.mmsys.core.store.maildir;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Maildir as the journal applied: the section {@code store} of a checkpoint.
 *
 * <p>Files are not forced one by one; {@link #sync} does that for all at a checkpoint. Until {@link #recovered}, and for an
 * entry that failed before, it goes carefully: it looks where messages are instead of believing that nothing was done yet,
 * and verifies what it finds.
 */
public final class Applier implements AppliedState {
    private static final Logger log = LoggerFactory.getLogger(Applier.class);
    private static final int VERSION = 2;
    private final MaildirTree tree;
    private final TreeSync sync;
    private final Digests digests = new Digests();
    private final MirrorMarks marks;
    private final Mailboxes mailboxes;
    private final Mending mending;
    private final Shelf shelf;
    private final Folders folders;
    private final Replay replay;
    private final MessageOperations messages;
    private final Verification verification;
    /** The entry that could not be applied and comes again; the journal keeps the others behind it. */
    private final Set<Long> failed = new HashSet<>();

    private boolean recovering = true;
    /** The tree was copied while it changed: up to here its changes may be in it already. */
    private long copiedThrough;

    private boolean digestsKnown;
    /** Held while an entry is applied: who holds it sees the tree as it is between two. */
    private final Object turn = new Object();

    private long applied;

    /**
     * Applies to the tree below a data directory.
     *
     * @param bodies where spooled bodies are: {@code journal/bodies}
     * @param mailboxesMax how many indexes stay in memory
     * @param messagesMax how many messages they may hold together; about 75 octets each
     */
    public Applier(MaildirTree tree, TreeSync sync, Path bodies, int mailboxesMax, long messagesMax) {
        this.tree = tree;
        this.sync = sync;
        this.mailboxes = new Mailboxes(tree, sync, digests, mailboxesMax, messagesMax);
        BodyFiles bodyFiles = new BodyFiles(tree, sync, bodies);
        this.mending = new Mending(tree, sync, mailboxes);
        this.shelf = new Shelf(tree, sync, bodyFiles, mending);
        this.folders = new Folders(tree, sync, mailboxes, shelf);
        this.replay = new Replay(tree, sync, mailboxes, folders);
        this.messages = new MessageOperations(tree, sync, mailboxes, shelf, replay);
        this.verification = new Verification(tree, mailboxes, shelf, mending);
        this.marks = new MirrorMarks(tree, mailboxes, digests, shelf, mending, verification);
    }

    MaildirTree tree() {
        return tree;
    }

    TreeSync treeSync() {
        return sync;
    }

    Mailboxes mailboxes() {
        return mailboxes;
    }

    Shelf shelf() {
        return shelf;
    }

    Verification verification() {
        return verification;
    }

    @Override
    public String name() {
        return "store";
    }

    Mending mending() {
        return mending;
    }

    /** Where files come from that are damaged or missing here; {@link PartnerFiles#NONE} at first. Any thread. */
    public void partner(PartnerFiles files) {
        mending.partner(files);
    }

    Digests digests() {
        return digests;
    }

    /** What was noted at marks in the log. */
    public MirrorMarks marks() {
        return marks;
    }

    /** Something that is looked up between two entries; must be quick, since it holds up the committer. */
    interface Look<T> {
        T at(long sequence) throws IOException;
    }

    /** Looks while nothing is applied. Any thread that holds no monitor of a mailbox. */
    <T> T still(Look<T> look) throws IOException {
        synchronized (turn) {
            return look.at(applied);
        }
    }

    @Override
    public void apply(long sequence, JournalEntry entry) throws IOException {
        synchronized (turn) {
            applyInTurn(sequence, entry);
            applied = Math.max(applied, sequence);
        }
    }

    private void applyInTurn(long sequence, JournalEntry entry) throws IOException {
        boolean fresh = recovering || sequence <= copiedThrough;
        boolean careful = fresh || failed.contains(sequence);
        boolean done = false;
        try {
            for (Operation operation : entry.operations()) {
                operation.match(new Step(sequence, careful)).run();
            }
            done = true;
        } finally {
            if (!done) {
                failed.add(sequence);
            } else if (careful) {
                failed.remove(sequence);
            }
            if (careful && !fresh) {
                replay.accounts().clear();
            }
        }
        if (!recovering && fresh && sequence >= copiedThrough) {
            replayed();
        }
    }

    @Override
    public void write(DataOutput snapshot) throws IOException {
        write(snapshot, copiedThrough, digests);
    }

    /** A section as it has to be where a tree was copied while it changed. */
    static void write(DataOutput section, long copiedThrough, Digests digests) throws IOException {
        section.writeInt(VERSION);
        section.writeLong(copiedThrough);
        digests.write(section);
    }

    @Override
    public void read(DataInput snapshot) throws IOException {
        int version = snapshot.readInt();
        if (version < 1 || version > VERSION) {
            throw new IOException("store section of version " + version);
        }
        mailboxes.forgetAll(); // the tree may have been replaced under a running node
        digests.clear();
        failed.clear();
        replay.accounts().clear();
        digestsKnown = version >= VERSION;
        if (digestsKnown) {
            copiedThrough = snapshot.readLong();
            digests.read(snapshot);
        }
    }

    @Override
    public void sync() throws IOException {
        mailboxes.flush();
        sync.sync();
    }

    @Override
    public void recovered() throws IOException {
        if (!digestsKnown) {
            sumUp(tree.accounts(), false);
            digestsKnown = true;
        }
        if (failed.isEmpty()) {
            recovering = false;
            replayed();
        } else {
            verification.reportMissing(replay.accounts());
            sumUp(replay.accounts(), true);
            // what is owed still comes again, and where it ends cannot be seen from here
            log.atWarn()
                    .addKeyValue("seq", failed)
                    .log("recovery left entries to apply: going carefully until the next start");
        }
    }

    /** All that may have been in the tree already has come again. */
    private void replayed() throws IOException {
        verification.reportMissing(replay.accounts());
        sumUp(replay.accounts(), true);
        replay.accounts().clear();
    }

    /** Index files and what a snapshot says of them are not of one moment: for those that were met, indexes count. */
    private void sumUp(Collection<AccountName> accounts, boolean load) throws IOException {
        for (AccountName account : accounts) {
            digests.remove(account, any -> true);
            for (String folder : tree.folders(account)) {
                if (load) {
                    folders.sumUp(account, folder);
                } else {
                    digests.set(account, folder, DigestSum.UNKNOWN);
                }
            }
        }
    }

    /** What an operation means here; others are left to other states. */
    private interface Action {
        void run() throws IOException;
    }

    private final class Step implements Operation.Cases<Action> {
        private static final Action NOTHING = () -> {};
        private final long sequence;
        private final boolean careful;

        Step(long sequence, boolean careful) {
            this.sequence = sequence;
            this.careful = careful;
        }

        @Override
        public Action deliver(Operation.Deliver op) {
            return () -> messages.deliver(sequence, op, careful);
        }

        @Override
        public Action adopt(Operation.Adopt op) {
            return () -> messages.adopt(sequence, op, careful);
        }

        @Override
        public Action expunge(Operation.Expunge op) {
            return () -> messages.expunge(sequence, op, careful);
        }

        @Override
        public Action move(Operation.Move op) {
            return () -> messages.move(sequence, op, careful);
        }

        @Override
        public Action flag(Operation.Flag op) {
            return () -> messages.flag(sequence, op, careful);
        }

        @Override
        public Action makeFolder(Operation.MakeFolder op) {
            return () -> {
                if (!careful || !replay.leavesOut(op.account(), sequence)) {
                    folders.make(op.account(), op.folder());
                }
            };
        }

        @Override
        public Action renameFolder(Operation.RenameFolder op) {
            return () -> {
                if (!careful || !replay.leavesOut(op.account(), sequence)) {
                    folders.rename(sequence, op.account(), op.from(), op.to());
                }
            };
        }

        @Override
        public Action dropFolder(Operation.DropFolder op) {
            return () -> {
                if (!careful || !replay.leavesOut(op.account(), sequence)) {
                    folders.drop(op.account(), op.folder());
                }
            };
        }

        @Override
        public Action createAccount(Operation.CreateAccount op) {
            return () -> {
                replay.forget(op.account());
                folders.createAccount(sequence, op.account());
            };
        }

        @Override
        public Action deleteAccount(Operation.DeleteAccount op) {
            return () -> {
                if (!careful || !folders.applied(op.account(), sequence)) {
                    replay.forget(op.account());
                    folders.deleteAccount(op.account(), op.graveName());
                }
            };
        }

        @Override
        public Action scrubMark(Operation.ScrubMark op) {
            return () -> marks.reached(op.number(), sequence, applied > sequence || !failed.isEmpty());
        }

        @Override
        public Action epoch(Operation.Epoch op) {
            return NOTHING;
        }

        @Override
        public Action changePassword(Operation.ChangePassword op) {
            return NOTHING;
        }

        @Override
        public Action seeded(Operation.Seeded op) {
            return NOTHING;
        }

        @Override
        public Action confirmed(Operation.Confirmed op) {
            return NOTHING;
        }

        @Override
        public Action enqueue(Operation.Enqueue op) {
            return NOTHING;
        }

        @Override
        public Action claim(Operation.Claim op) {
            return NOTHING;
        }

        @Override
        public Action done(Operation.Done op) {
            return NOTHING;
        }

        @Override
        public Action warned(Operation.Warned op) {
            return NOTHING;
        }

        @Override
        public Action hold(Operation.Hold op) {
            return NOTHING;
        }

        @Override
        public Action reserve(Operation.Reserve op) {
            return NOTHING;
        }

        @Override
        public Action confirm(Operation.Confirm op) {
            return NOTHING;
        }

        @Override
        public Action homes(Operation.Homes op) {
            return NOTHING;
        }
    }
}
