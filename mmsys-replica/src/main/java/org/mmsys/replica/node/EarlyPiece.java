package org.mmsys.replica.node;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Some octets of a body of which neither size nor digest is known yet. */
record EarlyPiece(String fileName, long offset, ByteBuffer octets) {
    Frame frame() {
        return new Frame(FrameType.BODY_EARLY, head(fileName, offset), octets);
    }

    /** No entry will name it, or it comes as a whole. */
    static Frame dropped(String fileName) {
        return Frame.of(FrameType.BODY_DROPPED, head(fileName, 0));
    }

    private static ByteBuffer head(String fileName, long offset) {
        byte[] name = fileName.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(1 + name.length + Long.BYTES)
                .put((byte) name.length)
                .put(name)
                .putLong(offset)
                .flip();
    }

    static EarlyPiece read(Frame frame) throws FrameFault {
        ByteBuffer in = frame.head().duplicate();
        try {
            byte[] name = new byte[in.get() & 0xff];
            in.get(name);
            String text = new String(name, StandardCharsets.US_ASCII);
            long offset = in.getLong();
            if (!BodyPiece.validName(text) || offset < 0) {
                throw new FrameFault("a piece of a body that cannot be");
            }
            return new EarlyPiece(text, offset, in.slice());
        } catch (BufferUnderflowException cutOff) {
            throw new FrameFault("a piece of a body is cut off");
        }
    }
}
