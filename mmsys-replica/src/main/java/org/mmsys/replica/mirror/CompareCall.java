package org.mmsys.replica.mirror;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.maildir.DigestNote;
import org.mmsys.core.store.maildir.DigestSum;
import org.mmsys.core.store.maildir.FileCheck;
import org.mmsys.core.store.maildir.MessageRow;
import org.mmsys.replica.node.BulkService;
import org.mmsys.wire.address.AccountName;

/** Asks the other half what it held at a mark. One thread. */
final class CompareCall implements AutoCloseable {
    private final BulkService.Call call;
    private final DataOutputStream out;
    private final DataInputStream in;

    CompareCall(BulkService.Caller partner) throws IOException {
        call = partner.call();
        out = new DataOutputStream(new BufferedOutputStream(call.out(), MirrorWire.BUFFER));
        in = call.in();
        out.writeUTF(MirrorService.COMPARE);
        out.writeByte(MirrorWire.VERSION);
    }

    /** What the other half noted at a mark. */
    record Noted(long sequence, boolean blurred, DigestSum root, List<DigestSum> buckets) {}

    /** A message as the other half lists it, and what its file held if that was asked for. */
    record Listed(String folder, MessageRow row, Optional<FileCheck.Held> held) {}

    /** An account as the other half lists it. */
    record Account(List<String> folders, Map<Guid, Listed> messages) {}

    List<AccountName> accounts() throws IOException {
        out.writeByte(CompareTalk.ACCOUNTS);
        out.flush();
        int count = MirrorWire.count(in, CompareTalk.ACCOUNTS_MAX);
        List<AccountName> accounts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            accounts.add(MirrorWire.account(in));
        }
        return accounts;
    }

    void watch(long number, Collection<AccountName> accounts) throws IOException {
        out.writeByte(CompareTalk.WATCH);
        out.writeLong(number);
        out.writeInt(accounts.size());
        for (AccountName account : accounts) {
            MirrorWire.account(out, account);
        }
        out.flush();
        in.readBoolean();
    }

    /** Waits until the other half has applied the mark, for a while. */
    Optional<Noted> mark(long number) throws IOException {
        out.writeByte(CompareTalk.MARK);
        out.writeLong(number);
        out.flush();
        if (!in.readBoolean()) {
            return Optional.empty();
        }
        long sequence = in.readLong();
        boolean blurred = in.readBoolean();
        DigestSum root = DigestSum.read(in);
        List<DigestSum> buckets = new ArrayList<>(DigestNote.BUCKETS);
        for (int i = 0; i < DigestNote.BUCKETS; i++) {
            buckets.add(DigestSum.read(in));
        }
        return Optional.of(new Noted(sequence, blurred, root, buckets));
    }

    Map<AccountName, DigestSum> bucket(long number, int index) throws IOException {
        out.writeByte(CompareTalk.BUCKET);
        out.writeLong(number);
        out.writeInt(index);
        out.flush();
        int count = MirrorWire.count(in, CompareTalk.ACCOUNTS_MAX);
        Map<AccountName, DigestSum> sums = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            sums.put(MirrorWire.account(in), DigestSum.read(in));
        }
        return sums;
    }

    /** Asks for the listing of an account; several may be asked for before the first is read. */
    void ask(long number, AccountName account, boolean hashed) throws IOException {
        out.writeByte(hashed ? CompareTalk.HASHED : CompareTalk.LISTING);
        out.writeLong(number);
        MirrorWire.account(out, account);
        out.flush();
    }

    /** Reads the next listing that was asked for. */
    Account read(boolean hashed) throws IOException {
        List<String> folders = new ArrayList<>();
        Map<Guid, Listed> messages = new TreeMap<>();
        int count = MirrorWire.count(in, MirrorWire.FOLDERS_MAX);
        for (int i = 0; i < count; i++) {
            String folder = MirrorWire.folder(in);
            folders.add(folder);
            int rows = MirrorWire.count(in, MirrorWire.ROWS_MAX);
            for (int row = 0; row < rows; row++) {
                MessageRow message = MirrorWire.row(in);
                Optional<FileCheck.Held> held = hashed
                        ? Optional.of(new FileCheck.Held(in.readBoolean(), MirrorWire.digest(in)))
                        : Optional.empty();
                messages.put(message.guid(), new Listed(folder, message, held));
            }
        }
        return new Account(folders, messages);
    }

    void setAside(AccountName account, String folder, Guid guid) throws IOException {
        correct(CompareTalk.SET_ASIDE, account, folder, guid);
        out.flush();
    }

    void restate(AccountName account, String folder, Guid guid, Sha256 digest) throws IOException {
        correct(CompareTalk.RESTATE, account, folder, guid);
        MirrorWire.digest(out, Optional.of(digest));
        out.flush();
    }

    private void correct(int what, AccountName account, String folder, Guid guid) throws IOException {
        out.writeByte(what);
        MirrorWire.account(out, account);
        out.writeUTF(folder);
        MirrorWire.guid(out, guid);
    }

    void forget(long number) throws IOException {
        out.writeByte(CompareTalk.FORGET);
        out.writeLong(number);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try {
            out.writeByte(CompareTalk.END);
            out.flush();
        } finally {
            call.close();
        }
    }
}
