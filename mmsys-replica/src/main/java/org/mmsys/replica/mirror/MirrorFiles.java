package org.mmsys.replica.mirror;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.maildir.PartnerFiles;
import org.mmsys.replica.node.BulkService;
import org.mmsys.wire.address.AccountName;

/** Fetches single files from the other half, each on a call of its own. Any thread. */
public final class MirrorFiles implements PartnerFiles {
    private final BulkService.Caller partner;

    public MirrorFiles(BulkService.Caller partner) {
        this.partner = partner;
    }

    @Override
    public Answer fetch(AccountName account, String folder, Guid guid, Receiver into) throws IOException {
        try (BulkService.Call call = partner.call()) {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(call.out()));
            out.writeUTF(MirrorService.FILES);
            out.writeByte(MirrorWire.VERSION);
            out.writeByte(FilesTalk.MESSAGES);
            MirrorWire.account(out, account);
            out.writeInt(1);
            out.writeUTF(folder);
            MirrorWire.guid(out, guid);
            out.writeByte(FilesTalk.END);
            out.flush();
            return answer(call.in(), into);
        }
    }

    private static Answer answer(DataInputStream in, Receiver into) throws IOException {
        int fate = in.readUnsignedByte();
        switch (fate) {
            case FilesTalk.GONE -> {
                return new Answer(Kind.GONE, Optional.empty());
            }
            case FilesTalk.DAMAGED -> {
                return new Answer(Kind.DAMAGED, Optional.empty());
            }
            case FilesTalk.HERE -> {}
            default -> throw new IOException("the other half answers " + fate);
        }
        long left = MirrorWire.size(in);
        Optional<Sha256> recorded = MirrorWire.digest(in);
        byte[] chunk = new byte[MirrorWire.CHUNK];
        while (left > 0) {
            int some = (int) Math.min(left, chunk.length);
            in.readFully(chunk, 0, some);
            into.octets(ByteBuffer.wrap(chunk, 0, some));
            left -= some;
        }
        return new Answer(Kind.SENT, recorded);
    }
}
