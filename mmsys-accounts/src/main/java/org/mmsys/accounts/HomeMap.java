package org.mmsys.accounts;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.NameKey;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.Homes;

/**
 * Which names are at home on which other servers: the {@code Homes} entries of the journal, applied (rules 16).
 *
 * <p>Changed on the committer thread only; asked by any thread, under the short lock of one of 256 segments. A name costs 18
 * octets and its share of empty places. Names that went lately rest here too, for the arbiter.
 */
public final class HomeMap implements AppliedState {
    private static final int VERSION = 1;
    private static final int SERVERS_MAX = Short.MAX_VALUE;
    private static final int RESTING_MAX = 100_000;
    private static final Duration REST = AccountStore.NAME_REST;

    private final InstantSource clock;
    private final HomeSegment[] segments = new HomeSegment[NameDigest.BUCKETS];
    private final List<Claims> servers = new CopyOnWriteArrayList<>();
    /** Names that are nobody's any more, with the second in which we learnt it. */
    private final Map<NameKey, Long> resting = new ConcurrentHashMap<>();

    private volatile Consumer<NameKey> changed = key -> {};

    /** What one server claims, in sums. */
    private static final class Claims {
        private final String server;
        private final short number;
        private final NameDigest[] digests = new NameDigest[NameDigest.BUCKETS];
        private NameDigest whole = NameDigest.EMPTY;
        private volatile boolean complete;

        Claims(String server, int number) {
            this.server = server;
            this.number = (short) number;
            Arrays.fill(digests, NameDigest.EMPTY);
        }

        synchronized void added(NameKey key) {
            int bucket = NameDigest.bucket(key);
            digests[bucket] = digests[bucket].plus(key);
            whole = whole.plus(key);
        }

        synchronized void removed(NameKey key) {
            int bucket = NameDigest.bucket(key);
            digests[bucket] = digests[bucket].minus(key);
            whole = whole.minus(key);
        }

        synchronized NameDigest digest(int bucket) {
            return digests[bucket];
        }

        synchronized NameDigest whole() {
            return whole;
        }
    }

