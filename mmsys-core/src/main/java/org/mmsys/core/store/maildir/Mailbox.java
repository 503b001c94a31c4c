package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/**
 * One folder of one account: its directories and the index of its messages.
 *
 * <p>All methods but {@link #load} want this object's monitor held. A mailbox whose index is not loaded takes deliveries
 * all the same: they are noted and joined to the rest when somebody opens it.
 */
final class Mailbox {
    private final AccountName account;
    private final MaildirFolder files;
    private final IndexFile file;
    private final Digests digests;
    private final IndexRecords unwritten = new IndexRecords();
    private final DirectoryStamp fresh = new DirectoryStamp();
    private final DirectoryStamp cur = new DirectoryStamp();
    private @Nullable IndexColumns columns;
    private @Nullable SoftReference<MessageList> listed;
    private boolean complete;
    private boolean rewrite;
    private int recordsInFile;
    private int flushes;
    /** Users of this object just now; guarded by {@link Mailboxes}. */
    int pins;
    /** Rows counted for the limit of all mailboxes; guarded by {@link Mailboxes}. */
    int counted;
    /** No longer one of the known mailboxes; guarded by {@link Mailboxes}. */
    boolean dropped;

    Mailbox(AccountName account, MaildirFolder files, IndexFile file, Digests digests) {
        this.account = account;
        this.files = files;
        this.file = file;
        this.digests = digests;
    }

    AccountName account() {
        return account;
    }

    MaildirFolder files() {
        return files;
    }

    /** Whether the index is in memory. */
    boolean loaded() {
        return columns != null;
    }

    /** Whether the index is known to have held all messages as of our own last change. */
    boolean complete() {
        return complete;
    }

    /** Reads the index file if that was not done yet. Takes the monitor itself, not while reading. */
    void load() throws IOException {
        int flushesBefore;
        synchronized (this) {
            if (columns != null) {
                return;
            }
            flushesBefore = flushes;
        }
        Optional<IndexRecords.Loaded> found = file.read();
        synchronized (this) {
            if (columns == null) {
                install(flushes == flushesBefore ? found : file.read());
            }
        }
    }

    private void install(Optional<IndexRecords.Loaded> found) {
        IndexRecords.Loaded loaded = found.orElseGet(IndexRecords.Loaded::new);
        complete = loaded.complete();
        rewrite = !complete;
        recordsInFile = loaded.records;
        if (complete) {
            fresh.base(loaded.freshStamp);
            cur.base(loaded.curStamp);
        } else {
            fresh.forget();
            cur.forget();
            digests.set(account, files.encoded(), DigestSum.UNKNOWN);
        }
        IndexRecords.replay(unwritten.content(), loaded);
        columns = loaded.columns;
        listed = null;
    }

    /** A mailbox just made holds nothing. */
    void startEmpty() throws IOException {
        if (columns == null) {
            columns = new IndexColumns();
            digests.set(account, files.encoded(), DigestSum.ZERO);
            complete = true;
            rewrite = true;
            unwritten.clear();
            fresh.set(MaildirTree.modified(files.fresh()));
            cur.set(MaildirTree.modified(files.cur()));
        }
    }

    /** Everything is in the index now: the tree was listed after {@link #expectListing}. */
    void completed() {
        if (!complete) {
            complete = true;
            rewrite = true;
        }
    }

    /** The directories are about to be listed; tells what the index does not know yet from here on. */
    void expectListing() throws IOException {
        fresh.set(MaildirTree.modified(files.fresh()));
        cur.set(MaildirTree.modified(files.cur()));
    }

    /** Has to be listed again, whatever the directories' times say. */
    void distrust() {
        fresh.forget();
        cur.forget();
    }

    /** Whether nobody but us changed the directories since we know what is in them. Two stats. */
    boolean current() throws IOException {
        return complete && fresh.is(MaildirTree.modified(files.fresh())) && cur.is(MaildirTree.modified(files.cur()));
    }

    void before(boolean inCur) throws IOException {
        stamp(inCur).before(MaildirTree.modified(files.directory(inCur)));
    }

    void after(boolean inCur) throws IOException {
        stamp(inCur).after(MaildirTree.modified(files.directory(inCur)));
    }

    private DirectoryStamp stamp(boolean inCur) {
        return inCur ? cur : fresh;
    }

    void put(IndexEntry entry) {
        Optional<IndexEntry> before = columns == null ? Optional.empty() : columns.find(entry.guid());
        digests.change(account, files.encoded(), before, Optional.of(entry));
        if (columns != null) {
            columns.put(entry);
            listed = null;
        }
        if (columns == null || !rewrite) {
            unwritten.put(entry);
        }
    }

    void remove(Guid guid) {
        digests.change(account, files.encoded(), index().find(guid), Optional.empty());
        index().remove(guid);
        listed = null;
        if (!rewrite) {
            unwritten.remove(guid);
        }
    }

    /** What is known of a message; only when loaded. */
    Optional<IndexEntry> find(Guid guid) {
        return index().find(guid);
    }

    /** The digest of a message whose file has just been read. */
    void learn(Guid guid, Sha256 digest) {
        if (columns != null) {
            columns.find(guid)
                    .filter(entry -> entry.sha256().isEmpty())
                    .ifPresent(entry -> put(entry.withDigest(digest)));
        }
    }

    /** Sums up the digests of what is in the index: it was lost, or is another than the sum was made of. */
    void sumUp() {
        DigestSum[] sum = {complete ? DigestSum.ZERO : DigestSum.UNKNOWN};
        index().forEach(entry -> sum[0] = sum[0].plus(DigestSum.of(files.encoded(), entry)));
        digests.set(account, files.encoded(), sum[0]);
    }

    void sumUpIfUnknown() {
        if (!digests.sum(account, files.encoded()).known()) {
            sumUp();
        }
    }

    IndexColumns index() {
        if (columns == null) {
            throw new IllegalStateException("index of " + account + " " + files.encoded() + " is not loaded");
        }
        return columns;
    }

    /** Rows in memory. */
    int rows() {
        return columns == null ? unwritten.count() : columns.size();
    }

    /** The messages as they are now. */
    MessageList list() {
        SoftReference<MessageList> kept = listed;
        MessageList known = kept == null ? null : kept.get();
        if (known == null) {
            known = index().list();
            listed = new SoftReference<>(known);
        }
        return known;
    }

    /** Writes to the index file what it does not hold yet. */
    void flush() throws IOException {
        boolean stamped = fresh.touched() || cur.touched();
        if (unwritten.isEmpty() && !stamped && !rewrite) {
            return;
        }
        flushes++;
        IndexColumns all = columns;
        boolean grown = all != null && recordsInFile + unwritten.count() > 2 * all.size() + 256;
        if (all != null && complete && (rewrite || grown)) {
            file.rewrite(all, fresh, cur);
            recordsInFile = all.size();
            rewrite = false;
        } else if (!unwritten.isEmpty() || stamped) {
            stampRecord(false, fresh);
            stampRecord(true, cur);
            file.append(unwritten);
            recordsInFile += unwritten.count();
        }
        unwritten.clear();
        fresh.flushed();
        cur.flushed();
    }

    private void stampRecord(boolean inCur, DirectoryStamp stamp) {
        if (stamp.touched()) {
            unwritten.stamp(inCur, stamp);
        }
    }

    /** Throws the index file away: what it holds is no longer true. */
    void discardFile() throws IOException {
        file.delete();
        unwritten.clear();
        rewrite = true;
        flushes++;
    }
}
