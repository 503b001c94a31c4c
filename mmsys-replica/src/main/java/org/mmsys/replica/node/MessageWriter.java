package org.mmsys.replica.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.LogPoint;
import org.mmsys.replica.pair.PairMessage;

/** Makes frames of what one half says to the other; {@link MessageReader} is its mirror. No state. */
final class MessageWriter implements PairMessage.Cases<Frame> {
    static final List<Half> HALVES = List.of(Half.A, Half.B);
    static final List<PairMessage.Reason> REASONS =
            List.of(PairMessage.Reason.GAP, PairMessage.Reason.FULL, PairMessage.Reason.SICK);

    private static final MessageWriter ONE = new MessageWriter();
    private static final int POINT = 3 * Long.BYTES;
    private static final int REASON_MAX = 500;

    private MessageWriter() {}

    static Frame frame(PairMessage message) {
        return message.match(ONE);
    }

    private static ByteBuffer longs(long... values) {
        ByteBuffer body = ByteBuffer.allocate(values.length * Long.BYTES);
        for (long value : values) {
            body.putLong(value);
        }
        return body.flip();
    }

    private static ByteBuffer put(ByteBuffer into, LogPoint point) {
        return into.putLong(point.sequence())
                .putLong(point.chain().high())
                .putLong(point.chain().low());
    }

    private static ByteBuffer put(ByteBuffer into, UUID store) {
        return into.putLong(store.getMostSignificantBits()).putLong(store.getLeastSignificantBits());
    }

    private static byte flag(boolean yes) {
        return (byte) (yes ? 1 : 0);
    }

    @Override
    public Frame hello(PairMessage.Hello message) {
        ByteBuffer body = ByteBuffer.allocate(1 + 4 * Long.BYTES).put((byte) HALVES.indexOf(message.from()));
        put(body, message.store()).putLong(message.promise()).putLong(message.versionKnown());
        return Frame.of(FrameType.HELLO, body.flip());
    }

    @Override
    public Frame welcome(PairMessage.Welcome message) {
        return Frame.of(FrameType.WELCOME, longs(message.epoch(), message.round(), message.version()));
    }

    @Override
    public Frame refuse(PairMessage.Refuse message) {
        String reason = message.reason();
        byte[] text = reason.substring(0, Math.min(reason.length(), REASON_MAX)).getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(2 * Long.BYTES + text.length)
                .putLong(message.epoch())
                .putLong(message.version())
                .put(text);
        return Frame.of(FrameType.REFUSE, body.flip());
    }

    @Override
    public Frame following(PairMessage.Following message) {
        ByteBuffer body = ByteBuffer.allocate(4 * Long.BYTES + 2 * POINT)
                .putLong(message.epoch())
                .putLong(message.round());
        put(put(put(body, message.store()), message.base()), message.last());
        return Frame.of(FrameType.FOLLOWING, body.flip());
    }

    @Override
    public Frame probe(PairMessage.Probe message) {
        List<Long> asked = message.sequences();
        ByteBuffer body = ByteBuffer.allocate((2 + asked.size()) * Long.BYTES)
                .putLong(message.epoch())
                .putLong(message.round());
        asked.forEach(body::putLong);
        return Frame.of(FrameType.PROBE, body.flip());
    }

    @Override
    public Frame match(PairMessage.Match message) {
        List<LogPoint> points = message.points();
        ByteBuffer body = ByteBuffer.allocate(2 * Long.BYTES + points.size() * POINT)
                .putLong(message.epoch())
                .putLong(message.round());
        points.forEach(point -> put(body, point));
        return Frame.of(FrameType.MATCH, body.flip());
    }

    @Override
    public Frame truncate(PairMessage.Truncate message) {
        ByteBuffer body = ByteBuffer.allocate(2 * Long.BYTES + POINT)
                .putLong(message.epoch())
                .putLong(message.round());
        return Frame.of(FrameType.TRUNCATE, put(body, message.to()).flip());
    }

    @Override
    public Frame append(PairMessage.Append message) {
        ByteBuffer body = ByteBuffer.allocate(3 * Long.BYTES + 2 * POINT)
                .putLong(message.epoch())
                .putLong(message.round())
                .putLong(message.commit());
        put(put(body, message.previous()), message.last());
        return new Frame(FrameType.APPEND, body.flip(), message.records());
    }

    @Override
    public Frame ack(PairMessage.Ack message) {
        ByteBuffer body = ByteBuffer.allocate(3 * Long.BYTES + POINT + 1)
                .putLong(message.epoch())
                .putLong(message.round())
                .putLong(message.applied());
        return Frame.of(
                FrameType.ACK,
                put(body, message.durable()).put(flag(message.full())).flip());
    }

    @Override
    public Frame nack(PairMessage.Nack message) {
        ByteBuffer body = ByteBuffer.allocate(2 * Long.BYTES + POINT + 1)
                .putLong(message.epoch())
                .putLong(message.round());
        return Frame.of(
                FrameType.NACK,
                put(body, message.written())
                        .put((byte) REASONS.indexOf(message.reason()))
                        .flip());
    }

    @Override
    public Frame ping(PairMessage.Ping message) {
        return Frame.of(FrameType.PING, longs(message.epoch(), message.sentAtNanos(), message.commit()));
    }

    @Override
    public Frame pong(PairMessage.Pong message) {
        ByteBuffer body = ByteBuffer.allocate(2 * Long.BYTES + 1)
                .putLong(message.epoch())
                .putLong(message.sentAtNanos())
                .put(flag(message.full()));
        return Frame.of(FrameType.PONG, body.flip());
    }

    @Override
    public Frame joined(PairMessage.Joined message) {
        return Frame.of(FrameType.JOINED, longs(message.epoch(), message.version()));
    }

    @Override
    public Frame handover(PairMessage.Handover message) {
        ByteBuffer body = ByteBuffer.allocate(Long.BYTES + POINT).putLong(message.epoch());
        return Frame.of(FrameType.HANDOVER, put(body, message.last()).flip());
    }

    @Override
    public Frame take(PairMessage.Take message) {
        ByteBuffer body = ByteBuffer.allocate(Long.BYTES + 1).putLong(message.epoch());
        return Frame.of(FrameType.TAKE, body.put(flag(message.accepted())).flip());
    }
}