    /** An empty map; the clock decides when the names of deleted accounts may be used again. */
    public HomeMap(InstantSource clock) {
        this.clock = clock;
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new HomeSegment();
        }
    }

    /** The servers that claim the name, sorted; mostly one or none. */
    List<String> claims(NameKey key) {
        short[] numbers = segment(key).claims(key);
        return switch (numbers.length) {
            case 0 -> List.of();
            case 1 -> List.of(servers.get(numbers[0]).server);
            default -> {
                List<String> names = new ArrayList<>();
                for (short number : numbers) {
                    names.add(servers.get(number).server);
                }
                names.sort(null);
                yield List.copyOf(names);
            }
        };
    }

    /** Whether the name was an account's on another server within the last 180 days and is nobody's now. */
    boolean resting(NameKey key) {
        Long since = resting.get(key);
        return since != null && clock.instant().getEpochSecond() - since < REST.toSeconds();
    }

    /** Whether all accounts of this server were known here once: since then only its news can be missing. */
    boolean complete(String server) {
        return servers.stream().anyMatch(claims -> claims.server.equals(server) && claims.complete);
    }

    /** The digest of all names this server claims. */
    NameDigest digest(String server) {
        return find(server).map(Claims::whole).orElse(NameDigest.EMPTY);
    }

    /** The digest of those in one bucket. */
    NameDigest digest(String server, int bucket) {
        return find(server).map(claims -> claims.digest(bucket)).orElse(NameDigest.EMPTY);
    }

    /** The keys of one bucket that this server claims; a copy. */
    List<NameKey> bucket(String server, int bucket) {
        List<NameKey> keys = new ArrayList<>();
        find(server).ifPresent(claims -> segments[bucket].forEach(claims.number, keys::add));
        return keys;
    }

    /** How many names are claimed, by all servers together. */
    public long size() {
        return servers.stream().mapToLong(claims -> claims.whole().count()).sum();
    }

    /** Whether nothing was ever heard of another server. */
    boolean blank() {
        return servers.isEmpty();
    }

    /** Told of each key whose claims change, on the committer thread. */
    void onChange(Consumer<NameKey> listener) {
        changed = listener;
    }

    private Optional<Claims> find(String server) {
        for (Claims claims : servers) {
            if (claims.server.equals(server)) {
                return Optional.of(claims);
            }
        }
        return Optional.empty();
    }

    private HomeSegment segment(NameKey key) {
        return segments[NameDigest.bucket(key)];
    }

    @Override
    public String name() {
        return "homes";
    }

    @Override
    public void apply(long sequence, JournalEntry entry) throws IOException {
        for (Operation operation : entry.operations()) {
            if (operation instanceof Homes homes) {
                apply(homes);
            }
        }
    }

    private void apply(Homes homes) throws IOException {
        Claims claims = claims(homes.server());
        for (NameKey key : homes.removed()) {
            if (segment(key).remove(key, claims.number)) {
                claims.removed(key);
                rest(key);
                changed.accept(key);
            }
        }
        for (NameKey key : homes.added()) {
            if (segment(key).add(key, claims.number)) {
                claims.added(key);
                resting.remove(key);
            }
            changed.accept(key);
        }
        if (homes.complete()) {
            claims.complete = true;
        }
    }

    private Claims claims(String server) throws IOException {
        Optional<Claims> known = find(server);
        if (known.isPresent()) {
            return known.get();
        }
        if (servers.size() >= SERVERS_MAX - 1) {
            throw new IOException("more than " + SERVERS_MAX + " servers");
        }
        Claims claims = new Claims(server, servers.size());
        servers.add(claims);
        return claims;
    }

    private void rest(NameKey key) {
        if (segment(key).claims(key).length > 0) {
            return;
        }
        Instant now = clock.instant();
        resting.putIfAbsent(key, now.getEpochSecond());
        if (resting.size() > RESTING_MAX) {
            resting.values().removeIf(since -> now.getEpochSecond() - since >= REST.toSeconds());
        }
        if (resting.size() > RESTING_MAX) {
            long median = resting.values().stream()
                    .sorted()
                    .skip(resting.size() / 2)
                    .findFirst()
                    .orElse(0L);
            resting.values().removeIf(since -> since <= median);
        }
    }

    @Override
    public void write(DataOutput snapshot) throws IOException {
        snapshot.writeInt(VERSION);
        snapshot.writeInt(servers.size());
        for (Claims claims : servers) {
            snapshot.writeUTF(claims.server);
            snapshot.writeBoolean(claims.complete);
            snapshot.writeInt((int) claims.whole().count());
            for (HomeSegment segment : segments) {
                List<NameKey> keys = new ArrayList<>();
                segment.forEach(claims.number, keys::add);
                for (NameKey key : keys) {
                    write(snapshot, key);
                }
            }
        }
        snapshot.writeInt(resting.size());
        for (Map.Entry<NameKey, Long> each : resting.entrySet()) {
            write(snapshot, each.getKey());
            snapshot.writeLong(each.getValue());
        }
    }

    @Override
    public void read(DataInput snapshot) throws IOException {
        int version = snapshot.readInt();
        if (version != VERSION) {
            throw new IOException("homes in the checkpoint have version " + version + ", not " + VERSION);
        }
        for (int left = snapshot.readInt(); left > 0; left--) {
            Claims claims = claims(snapshot.readUTF());
            claims.complete = snapshot.readBoolean();
            for (int keys = snapshot.readInt(); keys > 0; keys--) {
                NameKey key = new NameKey(snapshot.readLong(), snapshot.readLong());
                if (segment(key).add(key, claims.number)) {
                    claims.added(key);
                }
            }
        }
        for (int left = snapshot.readInt(); left > 0; left--) {
            resting.put(new NameKey(snapshot.readLong(), snapshot.readLong()), snapshot.readLong());
        }
    }

    private static void write(DataOutput snapshot, NameKey key) throws IOException {
        snapshot.writeLong(key.high());
        snapshot.writeLong(key.low());
    }

    /** Nothing stands outside the snapshot and the journal. */
    @Override
    public void sync() {}

    @Override
    public void recovered() {}
}
