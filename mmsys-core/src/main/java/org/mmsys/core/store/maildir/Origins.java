package org.mmsys.core.store.maildir;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Origin;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came from the queues of other servers: the section {@code origins} of a checkpoint.
 *
 * <p>Remembers (server, queue id, account) of the last 10 days as a digest, about 120 octets each and 500,000 at most, so
 * that a message which is sent again because our 250 was lost is stored once. Changes on the committer thread; may be asked
 * on any.
 */
public final class Origins implements AppliedState {
    static final int MARKS_MAX = 500_000;
    private static final Logger log = LoggerFactory.getLogger(Origins.class);
    private static final int VERSION = 1;
    private static final Duration KEPT = Duration.ofDays(10);
    /** At most so many are forgotten with each that comes: a clock that jumps does not forget everything at once. */
    private static final int FORGOTTEN_AT_ONCE = 2;
    /** The beginning of a guid that all guids of one run of a node share. */
    private static final int SHARED = 14;

    private static final int WARN_EVERY = 10_000;

    private final int marksMax;
    private final LinkedHashMap<Key, Mark> marks = new LinkedHashMap<>();
    private String shared = "";
    private long forgotten;

    private record Key(long high, long low) {
        static Key of(Origin origin, AccountName account) {
            String text = origin.server() + '\0' + origin.queueId() + '\0' + account;
            ByteBuffer digest = ByteBuffer.wrap(
                    Sha256.over(text.getBytes(StandardCharsets.UTF_8)).toBytes());
            return new Key(digest.getLong(), digest.getLong());
        }
    }

    /** A guid in two parts, the first of which is the same string for many. */
    private record Mark(String head, long tail, int epochMinutes) {
        Guid guid() {
            String digits = Long.toString(tail, 32);
            return new Guid(head + "0".repeat(Guid.LENGTH - SHARED - digits.length()) + digits);
        }
    }

    public Origins() {
        this(MARKS_MAX);
    }

    Origins(int marksMax) {
        this.marksMax = marksMax;
    }

    /** The id under which the message was stored for this account, if it was. */
    synchronized Optional<Guid> find(Origin origin, AccountName account) {
        return Optional.ofNullable(marks.get(Key.of(origin, account))).map(Mark::guid);
    }

    synchronized int size() {
        return marks.size();
    }

    @Override
    public String name() {
        return "origins";
    }

    @Override
    public synchronized void apply(long sequence, JournalEntry entry) {
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Deliver deliver
                    && deliver.origin().isPresent()) {
                Origin origin = deliver.origin().get();
                for (Operation.Copy copy : deliver.copies()) {
                    mark(Key.of(origin, copy.account()), mark(copy.guid(), deliver.time()));
                }
            }
        }
    }

    private Mark mark(Guid guid, Instant time) {
        String head = guid.text().substring(0, SHARED);
        if (!head.equals(shared)) {
            shared = head;
        }
        long minutes = Math.max(0, Math.min(Integer.MAX_VALUE, time.getEpochSecond() / 60));
        return new Mark(shared, Long.parseLong(guid.text().substring(SHARED), 32), (int) minutes);
    }

    private void mark(Key key, Mark mark) {
        marks.putIfAbsent(key, mark);
        Iterator<Mark> oldest = marks.values().iterator();
        for (int i = 0; i < FORGOTTEN_AT_ONCE && marks.size() > 1; i++) {
            boolean tooMany = marks.size() > marksMax;
            boolean old = oldest.next().epochMinutes() < mark.epochMinutes() - KEPT.toMinutes();
            if (!tooMany && !old) {
                return;
            }
            if (!old && forgotten++ % WARN_EVERY == 0) {
                log.atWarn().addKeyValue("kept", marksMax).log("too much mail from other servers to remember it all");
            }
            oldest.remove();
        }
    }

    @Override
    public synchronized void write(DataOutput snapshot) throws IOException {
        snapshot.writeInt(VERSION);
        snapshot.writeInt(marks.size());
        for (Map.Entry<Key, Mark> entry : marks.entrySet()) {
            snapshot.writeLong(entry.getKey().high());
            snapshot.writeLong(entry.getKey().low());
            snapshot.writeUTF(entry.getValue().guid().text());
            snapshot.writeInt(entry.getValue().epochMinutes());
        }
    }

    @Override
    public synchronized void read(DataInput snapshot) throws IOException {
        int version = snapshot.readInt();
        if (version != VERSION) {
            throw new IOException("section of origins of version " + version);
        }
        marks.clear();
        for (int left = snapshot.readInt(); left > 0; left--) {
            Key key = new Key(snapshot.readLong(), snapshot.readLong());
            String guid = snapshot.readUTF();
            if (!Guid.valid(guid)) {
                throw new IOException("section of origins damaged");
            }
            marks.put(key, mark(new Guid(guid), Instant.ofEpochSecond(snapshot.readInt() * 60L)));
        }
    }

    @Override
    public void sync() {}

    @Override
    public void recovered() {}
}
