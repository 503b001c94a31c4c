package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads a segment through a window, trusting nothing. One thread. */
final class SegmentReader implements AutoCloseable {
    private static final int WINDOW = 1024 * 1024;

    private final FileChannel channel;
    private final long size;
    private final long mark;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowStart;

    private SegmentReader(FileChannel channel, long size, long mark) {
        this.channel = channel;
        this.size = size;
        this.mark = mark;
    }

    static SegmentReader open(Path path, long mark) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        return new SegmentReader(channel, channel.size(), mark);
    }

    long size() {
        return size;
    }

    /** The header of the file. */
    Segment.Header header() throws IOException {
        if (size < Segment.HEADER) {
            throw new CorruptEntryException("segment without a header");
        }
        return Segment.decode(view(0, Segment.HEADER));
    }

    /** The record that begins there, or null when there is none that is whole. */
    @Nullable
    LogRecord recordAt(long position) throws IOException {
        if (size - position < LogRecord.HEADER + LogRecord.TRAILER) {
            return null;
        }
        ByteBuffer header = view(position, LogRecord.HEADER);
        if (header.getLong() != mark) {
            return null;
        }
        long length = LogRecord.lengthOf(header.rewind());
        if (length > LogRecord.LENGTH_MAX || length > size - position) {
            return null;
        }
        ByteBuffer all = view(position, (int) length);
        return LogRecord.isWhole(all) ? LogRecord.parse(all) : null;
    }

    /** Where the next whole record begins at or behind that position. */
    OptionalLong search(long from) throws IOException {
        long position = from;
        while (size - position >= LogRecord.HEADER + LogRecord.TRAILER) {
            int length = (int) Math.min(WINDOW, size - position);
            ByteBuffer part = view(position, length);
            int at = indexOfMark(part);
            if (at < 0) {
                position += Math.max(1, length - Long.BYTES + 1);
                continue;
            }
            if (recordAt(position + at) != null) {
                return OptionalLong.of(position + at);
            }
            position += at + 1;
        }
        return OptionalLong.empty();
    }

    private int indexOfMark(ByteBuffer part) {
        byte first = (byte) (mark >>> 56);
        for (int i = 0; i + Long.BYTES <= part.capacity(); i++) {
            if (part.get(i) == first && part.getLong(i) == mark) {
                return i;
            }
        }
        return -1;
    }

    /** These octets of the file, which are known to be there; valid until the next call. */
    private ByteBuffer view(long position, int length) throws IOException {
        if (position < windowStart || position + length > windowStart + window.limit()) {
            fill(position, length);
        }
        return window.slice((int) (position - windowStart), length);
    }

    private void fill(long position, int length) throws IOException {
        int wanted = (int) Math.min(Math.max(length, WINDOW), size - position);
        if (wanted > window.capacity()) {
            window = ByteBuffer.allocate(wanted);
        }
        window.clear().limit(wanted);
        while (window.hasRemaining()) {
            if (channel.read(window, position + window.position()) < 0) {
                throw new IOException("segment became shorter while it was read");
            }
        }
        windowStart = position;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
