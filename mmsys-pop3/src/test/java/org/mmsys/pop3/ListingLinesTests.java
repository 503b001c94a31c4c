package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.MessageRef;
import org.mmsys.pop3.Pop3Question.Column;

/** Listings are the same whatever the buffers they leave through. */
final class ListingLinesTests {
    private final List<MessageRef> messages = LongStream.of(0, 9, 10, 99, 100, 1234567890123L, Long.MAX_VALUE, 7, 8, 1)
            .mapToObj(size -> new MessageRef(FakeMailStore.guid(size & 0xffff), size, Flags.NONE))
            .toList();

    @Test
    void leavesThroughAnyBuffer() {
        BitSet gone = new BitSet();
        gone.set(0);
        gone.set(4);
        gone.set(9);
        for (Column column : Column.values()) {
            String whole = ListingLines.text("", column, messages, gone);
            for (int room = 1; room < 100; room++) {
                ListingLines lines = new ListingLines(column, messages, gone);
                StringBuilder got = new StringBuilder();
                ByteBuffer into = ByteBuffer.allocate(room);
                while (lines.fill(into) >= 0) {
                    got.append(StandardCharsets.US_ASCII.decode(into.flip()));
                    into.clear();
                }
                assertThat(got).hasToString(whole);
            }
        }
        assertThat(ListingLines.text("+OK\r\n", Column.SIZE, messages, gone))
                .isEqualTo("+OK\r\n2 9\r\n3 10\r\n4 99\r\n6 1234567890123\r\n7 " + Long.MAX_VALUE
                        + "\r\n8 7\r\n9 8\r\n.\r\n");
    }

    @Test
    void nothingToListIsADot() {
        assertThat(ListingLines.text("+OK\r\n", Column.UID, List.of(), new BitSet()))
                .isEqualTo("+OK\r\n.\r\n");
    }
}
