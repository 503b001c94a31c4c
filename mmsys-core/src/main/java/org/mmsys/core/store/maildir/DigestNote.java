package org.mmsys.core.store.maildir;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mmsys.wire.address.AccountName;

/** The digests of all accounts as they were right after one entry of the log. Immutable; any thread. */
public final class DigestNote {
    /** Accounts fall into so many buckets, the same on both halves. */
    public static final int BUCKETS = Digests.BUCKETS;

    private final long sequence;
    private final List<Map<Digests.Place, DigestSum>> buckets;
    private final Set<AccountName> unsettled;

    DigestNote(long sequence, List<Map<Digests.Place, DigestSum>> buckets, Set<AccountName> unsettled) {
        this.sequence = sequence;
        this.buckets = buckets;
        this.unsettled = Set.copyOf(unsettled);
    }

    /** The last entry that is in it. */
    public long sequence() {
        return sequence;
    }

    /** Accounts that another program was just found to have changed: their entry is still on its way. */
    public Set<AccountName> unsettled() {
        return unsettled;
    }

    /** The sum over everything. */
    public DigestSum root() {
        DigestSum sum = DigestSum.ZERO;
        for (int i = 0; i < BUCKETS; i++) {
            sum = sum.plus(bucket(i));
        }
        return sum;
    }

    public DigestSum bucket(int index) {
        DigestSum sum = DigestSum.ZERO;
        for (DigestSum folder : buckets.get(index).values()) {
            sum = sum.plus(folder);
        }
        return sum;
    }

    /** The sums of the accounts in a bucket, in order. */
    public Map<AccountName, DigestSum> accounts(int index) {
        Map<AccountName, DigestSum> sums = new TreeMap<>();
        buckets.get(index).forEach((place, sum) -> sums.merge(place.account(), sum, DigestSum::plus));
        return sums;
    }

    /** The sum of one account. */
    public DigestSum account(AccountName account) {
        return accounts(Digests.bucket(account)).getOrDefault(account, DigestSum.ZERO);
    }
}
