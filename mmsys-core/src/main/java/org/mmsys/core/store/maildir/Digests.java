package org.mmsys.core.store.maildir;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mmsys.wire.address.AccountName;

/**
 * What the indexes say of all messages, as one sum for each folder, kept up to date with every change of an index.
 *
 * <p>In memory, about 150 octets a folder, in 4096 buckets by account. A {@link DigestNote} shares the buckets; one is
 * copied when it changes after that. Any thread; its monitor is the innermost of all.
 */
final class Digests {
    static final int BUCKETS = 4096;
    private final List<Map<Place, DigestSum>> buckets = new ArrayList<>();
    private final BitSet shared = new BitSet(BUCKETS);
    private final Map<AccountName, Integer> unsettled = new HashMap<>();

    /** A folder of an account. */
    record Place(AccountName account, String folder) {}

    Digests() {
        for (int i = 0; i < BUCKETS; i++) {
            buckets.add(Map.of());
            shared.set(i);
        }
    }

    static int bucket(AccountName account) {
        int hash = account.local().hashCode() * 31 + account.domain().hashCode();
        return (hash * 0x9E3779B9) >>> 20;
    }

    /** A message of a folder is another than before, new, or gone. */
    synchronized void change(
            AccountName account, String folder, Optional<IndexEntry> before, Optional<IndexEntry> after) {
        DigestSum sum = sum(account, folder);
        if (!sum.known()) {
            return;
        }
        if (before.isPresent()) {
            sum = sum.minus(DigestSum.of(folder, before.get()));
        }
        if (after.isPresent()) {
            sum = sum.plus(DigestSum.of(folder, after.get()));
        }
        set(account, folder, sum);
    }

    synchronized DigestSum sum(AccountName account, String folder) {
        return buckets.get(bucket(account)).getOrDefault(new Place(account, folder), DigestSum.ZERO);
    }

    synchronized void set(AccountName account, String folder, DigestSum sum) {
        Map<Place, DigestSum> bucket = own(bucket(account));
        if (sum.equals(DigestSum.ZERO)) {
            bucket.remove(new Place(account, folder));
        } else {
            bucket.put(new Place(account, folder), sum);
        }
    }

    synchronized void remove(AccountName account, Predicate<String> folders) {
        own(bucket(account)).keySet().removeIf(place -> place.account.equals(account) && folders.test(place.folder));
    }

    synchronized void clear() {
        for (int i = 0; i < BUCKETS; i++) {
            buckets.set(i, Map.of());
            shared.set(i);
        }
    }

    /** Folders whose sum is not known. */
    synchronized List<Place> unknown() {
        List<Place> unknown = new ArrayList<>();
        for (Map<Place, DigestSum> bucket : buckets) {
            bucket.forEach((place, sum) -> {
                if (!sum.known()) {
                    unknown.add(place);
                }
            });
        }
        return unknown;
    }

    /** An index is ahead of the log until an entry says what was found; it is not to be compared meanwhile. */
    synchronized void unsettle(AccountName account) {
        unsettled.merge(account, 1, Integer::sum);
    }

    synchronized void settle(AccountName account) {
        unsettled.computeIfPresent(account, (name, count) -> count == 1 ? null : count - 1);
    }

    synchronized DigestNote note(long sequence) {
        shared.set(0, BUCKETS);
        Set<AccountName> moving = new HashSet<>(unsettled.keySet());
        return new DigestNote(sequence, List.copyOf(buckets), moving);
    }

    private Map<Place, DigestSum> own(int index) {
        if (shared.get(index)) {
            buckets.set(index, new HashMap<>(buckets.get(index)));
            shared.clear(index);
        }
        return buckets.get(index);
    }

    synchronized void write(DataOutput to) throws IOException {
        int count = buckets.stream().mapToInt(Map::size).sum();
        to.writeInt(count);
        for (Map<Place, DigestSum> bucket : buckets) {
            for (Map.Entry<Place, DigestSum> entry : bucket.entrySet()) {
                to.writeUTF(entry.getKey().account.local());
                to.writeUTF(entry.getKey().account.domain());
                to.writeUTF(entry.getKey().folder);
                entry.getValue().write(to);
            }
        }
    }

    synchronized void read(DataInput from) throws IOException {
        clear();
        int count = from.readInt();
        for (int i = 0; i < count; i++) {
            AccountName account = account(from.readUTF(), from.readUTF());
            set(account, from.readUTF(), DigestSum.read(from));
        }
    }

    private static AccountName account(String local, String domain) throws IOException {
        try {
            return new AccountName(local, domain);
        } catch (IllegalArgumentException damaged) {
            throw new IOException("digest of an account that cannot be one", damaged);
        }
    }

    /** Sums of groups of neighbouring buckets. */
    static DigestSum[] groups(DigestSum[] buckets, int into) {
        DigestSum[] groups = new DigestSum[into];
        Arrays.fill(groups, DigestSum.ZERO);
        for (int i = 0; i < buckets.length; i++) {
            int group = i / (buckets.length / into);
            groups[group] = groups[group].plus(buckets[i]);
        }
        return groups;
    }
}
