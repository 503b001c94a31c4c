package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Signs of life come first, and nothing else is out of order. */
class OutgoingTests {
    private static Frame frame(FrameType type, int mark) {
        return Frame.of(type, ByteBuffer.allocate(8).putLong(mark).flip());
    }

    private static List<String> drained(Outgoing outgoing) {
        List<String> order = new ArrayList<>();
        for (Optional<Frame> next = outgoing.take(); next.isPresent(); next = outgoing.take()) {
            order.add(next.get().type() + " " + next.get().head().getLong(0));
        }
        return order;
    }

    @Test
    void pingOvertakesEntriesAndBodiesAndNothingElse() {
        Outgoing outgoing = new Outgoing();
        outgoing.add(frame(FrameType.APPEND, 1));
        outgoing.add(frame(FrameType.WELCOME, 2));
        outgoing.add(frame(FrameType.BODY, 3));
        outgoing.add(frame(FrameType.APPEND, 4));
        outgoing.add(frame(FrameType.PING, 5));
        outgoing.add(frame(FrameType.PING, 6));
        outgoing.add(frame(FrameType.ACK, 7));

        assertThat(drained(outgoing))
                .containsExactly("APPEND 1", "WELCOME 2", "PING 5", "PING 6", "BODY 3", "APPEND 4", "ACK 7");
    }

    @Test
    void dropsWhatIsBulkOnly() {
        Outgoing outgoing = new Outgoing();
        outgoing.add(new Frame(FrameType.BODY, ByteBuffer.allocate(10), ByteBuffer.allocate(100)));
        outgoing.add(frame(FrameType.APPEND, 1));
        outgoing.add(frame(FrameType.NACK, 2));
        assertThat(outgoing.bulkOctets()).isEqualTo(126 + 24);

        assertThat(outgoing.dropBulk()).isEqualTo(100);

        assertThat(outgoing.bulkOctets()).isZero();
        assertThat(drained(outgoing)).containsExactly("NACK 2");
    }
}
