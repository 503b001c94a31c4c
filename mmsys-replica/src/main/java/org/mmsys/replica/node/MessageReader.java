package org.mmsys.replica.node;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.mmsys.replica.pair.ChainMark;
import org.mmsys.replica.pair.LogPoint;
import org.mmsys.replica.pair.PairMessage;

/**
 * Reads what {@link MessageWriter} wrote. Whatever else the octets are, the outcome is a {@link FrameFault}.
 *
 * <p>For one frame and one thread.
 */
final class MessageReader {
    private static final int POINT = 3 * Long.BYTES;
    private static final int REASON_MAX = 500;

    private final FrameType type;
    private final ByteBuffer body;

    private MessageReader(FrameType type, ByteBuffer body) {
        this.type = type;
        this.body = body;
    }

    /**
     * The message in a frame. Records of entries are not copied.
     *
     * @throws FrameFault if it holds none, or a damaged one
     */
    static PairMessage message(Frame frame) throws FrameFault {
        MessageReader reader = new MessageReader(frame.type(), frame.head().duplicate());
        try {
            PairMessage message = reader.read();
            if (reader.body.hasRemaining()) {
                throw new FrameFault(frame.type() + " with " + reader.body.remaining() + " octets left over");
            }
            return message;
        } catch (BufferUnderflowException | IllegalArgumentException damaged) {
            throw new FrameFault(frame.type() + " cut off or out of range: " + damaged.getMessage());
        }
    }

    private PairMessage read() throws FrameFault {
        return switch (type) {
            case HELLO -> new PairMessage.Hello(one(MessageWriter.HALVES), store(), body.getLong(), body.getLong());
            case WELCOME -> new PairMessage.Welcome(body.getLong(), body.getLong(), body.getLong());
            case REFUSE -> new PairMessage.Refuse(body.getLong(), body.getLong(), reason());
            case FOLLOWING -> new PairMessage.Following(body.getLong(), body.getLong(), store(), point(), point());
            case PROBE -> new PairMessage.Probe(body.getLong(), body.getLong(), sequences());
            case MATCH -> new PairMessage.Match(body.getLong(), body.getLong(), points());
            case TRUNCATE -> new PairMessage.Truncate(body.getLong(), body.getLong(), point());
            case APPEND -> append();
            case ACK -> ack();
            case NACK -> new PairMessage.Nack(body.getLong(), body.getLong(), point(), one(MessageWriter.REASONS));
            case PING -> new PairMessage.Ping(body.getLong(), body.getLong(), body.getLong());
            case PONG -> new PairMessage.Pong(body.getLong(), body.getLong(), flag());
            case JOINED -> new PairMessage.Joined(body.getLong(), body.getLong());
            case HANDOVER -> new PairMessage.Handover(body.getLong(), point());
            case TAKE -> new PairMessage.Take(body.getLong(), flag());
            case OPEN_LINK, OPEN_BULK, OPENED, BODY, BODY_TAKEN, FETCH_TREE, BODY_EARLY, BODY_DROPPED ->
                throw new FrameFault(type + " is no message");
        };
    }

    private PairMessage append() throws FrameFault {
        long epoch = body.getLong();
        long round = body.getLong();
        long commit = body.getLong();
        LogPoint previous = point();
        LogPoint last = point();
        boolean some = body.hasRemaining();
        if (commit < 0 || some != last.sequence() > previous.sequence() || last.sequence() < previous.sequence()) {
            throw new FrameFault("entries from " + previous.sequence() + " to " + last.sequence() + " in "
                    + body.remaining() + " octets");
        }
        ByteBuffer records = body.slice().asReadOnlyBuffer();
        body.position(body.limit());
        return new PairMessage.Append(epoch, round, previous, last, commit, records);
    }

    private PairMessage ack() throws FrameFault {
        long epoch = body.getLong();
        long round = body.getLong();
        long applied = body.getLong();
        return new PairMessage.Ack(epoch, round, point(), applied, flag());
    }

    private LogPoint point() {
        return new LogPoint(body.getLong(), new ChainMark(body.getLong(), body.getLong()));
    }

    private UUID store() {
        return new UUID(body.getLong(), body.getLong());
    }

    private boolean flag() throws FrameFault {
        int value = body.get();
        if (value != 0 && value != 1) {
            throw new FrameFault(type + " with a flag of " + value);
        }
        return value == 1;
    }

    private <E> E one(List<E> all) throws FrameFault {
        int index = body.get();
        if (index < 0 || index >= all.size()) {
            throw new FrameFault(type + " with a value of " + index);
        }
        return all.get(index);
    }

    private List<Long> sequences() throws FrameFault {
        whole(Long.BYTES);
        List<Long> all = new ArrayList<>(body.remaining() / Long.BYTES);
        while (body.hasRemaining()) {
            long sequence = body.getLong();
            if (sequence < 0) {
                throw new FrameFault("a question for entry " + sequence);
            }
            all.add(sequence);
        }
        return all;
    }

    private List<LogPoint> points() throws FrameFault {
        whole(POINT);
        List<LogPoint> all = new ArrayList<>(body.remaining() / POINT);
        while (body.hasRemaining()) {
            all.add(point());
        }
        return all;
    }

    private void whole(int each) throws FrameFault {
        if (body.remaining() % each != 0) {
            throw new FrameFault(type + " ends within an item");
        }
    }

    private String reason() throws FrameFault {
        if (body.remaining() > 3 * REASON_MAX) {
            throw new FrameFault("a reason of " + body.remaining() + " octets");
        }
        byte[] text = new byte[body.remaining()];
        body.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
