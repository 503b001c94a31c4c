package org.mmsys.replica.node;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Sha256;

/**
 * Some octets of a spooled body on its way to the other half.
 *
 * @param body the whole of it, prefix length unknown
 * @param offset of these octets in it
 */
record BodyPiece(Body.Spooled body, long offset, ByteBuffer octets) {
    /** A plain name that cannot lead out of its directory, and none of those that are being written. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

    static boolean validName(String name) {
        return NAME.matcher(name).matches();
    }

    boolean last() {
        return offset + octets.remaining() == body.size();
    }

    Frame frame() {
        byte[] name = body.fileName().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer head = ByteBuffer.allocate(1 + name.length + Sha256.LENGTH + 2 * Long.BYTES)
                .put((byte) name.length)
                .put(name);
        body.sha256().write(head);
        head.putLong(body.size()).putLong(offset);
        return new Frame(FrameType.BODY, head.flip(), octets);
    }

    static BodyPiece read(Frame frame) throws FrameFault {
        ByteBuffer in = frame.head().duplicate();
        try {
            byte[] name = new byte[in.get() & 0xff];
            in.get(name);
            String text = new String(name, StandardCharsets.US_ASCII);
            Sha256 digest = Sha256.read(in);
            long size = in.getLong();
            long offset = in.getLong();
            boolean fits = offset >= 0 && size >= 0 && offset <= size && in.remaining() <= size - offset;
            if (!validName(text) || !fits || !in.hasRemaining() && size > 0) {
                throw new FrameFault("a piece of a body that cannot be");
            }
            return new BodyPiece(new Body.Spooled(text, size, digest, 0), offset, in.slice());
        } catch (BufferUnderflowException cutOff) {
            throw new FrameFault("a piece of a body is cut off");
        }
    }
}
