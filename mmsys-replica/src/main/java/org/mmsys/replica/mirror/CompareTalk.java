package org.mmsys.replica.mirror;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.maildir.AccountListing;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.core.store.maildir.DigestNote;
import org.mmsys.core.store.maildir.DigestSum;
import org.mmsys.core.store.maildir.FileCheck;
import org.mmsys.core.store.maildir.MessageRow;
import org.mmsys.core.store.maildir.MirrorMarks;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.wire.address.AccountName;

/** Answers what this half held at a mark, to the half that serves, and takes its corrections. */
final class CompareTalk {
    static final int ACCOUNTS = 'A';
    static final int WATCH = 'W';
    static final int MARK = 'M';
    static final int BUCKET = 'B';
    static final int LISTING = 'L';
    static final int HASHED = 'H';
    static final int SET_ASIDE = 'S';
    static final int RESTATE = 'R';
    static final int FORGET = 'F';
    static final int END = 'E';
    static final int ACCOUNTS_MAX = 10_000_000;
    static final int WATCHED_MAX = 10_000;
    private static final long MARK_MILLIS = 20_000;
    private static final int FLUSH_EVERY = 64;

    private final MirrorMarks marks;
    private final TreeExport tree;

    CompareTalk(Applier applier) {
        this.marks = applier.marks();
        this.tree = new TreeExport(applier);
    }

    void serve(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        for (int question = in.readUnsignedByte(); question != END; question = in.readUnsignedByte()) {
            switch (question) {
                case ACCOUNTS -> accounts(out);
                case WATCH -> watch(in, out);
                case MARK -> mark(in, out);
                case BUCKET -> bucket(in, out);
                case LISTING -> listing(in, out, false);
                case HASHED -> listing(in, out, true);
                case SET_ASIDE -> {
                    AccountName account = MirrorWire.account(in);
                    marks.setAside(account, MirrorWire.folder(in), MirrorWire.guid(in));
                }
                case RESTATE -> restate(in);
                case FORGET -> marks.forget(in.readLong());
                default -> throw new IOException("question " + question);
            }
            out.flush();
        }
    }

    private void accounts(DataOutputStream out) throws IOException {
        List<AccountName> accounts = tree.accounts();
        out.writeInt(accounts.size());
        for (AccountName account : accounts) {
            MirrorWire.account(out, account);
        }
    }

    private void watch(DataInputStream in, DataOutputStream out) throws IOException {
        long number = in.readLong();
        int count = MirrorWire.count(in, WATCHED_MAX);
        List<AccountName> accounts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            accounts.add(MirrorWire.account(in));
        }
        marks.watch(number, accounts);
        out.writeBoolean(true);
    }

    private void mark(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        Optional<MirrorMarks.Mark> mark = marks.await(in.readLong(), MARK_MILLIS);
        out.writeBoolean(mark.isPresent());
        if (mark.isPresent()) {
            DigestNote note = mark.get().digests();
            out.writeLong(mark.get().sequence());
            out.writeBoolean(mark.get().blurred());
            note.root().write(out);
            for (int i = 0; i < DigestNote.BUCKETS; i++) {
                note.bucket(i).write(out);
            }
        }
    }

    private MirrorMarks.Mark noted(long number) throws IOException, InterruptedException {
        return marks.await(number, 0).orElseThrow(() -> new IOException("mark " + number + " is not known any more"));
    }

    private void bucket(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        MirrorMarks.Mark mark = noted(in.readLong());
        int index = MirrorWire.count(in, DigestNote.BUCKETS - 1);
        Map<AccountName, DigestSum> accounts = mark.digests().accounts(index);
        out.writeInt(accounts.size());
        for (Map.Entry<AccountName, DigestSum> account : accounts.entrySet()) {
            MirrorWire.account(out, account.getKey());
            account.getValue().write(out);
        }
    }

    private void listing(DataInputStream in, DataOutputStream out, boolean hash)
            throws IOException, InterruptedException {
        MirrorMarks.Mark mark = noted(in.readLong());
        AccountName account = MirrorWire.account(in);
        AccountListing listing = mark.listings().get(account);
        if (listing == null) {
            throw new IOException("an account was not watched at mark " + mark.number());
        }
        FileCheck check = new FileCheck(tree);
        out.writeInt(listing.folders().size());
        int since = 0;
        for (String folder : listing.folders()) {
            out.writeUTF(folder);
            out.writeInt(listing.messages(folder));
            for (MessageRow row : listing.rows(folder)) {
                MirrorWire.row(out, row);
                if (hash) {
                    FileCheck.Held held = check.read(account, folder, row);
                    out.writeBoolean(held.gone());
                    MirrorWire.digest(out, held.content());
                    since++;
                    if (since % FLUSH_EVERY == 0) {
                        out.flush(); // the other half waits 30 seconds for a sign of life, and files may be large
                    }
                }
            }
        }
    }

    private void restate(DataInputStream in) throws IOException {
        AccountName account = MirrorWire.account(in);
        String folder = MirrorWire.folder(in);
        Guid guid = MirrorWire.guid(in);
        Sha256 digest = MirrorWire.digest(in).orElseThrow(() -> new IOException("no digest"));
        marks.restate(account, folder, guid, digest);
    }
}
