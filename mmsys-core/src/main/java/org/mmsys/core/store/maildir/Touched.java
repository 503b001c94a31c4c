package org.mmsys.core.store.maildir;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.mmsys.wire.address.AccountName;

/**
 * Which mailboxes got messages since the checkpoint before the last, and since when: what recovery has to verify.
 *
 * <p>Committer thread.
 */
final class Touched {
    private Map<Place, Long> sinceCheckpoint = new HashMap<>();
    private Map<Place, Long> before = new HashMap<>();

    /** A folder of an account. */
    record Place(AccountName account, String folder) {}

    void add(AccountName account, String folder, long epochSecond) {
        sinceCheckpoint.merge(new Place(account, folder), epochSecond, Math::min);
    }

    /** Mailboxes with the earliest time in the names of messages to be verified. */
    Map<Place, Long> places() {
        Map<Place, Long> all = new HashMap<>(before);
        sinceCheckpoint.forEach((place, since) -> all.merge(place, since, Math::min));
        return all;
    }

    /** Writes both generations; the older one ends with this checkpoint. */
    void write(DataOutput snapshot) throws IOException {
        Map<Place, Long> all = places();
        snapshot.writeInt(all.size());
        for (Map.Entry<Place, Long> entry : all.entrySet()) {
            snapshot.writeUTF(entry.getKey().account().local());
            snapshot.writeUTF(entry.getKey().account().domain());
            snapshot.writeUTF(entry.getKey().folder());
            snapshot.writeLong(entry.getValue());
        }
        before = sinceCheckpoint;
        sinceCheckpoint = new HashMap<>();
    }

    void read(DataInput snapshot) throws IOException {
        before = new HashMap<>();
        for (int left = snapshot.readInt(); left > 0; left--) {
            AccountName account = new AccountName(snapshot.readUTF(), snapshot.readUTF());
            before.put(new Place(account, snapshot.readUTF()), snapshot.readLong());
        }
    }
}
