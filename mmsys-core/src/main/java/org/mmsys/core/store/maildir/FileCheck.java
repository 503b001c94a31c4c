package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Optional;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/** Reads the files that a listing tells of, wherever they are by now. One thread. */
public final class FileCheck {
    private final TreeExport tree;
    private final ByteBuffer chunk = ByteBuffer.allocate(64 * 1024);

    public FileCheck(TreeExport tree) {
        this.tree = tree;
    }

    /**
     * What the disk holds of a message.
     *
     * @param content empty when its file is missing or too short
     */
    public record Held(boolean gone, Optional<Sha256> content) {}

    public Held read(AccountName account, String folder, MessageRow row) throws IOException {
        TreeExport.Lookup found = tree.open(account, folder, row.guid());
        if (found.fate() != TreeExport.Fate.HERE) {
            return new Held(found.fate() == TreeExport.Fate.GONE, Optional.empty());
        }
        MessageDigest digest = Sha256.newDigest();
        try (FileChannel channel = found.channel().orElseThrow()) {
            chunk.clear();
            while (channel.read(chunk) >= 0) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        }
        return new Held(false, Optional.of(Sha256.finish(digest)));
    }
}
