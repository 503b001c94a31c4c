package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Sha256;
import org.mmsys.replica.pair.ChainMark;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.LogPoint;
import org.mmsys.replica.pair.PairMessage;

/** What the halves say to one another, on the wire: whole, cut off, damaged, invented. */
class FrameTests {
    private static final LogPoint HERE = new LogPoint(7, new ChainMark(-1, 2));
    private static final LogPoint THERE = new LogPoint(Long.MAX_VALUE, new ChainMark(3, Long.MIN_VALUE));
    private static final UUID STORE = new UUID(5, -6);
    private static final ByteBuffer RECORDS = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5});
    private static final int LENGTH_AT = 8;
    private static final int TYPE_AT = 5;

    static List<PairMessage> messages() {
        return List.of(
                new PairMessage.Hello(Half.B, STORE, 4, 9),
                new PairMessage.Welcome(1, 2, 3),
                new PairMessage.Refuse(8, 9, "epoch 7 is over \u00fc"),
                new PairMessage.Refuse(8, 9, ""),
                new PairMessage.Following(1, 2, STORE, LogPoint.START, HERE),
                new PairMessage.Probe(1, 2, LongStream.range(0, 40).boxed().toList()),
                new PairMessage.Probe(1, 2, List.of()),
                new PairMessage.Match(1, 2, List.of(HERE, THERE)),
                new PairMessage.Match(1, 2, List.of()),
                new PairMessage.Truncate(1, 2, HERE),
                new PairMessage.Append(1, 2, HERE, THERE, 6, RECORDS),
                new PairMessage.Append(1, 2, HERE, HERE, 6, ByteBuffer.allocate(0)),
                new PairMessage.Ack(1, 2, HERE, 6, true),
                new PairMessage.Ack(1, 2, THERE, 6, false),
                new PairMessage.Nack(1, 2, HERE, PairMessage.Reason.SICK),
                new PairMessage.Ping(1, -5, 6),
                new PairMessage.Pong(1, Long.MIN_VALUE, true),
                new PairMessage.Joined(1, 2),
                new PairMessage.Handover(1, HERE),
                new PairMessage.Take(1, false));
    }

    private static byte[] octets(Frame frame) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frame.write(out);
        assertThat(out.size()).isEqualTo(frame.length());
        return out.toByteArray();
    }

    private static Frame frame(byte[] octets) throws IOException {
        return Frame.read(new DataInputStream(new ByteArrayInputStream(octets)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void comesBackAsItWas(PairMessage message) throws IOException {
        PairMessage read = MessageReader.message(frame(octets(MessageWriter.frame(message))));

        assertThat(read).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyLostOctetIsNoticed(PairMessage message) throws IOException {
        byte[] whole = octets(MessageWriter.frame(message));

        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> frame(part)).as("%d octets", length).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyFlippedBitIsNoticed(PairMessage message) throws IOException {
        byte[] whole = octets(MessageWriter.frame(message));

        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThatThrownBy(() -> MessageReader.message(frame(damaged)))
                    .as("bit %d", bit)
                    .isInstanceOfAny(FrameFault.class, EOFException.class);
        }
    }

    /** As somebody would send it who can compute the sum as well. */
    @ParameterizedTest
    @EnumSource(FrameType.class)
    void whateverABodyHoldsItIsAMessageOrAFault(FrameType type) throws IOException {
        SplittableRandom random = new SplittableRandom(type.code());
        for (int round = 0; round < 3000; round++) {
            byte[] body = new byte[random.nextInt(Math.min(type.bodyMax(), 200) + 1)];
            random.nextBytes(body);
            Arrays.fill(body, 0, random.nextInt(body.length + 1), (byte) random.nextInt(2));
            Frame read = frame(octets(Frame.of(type, ByteBuffer.wrap(body))));
            try {
                if (type == FrameType.BODY) {
                    assertThat(BodyPiece.read(read).octets().remaining()).isLessThanOrEqualTo(body.length);
                } else {
                    PairMessage message = MessageReader.message(read);
                    assertThat(MessageReader.message(MessageWriter.frame(message)))
                            .isEqualTo(message);
                }
            } catch (FrameFault refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void refusesTheLengthBeforeItReadsTheBody() throws IOException {
        byte[] long1 = octets(MessageWriter.frame(new PairMessage.Take(1, true)));
        ByteBuffer.wrap(long1).putInt(LENGTH_AT, Integer.MAX_VALUE);
        byte[] negative = long1.clone();
        ByteBuffer.wrap(negative).putInt(LENGTH_AT, -1);

        assertThatThrownBy(() -> frame(long1)).isInstanceOf(FrameFault.class).hasMessageContaining("2147483647");
        assertThatThrownBy(() -> frame(negative)).isInstanceOf(FrameFault.class).hasMessageContaining("-1");
    }

    @Test
    void refusesUnknownTypesAndVersions() throws IOException {
        byte[] type = octets(Frame.empty(FrameType.OPENED));
        type[TYPE_AT] = 99;
        byte[] version = octets(Frame.empty(FrameType.OPENED));
        version[TYPE_AT - 1] = 2;

        assertThatThrownBy(() -> frame(type)).isInstanceOf(FrameFault.class).hasMessageContaining("type 99");
        assertThatThrownBy(() -> frame(version)).isInstanceOf(FrameFault.class).hasMessageContaining("version 2");
    }

    @Test
    void longestReasonFits() throws IOException {
        PairMessage wordy = new PairMessage.Refuse(1, 2, "\u20ac".repeat(5000));

        PairMessage read = MessageReader.message(frame(octets(MessageWriter.frame(wordy))));

        assertThat(((PairMessage.Refuse) read).reason()).isEqualTo("\u20ac".repeat(500));
    }

    @Test
    void entriesMustBeWhereTheyAreSaidToBe() {
        PairMessage none = new PairMessage.Append(1, 2, HERE, THERE, 6, ByteBuffer.allocate(0));
        PairMessage back = new PairMessage.Append(1, 2, THERE, HERE, 6, RECORDS);

        assertThatThrownBy(() -> MessageReader.message(frame(octets(MessageWriter.frame(none)))))
                .isInstanceOf(FrameFault.class);
        assertThatThrownBy(() -> MessageReader.message(frame(octets(MessageWriter.frame(back)))))
                .isInstanceOf(FrameFault.class);
    }

    @Test
    void pieceOfABodyComesBackAsItWas() throws IOException {
        Body.Spooled body = new Body.Spooled("0abc-9_Z.x", 9, Sha256.over(new byte[9]), 0);
        BodyPiece piece = new BodyPiece(body, 4, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));

        BodyPiece read = BodyPiece.read(frame(octets(piece.frame())));

        assertThat(read).isEqualTo(piece);
        assertThat(read.last()).isTrue();
    }

    @Test
    void bodiesStayInTheirDirectory() {
        for (String name : List.of("../x", "a/b", "", ".arriving-x", "..", "a\u0000b", "x".repeat(201))) {
            Body.Spooled body = new Body.Spooled(name, 1, Sha256.over(new byte[1]), 0);
            Frame frame = new BodyPiece(body, 0, ByteBuffer.wrap(new byte[1])).frame();

            assertThatThrownBy(() -> BodyPiece.read(frame(octets(frame))))
                    .as(name)
                    .isInstanceOf(FrameFault.class);
        }
    }

    @Test
    void piecesLieWithinTheirBody() {
        Sha256 digest = Sha256.over(new byte[1]);
        ByteBuffer two = ByteBuffer.wrap(new byte[2]);
        List<BodyPiece> wrong = List.of(
                new BodyPiece(new Body.Spooled("x", 5, digest, 0), 4, two),
                new BodyPiece(new Body.Spooled("x", 5, digest, 0), -1, two),
                new BodyPiece(new Body.Spooled("x", -5, digest, 0), 0, two),
                new BodyPiece(new Body.Spooled("x", 5, digest, 0), Long.MAX_VALUE, two),
                new BodyPiece(new Body.Spooled("x", 5, digest, 0), 2, ByteBuffer.allocate(0)));

        wrong.forEach(piece -> assertThatThrownBy(() -> BodyPiece.read(frame(octets(piece.frame()))))
                .as("%s", piece)
                .isInstanceOf(FrameFault.class));
    }
}
