package org.mmsys.core.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodySource;

/** A queued message behind its prefix, hashed while it is read; the end is told only when the digest fits. One thread. */
final class QueueBodySource implements BodySource {
    private final FileChannel channel;
    private final Body body;
    private final Runnable damaged;
    private final MessageDigest digest = Sha256.newDigest();
    private long count;

    /**
     * Reads the prefix and stands behind it.
     *
     * @param damaged is told when the octets are not those that were stored
     */
    QueueBodySource(FileChannel channel, Body body, Runnable damaged) throws IOException {
        this.channel = channel;
        this.body = body;
        this.damaged = damaged;
        ByteBuffer prefix = ByteBuffer.allocate(body.prefixLength());
        while (prefix.hasRemaining()) {
            if (channel.read(prefix) < 0) {
                throw wrong("ends within its prefix");
            }
        }
        digest.update(prefix.flip());
        count = body.prefixLength();
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
            if (count != body.size() || !Sha256.finish(digest).equals(body.sha256())) {
                throw wrong("has " + count + " octets of " + body.size() + " or others than it had");
            }
            return -1;
        }
        digest.update(into.duplicate().flip().position(from));
        count += got;
        if (count > body.size()) {
            throw wrong("is longer than it was");
        }
        return got;
    }

    private DamagedBodyException wrong(String what) {
        damaged.run();
        return new DamagedBodyException("queued body " + what);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
