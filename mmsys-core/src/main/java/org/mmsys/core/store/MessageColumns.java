package org.mmsys.core.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mmsys.core.journal.Guid;

/**
 * Messages told about without making an object of each: for listings of many thousands.
 *
 * <p>A {@link Maildrop#messages} list may be one of these too; whoever reads all of it asks {@link #of}. Immutable; any
 * thread. Places begin at 0.
 */
public interface MessageColumns {
    /** How many messages there are. */
    int count();

    /** Octets of all messages. */
    long octets();

    /** Octets of one message. */
    long sizeAt(int place);

    /** Writes the {@value Guid#LENGTH} characters of a message's guid, in ASCII. */
    void guidAt(int place, byte[] into, int at);

    /** These messages in columns: themselves if they can. */
    static MessageColumns of(List<MessageRef> messages) {
        if (messages instanceof MessageColumns columns) {
            return columns;
        }
        return new MessageColumns() {
            @Override
            public int count() {
                return messages.size();
            }

            @Override
            public long octets() {
                long sum = 0;
                for (MessageRef message : messages) {
                    sum += message.size();
                }
                return sum;
            }

            @Override
            public long sizeAt(int place) {
                return messages.get(place).size();
            }

            @Override
            public void guidAt(int place, byte[] into, int at) {
                byte[] guid = messages.get(place).guid().text().getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(guid, 0, into, at, guid.length);
            }
        };
    }
}
