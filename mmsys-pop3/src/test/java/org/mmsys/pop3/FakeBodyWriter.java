package org.mmsys.pop3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.NoSpaceException;

/** A body in memory. */
final class FakeBodyWriter implements BodyWriter {
    private final FakeMailStore store;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private boolean open = true;

    FakeBodyWriter(FakeMailStore store) {
        this.store = store;
        store.openWriters++;
    }

    @Override
    public boolean mayBlock(int more) {
        return !store.fast;
    }

    @Override
    public void prefix(byte[] prefix) {
        throw new UnsupportedOperationException("POP3 adds no prefix");
    }

    @Override
    public void write(ByteBuffer more) throws IOException {
        if (size() + more.remaining() > store.space) {
            throw new NoSpaceException("disk full");
        }
        byte[] some = new byte[more.remaining()];
        more.get(some);
        octets.write(some);
    }

    @Override
    public long size() {
        return octets.size();
    }

    @Override
    public Body finish() {
        close();
        byte[] all = octets.toByteArray();
        return new Body.Inline(all, Sha256.over(all), 0);
    }

    @Override
    public void abandon() {
        close();
    }

    private void close() {
        if (open) {
            open = false;
            store.openWriters--;
        }
    }
}
