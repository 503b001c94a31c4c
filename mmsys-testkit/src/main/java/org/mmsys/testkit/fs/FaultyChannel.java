package org.mmsys.testkit.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A channel whose writes, truncations and forces are counted and may fail. */
final class FaultyChannel extends FileChannel {
    private static final int TRANSFER = 64 * 1024;

    private final FaultyFileSystem system;
    private final FileChannel real;
    private final DiskNode node;
    private final Path realPath;
    private final boolean append;

    FaultyChannel(FaultyFileSystem system, FileChannel real, DiskNode node, Path realPath, boolean append) {
        this.system = system;
        this.real = real;
        this.node = node;
        this.realPath = realPath;
        this.append = append;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        system.alive();
        return real.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        system.alive();
        return real.read(into, offset, length);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        system.alive();
        return real.read(into, position);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        synchronized (system.lock()) {
            long at = append ? real.size() : real.position();
            int written = writeAt(from, at);
            real.position(at + written);
            return written;
        }
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        int total = 0;
        for (int i = offset; i < offset + length; i++) {
            total += from[i].remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(total);
        for (int i = offset; i < offset + length; i++) {
            all.put(from[i].duplicate());
        }
        int written = write(all.flip());
        int left = written;
        for (int i = offset; i < offset + length; i++) {
            int here = Math.min(left, from[i].remaining());
            from[i].position(from[i].position() + here);
            left -= here;
        }
        return written;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        return writeAt(from, position);
    }

    private int writeAt(ByteBuffer from, long at) throws IOException {
        FileOperation operation = system.announce(FileOperation.Kind.WRITE, realPath);
        synchronized (system.lock()) {
            system.plan().admit(operation);
            long growth = Math.max(0, at + from.remaining() - node.size);
            int octets = system.plan().admitted(from.remaining(), growth);
            byte[] part = new byte[octets];
            from.get(part);
            long before = node.size;
            system.model().remember(node, realPath);
            ByteBuffer left = ByteBuffer.wrap(part);
            while (left.hasRemaining()) {
                real.write(left, at + left.position());
            }
            node.wrote(at, part);
            system.plan().grown(node.size - before);
            system.plan().alive();
            return octets;
        }
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        real.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        system.alive();
        return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        FileOperation operation = system.announce(FileOperation.Kind.TRUNCATE, realPath);
        synchronized (system.lock()) {
            system.plan().admit(operation);
            if (size < node.size) {
                system.model().remember(node, realPath);
                long before = node.size;
                real.truncate(size);
                node.truncated(size);
                system.plan().grown(size - before);
            }
            return this;
        }
    }

    @Override
    public void force(boolean metaData) throws IOException {
        FileOperation operation = system.announce(FileOperation.Kind.FORCE, realPath);
        synchronized (system.lock()) {
            system.plan().admit(operation);
            node.forced();
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        system.alive();
        return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        long done = 0;
        ByteBuffer buffer = ByteBuffer.allocate(TRANSFER);
        while (done < count) {
            buffer.clear().limit((int) Math.min(TRANSFER, count - done));
            if (source.read(buffer) <= 0) {
                return done;
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                done += writeAt(buffer, position + done);
            }
        }
        return done;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        system.alive();
        if (mode == MapMode.READ_WRITE) {
            throw new UnsupportedOperationException("writable mapping of a faulty file");
        }
        return real.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        system.alive();
        return real.lock(position, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        system.alive();
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
