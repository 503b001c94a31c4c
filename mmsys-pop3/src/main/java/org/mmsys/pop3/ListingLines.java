package org.mmsys.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.store.MessageColumns;
import org.mmsys.core.store.MessageRef;
import org.mmsys.pop3.Pop3Question.Column;

/**
 * The lines of LIST or UIDL with the dot that ends them, made while they leave: a long listing needs no memory.
 *
 * <p>One reader. No line begins with a dot, so nothing needs stuffing (RFC 1939 §3).
 */
final class ListingLines {
    /** A number of 10 digits, a blank, a size of 19 digits or a guid, CRLF. */
    private static final int LINE_MAX = 10 + 1 + Guid.LENGTH + 2;

    private static final int LINE_TYPICAL = 40;

    private final Column column;
    private final MessageColumns messages;
    private final int count;
    private final BitSet gone;
    private final byte[] line = new byte[LINE_MAX];
    private int start;
    private int end;
    private int place;
    private boolean ended;

    ListingLines(Column column, List<MessageRef> messages, BitSet gone) {
        this.column = column;
        this.messages = MessageColumns.of(messages);
        this.count = messages.size();
        this.gone = gone;
    }

    /** All lines as one text, behind a first line. For short listings. */
    static String text(String first, Column column, List<MessageRef> messages, BitSet gone) {
        ListingLines lines = new ListingLines(column, messages, gone);
        StringBuilder text = new StringBuilder(first.length() + messages.size() * LINE_TYPICAL + 3).append(first);
        ByteBuffer some = ByteBuffer.allocate(Math.min(messages.size(), 100) * LINE_TYPICAL + LINE_MAX);
        while (lines.fill(some) >= 0) {
            text.append(new String(some.array(), 0, some.position(), StandardCharsets.ISO_8859_1));
            some.clear();
        }
        return text.toString();
    }

    /** Fills the buffer as far as it can; -1 at the end. */
    int fill(ByteBuffer into) {
        int before = into.remaining();
        while (into.hasRemaining() && (start < end || next())) {
            int length = Math.min(end - start, into.remaining());
            into.put(line, start, length);
            start += length;
        }
        return before == into.remaining() && before > 0 ? -1 : before - into.remaining();
    }

    private boolean next() {
        place = gone.nextClearBit(place);
        start = 0;
        end = 0;
        if (place >= count) {
            if (ended) {
                return false;
            }
            ended = true;
            line[end++] = '.';
        } else {
            number(place + 1);
            line[end++] = ' ';
            if (column == Column.SIZE) {
                number(messages.sizeAt(place));
            } else {
                messages.guidAt(place, line, end);
                end += Guid.LENGTH;
            }
            place++;
        }
        line[end++] = '\r';
        line[end++] = '\n';
        return true;
    }

    private void number(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = end + digits - 1; i >= end; i--) {
            line[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        end += digits;
    }
}
