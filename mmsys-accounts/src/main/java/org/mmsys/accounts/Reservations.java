package org.mmsys.accounts;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.Confirm;
import org.mmsys.core.journal.Operation.Reserve;
import org.mmsys.wire.address.AccountName;

/**
 * The names that this server, as their arbiter, keeps for servers that are about to create an account (rules 22).
 *
 * <p>Changed on the committer thread only; asked by any thread. A reservation that has run out still stands until it is
 * confirmed or withdrawn: time alone proves nothing. After a restart each runs for its full length again.
 */
public final class Reservations implements AppliedState {
    private static final int VERSION = 1;
    static final int MAX = 10_000;

    private final LongSupplier nanoTime;
    private final Map<AccountName, Reservation> reservations = new ConcurrentHashMap<>();

    /**
     * One name kept.
     *
     * @param token of the attempt that made it
     * @param endNanos when it runs out on the monotonic clock
     */
    record Reservation(String server, String token, Duration length, long endNanos) {
        boolean ranOutBefore(long nanos) {
            return nanos - endNanos > 0;
        }
    }

    /**
     * None yet.
     *
     * @param nanoTime the monotonic clock, {@code System::nanoTime}
     */
    public Reservations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    Optional<Reservation> find(AccountName name) {
        return Optional.ofNullable(reservations.get(name));
    }

    /** All that this server holds; a copy. */
    Map<AccountName, Reservation> of(String server) {
        Map<AccountName, Reservation> found = new ConcurrentHashMap<>();
        reservations.forEach((name, reservation) -> {
            if (reservation.server().equals(server)) {
                found.put(name, reservation);
            }
        });
        return found;
    }

    public int size() {
        return reservations.size();
    }

    @Override
    public String name() {
        return "reservations";
    }

    @Override
    public void apply(long sequence, JournalEntry entry) {
        for (Operation operation : entry.operations()) {
            if (operation instanceof Reserve reserve) {
                keep(reserve.account(), reserve.server(), reserve.requestId(), reserve.length());
            } else if (operation instanceof Confirm confirm) {
                reservations.computeIfPresent(
                        confirm.account(), (name, kept) -> kept.server().equals(confirm.server()) ? null : kept);
            }
        }
    }

    private void keep(AccountName name, String server, String token, Duration length) {
        reservations.put(name, new Reservation(server, token, length, nanoTime.getAsLong() + length.toNanos()));
    }

    @Override
    public void write(DataOutput snapshot) throws IOException {
        snapshot.writeInt(VERSION);
        snapshot.writeInt(reservations.size());
        for (Map.Entry<AccountName, Reservation> each : reservations.entrySet()) {
            snapshot.writeUTF(each.getKey().local());
            snapshot.writeUTF(each.getKey().domain());
            snapshot.writeUTF(each.getValue().server());
            snapshot.writeUTF(each.getValue().token());
            snapshot.writeLong(each.getValue().length().toMillis());
        }
    }

    @Override
    public void read(DataInput snapshot) throws IOException {
        int version = snapshot.readInt();
        if (version != VERSION) {
            throw new IOException("reservations in the checkpoint have version " + version + ", not " + VERSION);
        }
        for (int left = snapshot.readInt(); left > 0; left--) {
            String local = snapshot.readUTF();
            String domain = snapshot.readUTF();
            String server = snapshot.readUTF();
            String token = snapshot.readUTF();
            Duration length = Duration.ofMillis(snapshot.readLong());
            try {
                keep(new AccountName(local, domain), server, token, length);
            } catch (IllegalArgumentException damaged) {
                throw new IOException("a reservation in the checkpoint has no proper name", damaged);
            }
        }
    }

    /** Nothing stands outside the snapshot and the journal. */
    @Override
    public void sync() {}

    @Override
    public void recovered() {}
}
