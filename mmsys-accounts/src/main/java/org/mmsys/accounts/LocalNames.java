package org.mmsys.accounts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mmsys.core.journal.NameKey;
import org.mmsys.wire.address.AccountName;

/**
 * The names at home here by bucket, with their digests, for other servers that want to know whether they know them all.
 *
 * <p>Changed on the committer thread; looked at by any, under a short lock.
 */
final class LocalNames {
    private final List<List<AccountName>> buckets = new ArrayList<>(NameDigest.BUCKETS);
    private final NameDigest[] digests = new NameDigest[NameDigest.BUCKETS];
    private NameDigest whole = NameDigest.EMPTY;

    LocalNames() {
        for (int i = 0; i < NameDigest.BUCKETS; i++) {
            buckets.add(new ArrayList<>(0));
        }
        Arrays.fill(digests, NameDigest.EMPTY);
    }

    /** Adds a name that is not in it. */
    synchronized void add(AccountName name) {
        NameKey key = NameKey.of(name);
        int bucket = NameDigest.bucket(key);
        buckets.get(bucket).add(name);
        digests[bucket] = digests[bucket].plus(key);
        whole = whole.plus(key);
    }

    /** Takes a name out, if it is in it. */
    synchronized void remove(AccountName name) {
        NameKey key = NameKey.of(name);
        int bucket = NameDigest.bucket(key);
        if (buckets.get(bucket).remove(name)) {
            digests[bucket] = digests[bucket].minus(key);
            whole = whole.minus(key);
        }
    }

    synchronized NameDigest digest() {
        return whole;
    }

    synchronized List<NameDigest> digests() {
        return List.of(digests);
    }

    /** The names of one bucket; a copy. */
    synchronized List<AccountName> bucket(int number) {
        return List.copyOf(buckets.get(number));
    }
}
