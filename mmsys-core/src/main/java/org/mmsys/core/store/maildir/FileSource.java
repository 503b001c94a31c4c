package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodySource;

/** A large message, hashed while it is read; the end is told only when the digest fits. */
final class FileSource implements BodySource {
    private final FileChannel channel;
    private final Judge judge;
    private final MessageDigest digest = Sha256.newDigest();
    private long count;

    /** Hears what was read and throws when it is not what was stored. */
    interface Judge {
        void judge(long size, Sha256 digest) throws IOException;
    }

    FileSource(FileChannel channel, Judge judge) {
        this.channel = channel;
        this.judge = judge;
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int from = into.position();
        int got = channel.read(into);
        if (got < 0) {
            judge.judge(count, Sha256.finish(digest));
            return -1;
        }
        digest.update(into.duplicate().flip().position(from));
        count += got;
        return got;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
