package org.mmsys.replica.node;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The unit of the link: magic, version, type, length of the body, CRC-32C over all of that and the body, body.
 *
 * @param head the first part of the body, in one array
 * @param tail what follows it, not copied; empty for most
 */
record Frame(FrameType type, ByteBuffer head, ByteBuffer tail) {
    static final int HEADER = 16;
    static final int VERSION = 1;
    private static final int MAGIC = 0x4d4d5052; // MMPR
    private static final int SUM_AT = 12;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** A frame of one part. */
    static Frame of(FrameType type, ByteBuffer body) {
        return new Frame(type, body, NOTHING);
    }

    static Frame empty(FrameType type) {
        return of(type, NOTHING);
    }

    int length() {
        return HEADER + head.remaining() + tail.remaining();
    }

    /** Writes it in as few pieces as can be, since each piece becomes a record of TLS. */
    void write(OutputStream out) throws IOException {
        byte[] first = new byte[HEADER + head.remaining()];
        ByteBuffer begin = ByteBuffer.wrap(first);
        begin.putInt(MAGIC)
                .put((byte) VERSION)
                .put((byte) type.code())
                .putShort((short) 0)
                .putInt(head.remaining() + tail.remaining())
                .putInt(0)
                .put(head.duplicate());
        begin.putInt(SUM_AT, sum(first, first.length, tail.duplicate()));
        out.write(first);
        if (tail.hasRemaining()) {
            if (tail.hasArray()) {
                out.write(tail.array(), tail.arrayOffset() + tail.position(), tail.remaining());
            } else {
                byte[] rest = new byte[tail.remaining()];
                tail.duplicate().get(rest);
                out.write(rest);
            }
        }
    }

    /**
     * Reads the next frame; all of its body is in {@link #head}.
     *
     * @throws FrameFault if it is none of this version, too long for its type, or damaged
     * @throws IOException if the connection has ended
     */
    static Frame read(DataInputStream in) throws IOException {
        byte[] start = new byte[HEADER];
        in.readFully(start);
        ByteBuffer header = ByteBuffer.wrap(start);
        int magic = header.getInt();
        int version = header.get() & 0xff;
        int code = header.get() & 0xff;
        int reserved = header.getShort();
        int length = header.getInt();
        int sum = header.getInt();
        if (magic != MAGIC || reserved != 0) {
            throw new FrameFault("no frame");
        }
        if (version != VERSION) {
            throw new FrameFault("frame of version " + version);
        }
        FrameType type = FrameType.of(code).orElseThrow(() -> new FrameFault("frame of type " + code));
        if (length < 0 || length > type.bodyMax()) {
            throw new FrameFault(type + " of " + length + " octets");
        }
        byte[] body = new byte[length];
        in.readFully(body);
        header.putInt(SUM_AT, 0);
        if (sum(start, HEADER, ByteBuffer.wrap(body)) != sum) {
            throw new FrameFault(type + " is damaged");
        }
        return of(type, ByteBuffer.wrap(body));
    }

    /** Over the first part, in which the field of the sum is 0 still, and what follows it. */
    private static int sum(byte[] first, int length, ByteBuffer rest) {
        CRC32C crc = new CRC32C();
        crc.update(first, 0, SUM_AT);
        crc.update(first, HEADER, length - HEADER);
        crc.update(rest);
        return (int) crc.getValue();
    }
}
