package org.mmsys.pop3;

import java.nio.ByteBuffer;
import org.mmsys.core.store.BodySource;

/** A long listing on its way out. Never waits. */
final class ListingSource implements BodySource {
    private final ListingLines lines;

    ListingSource(ListingLines lines) {
        this.lines = lines;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public int read(ByteBuffer into) {
        return lines.fill(into);
    }

    @Override
    public void close() {
        // holds nothing
    }
}
