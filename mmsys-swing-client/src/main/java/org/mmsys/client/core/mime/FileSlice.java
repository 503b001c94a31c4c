package org.mmsys.client.core.mime;

import jakarta.mail.internet.SharedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Octets of a file from one place to another: what large messages are parsed from, so that their attachments are never in memory.
 *
 * <p>The file is open only between the first octet and the last, or {@link #close}. Owned by one thread.
 */
final class FileSlice extends InputStream implements SharedInputStream {
    private static final int BUFFER = 32 * 1024;

    private final Path file;
    private final long start;
    private final long end;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private @Nullable FileChannel channel;
    private long position;
    private long marked;

    /** The octets from {@code start} up to, but not with, {@code end}. */
    FileSlice(Path file, long start, long end) {
        this.file = file;
        this.start = start;
        this.end = end;
        this.position = start;
        this.marked = start;
    }

    /** Where the next octet is, counted from the beginning of the slice. */
    @Override
    public long getPosition() {
        return position - start;
    }

    @Override
    public InputStream newStream(long from, long to) {
        return new FileSlice(file, start + from, to < 0 ? end : Math.min(end, start + to));
    }

    @Override
    public int read() throws IOException {
        if (!filled()) {
            return -1;
        }
        position++;
        return buffer.get() & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!filled()) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(into, offset, count);
        position += count;
        return count;
    }

    /** Whether there is an octet to be had; closes the file when there is none. */
    private boolean filled() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        if (position >= end) {
            close();
            return false;
        }
        FileChannel from = channel == null ? FileChannel.open(file, StandardOpenOption.READ) : channel;
        channel = from;
        int room = (int) Math.min(BUFFER, end - position);
        buffer = buffer.capacity() >= room ? buffer.clear().limit(room) : ByteBuffer.allocate(room);
        int count = from.read(buffer, position);
        buffer.flip();
        if (count <= 0) {
            close();
            return false;
        }
        return true;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int limit) {
        marked = position;
    }

    @Override
    public synchronized void reset() {
        goTo(marked);
    }

    /** What is in the buffer is not read from the disk again: Angus goes back at every turn. */
    private void goTo(long place) {
        long inBuffer = place - (position - buffer.position());
        position = place;
        if (inBuffer >= 0 && inBuffer <= buffer.limit()) {
            buffer.position((int) inBuffer);
        } else {
            buffer.position(0).limit(0);
        }
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - position));
        goTo(position + skipped);
        return skipped;
    }

    @Override
    public void close() throws IOException {
        FileChannel done = channel;
        channel = null;
        if (done != null) {
            done.close();
        }
    }
}
