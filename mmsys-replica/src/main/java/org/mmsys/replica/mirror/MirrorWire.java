package org.mmsys.replica.mirror;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.journal.StateImage;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.maildir.MessageRow;
import org.mmsys.wire.address.AccountName;

/** The words of the mirror as octets. What comes from the other half is checked: nothing leads out of the tree, all has a limit. */
final class MirrorWire {
    static final int VERSION = 1;
    static final int CHUNK = 64 * 1024;
    static final int BUFFER = 128 * 1024;
    static final long FILE_MAX = 1L << 40;
    static final int ROWS_MAX = 10_000_000;
    static final int FOLDERS_MAX = 10_001;
    private static final int IMAGE_MAX = 1 << 30;
    private static final int IN_CUR = 1;
    private static final int MISSING = 2;
    private static final int DIGEST = 4;

    private MirrorWire() {}

    static void account(DataOutputStream out, AccountName account) throws IOException {
        out.writeUTF(account.local());
        out.writeUTF(account.domain());
    }

    static AccountName account(DataInputStream in) throws IOException {
        try {
            return new AccountName(in.readUTF(), in.readUTF());
        } catch (IllegalArgumentException hostile) {
            throw new IOException("the other half names an account that cannot be one", hostile);
        }
    }

    static String folder(DataInputStream in) throws IOException {
        String folder = in.readUTF();
        if (FolderName.ofEncoded(folder).isEmpty()) {
            throw new IOException("the other half names a folder that cannot be one");
        }
        return folder;
    }

    static int count(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("the other half tells of " + count + " things, " + most + " at most can be");
        }
        return count;
    }

    static long size(DataInputStream in) throws IOException {
        long size = in.readLong();
        if (size < 0 || size > FILE_MAX) {
            throw new IOException("the other half tells of " + size + " octets");
        }
        return size;
    }

    static void digest(DataOutputStream out, Optional<Sha256> digest) throws IOException {
        out.writeBoolean(digest.isPresent());
        if (digest.isPresent()) {
            out.write(digest.get().toBytes());
        }
    }

    static Optional<Sha256> digest(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(octets(in)) : Optional.empty();
    }

    private static Sha256 octets(DataInputStream in) throws IOException {
        byte[] octets = new byte[Sha256.LENGTH];
        in.readFully(octets);
        return Sha256.read(ByteBuffer.wrap(octets));
    }

    static void guid(DataOutputStream out, Guid guid) throws IOException {
        out.write(guid.text().getBytes(StandardCharsets.US_ASCII));
    }

    static Guid guid(DataInputStream in) throws IOException {
        byte[] octets = new byte[Guid.LENGTH];
        in.readFully(octets);
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        if (!Guid.valid(text)) {
            throw new IOException("the other half names a message that cannot be");
        }
        return new Guid(text);
    }

    static void row(DataOutputStream out, MessageRow row) throws IOException {
        out.writeUTF(row.fileName());
        out.writeByte((row.inCur() ? IN_CUR : 0)
                | (row.missing() ? MISSING : 0)
                | (row.sha256().isPresent() ? DIGEST : 0));
        if (row.sha256().isPresent()) {
            out.write(row.sha256().get().toBytes());
        }
    }

    static MessageRow row(DataInputStream in) throws IOException {
        String name = in.readUTF();
        int bits = in.readUnsignedByte();
        Optional<Sha256> digest = (bits & DIGEST) != 0 ? Optional.of(octets(in)) : Optional.empty();
        if (!MessageRow.valid(name)) {
            throw new IOException("the other half names a file that cannot be one of ours");
        }
        MessageRow row = new MessageRow(name, (bits & IN_CUR) != 0, (bits & MISSING) != 0, digest);
        if (row.size() > FILE_MAX) {
            throw new IOException("the other half tells of a message of " + row.size() + " octets");
        }
        return row;
    }

    static void image(DataOutputStream out, StateImage image) throws IOException {
        byte[] octets = image.toBytes();
        out.writeInt(octets.length);
        out.write(octets);
    }

    static StateImage image(DataInputStream in) throws IOException {
        int length = count(in, IMAGE_MAX);
        byte[] octets = in.readNBytes(length); // grows as it comes: no room is made for what is only announced
        if (octets.length < length) {
            throw new IOException("the image of the other half's states ends too soon");
        }
        return StateImage.fromBytes(octets);
    }
}
