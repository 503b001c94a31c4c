package org.mmsys.accounts;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.mmsys.accounts.AccountStore.Account;
import org.mmsys.accounts.AccountStore.Grave;
import org.mmsys.accounts.AccountStore.Request;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;

/** How the accounts stand in a checkpoint: a version, then four lists, each with its length before it. */
final class AccountSnapshot {
    private static final int VERSION = 1;

    private AccountSnapshot() {}

    static void write(
            DataOutput out,
            Map<AccountName, Account> accounts,
            Map<AccountName, Grave> graves,
            Map<Sha256, Request> requests,
            Set<Sha256> seeded)
            throws IOException {
        out.writeInt(VERSION);
        out.writeInt(accounts.size());
        for (Map.Entry<AccountName, Account> each : accounts.entrySet()) {
            writeName(out, each.getKey());
            out.writeLong(each.getValue().sequence());
            out.writeLong(each.getValue().createdAtSecond());
            out.writeUTF(each.getValue().verifier().text());
        }
        out.writeInt(graves.size());
        for (Map.Entry<AccountName, Grave> each : graves.entrySet()) {
            writeName(out, each.getKey());
            out.writeLong(each.getValue().sequence());
            out.writeLong(each.getValue().deletedAtSecond());
        }
        out.writeInt(requests.size());
        for (Map.Entry<Sha256, Request> each : requests.entrySet()) {
            out.write(each.getKey().toBytes());
            out.write(each.getValue().verifier().toBytes());
            out.writeLong(each.getValue().madeAtSecond());
        }
        out.writeInt(seeded.size());
        for (Sha256 seed : seeded) {
            out.write(seed.toBytes());
        }
    }

    static void read(
            DataInput in,
            BiConsumer<AccountName, Account> accounts,
            BiConsumer<AccountName, Grave> graves,
            BiConsumer<Sha256, Request> requests,
            Consumer<Sha256> seeded)
            throws IOException {
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("accounts in the checkpoint have version " + version + ", not " + VERSION);
        }
        for (int left = in.readInt(); left > 0; left--) {
            accounts.accept(readName(in), new Account(in.readLong(), in.readLong(), readVerifier(in)));
        }
        for (int left = in.readInt(); left > 0; left--) {
            graves.accept(readName(in), new Grave(in.readLong(), in.readLong()));
        }
        for (int left = in.readInt(); left > 0; left--) {
            requests.accept(readDigest(in), new Request(readDigest(in), in.readLong()));
        }
        for (int left = in.readInt(); left > 0; left--) {
            seeded.accept(readDigest(in));
        }
    }

    private static void writeName(DataOutput out, AccountName name) throws IOException {
        out.writeUTF(name.local());
        out.writeUTF(name.domain());
    }

    private static AccountName readName(DataInput in) throws IOException {
        try {
            return new AccountName(in.readUTF(), in.readUTF());
        } catch (IllegalArgumentException damaged) {
            throw new IOException("an account in the checkpoint has no proper name", damaged);
        }
    }

    private static ScramVerifier readVerifier(DataInput in) throws IOException {
        return ScramVerifier.parse(in.readUTF())
                .orElseThrow(() -> new IOException("a verifier in the checkpoint is not readable"));
    }

    private static Sha256 readDigest(DataInput in) throws IOException {
        byte[] digest = new byte[Sha256.LENGTH];
        in.readFully(digest);
        return Sha256.read(ByteBuffer.wrap(digest));
    }
}
