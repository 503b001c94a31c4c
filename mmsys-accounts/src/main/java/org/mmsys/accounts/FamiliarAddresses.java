package org.mmsys.accounts;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.session.Input.Client;

/**
 * Remembers for a week from which addresses the owner of an account has logged in, the last few of each account.
 *
 * <p>What is known belongs to one verifier object and is worth nothing after a change of the password. This machine is
 * never familiar: many share it. Any thread; never waits.
 */
final class FamiliarAddresses {
    static final Duration LIFE = Duration.ofDays(7);
    static final int ADDRESSES_MAX = 4;

    private final int accountsMax;
    private final InstantSource clock;
    private final ConcurrentMap<AccountName, Known> accounts = new ConcurrentHashMap<>();

    /** @param seen the latest first */
    private record Known(ScramVerifier verifier, List<Seen> seen) {}

    private record Seen(String addressKey, long untilMillis) {}

    FamiliarAddresses(int accountsMax, InstantSource clock) {
        this.accountsMax = accountsMax;
        this.clock = clock;
    }

    /** Whether the account was logged into from there. */
    boolean knows(AccountName account, ScramVerifier verifier, Client client) {
        Known known = accounts.get(account);
        if (known == null || known.verifier() != verifier || client.loopback()) {
            return false;
        }
        String key = AddressAllowance.key(client.address());
        return known.seen().stream().anyMatch(seen -> seen.addressKey().equals(key) && valid(seen));
    }

    /** A login from there was right. */
    void add(AccountName account, ScramVerifier verifier, Client client) {
        if (client.loopback()) {
            return;
        }
        Seen latest = new Seen(AddressAllowance.key(client.address()), clock.millis() + LIFE.toMillis());
        accounts.compute(account, (same, known) -> {
            List<Seen> seen = new ArrayList<>(ADDRESSES_MAX);
            seen.add(latest);
            if (known != null && known.verifier() == verifier) {
                known.seen().stream()
                        .filter(other -> !other.addressKey().equals(latest.addressKey()) && valid(other))
                        .limit(ADDRESSES_MAX - 1)
                        .forEach(seen::add);
            }
            return new Known(verifier, List.copyOf(seen));
        });
        if (accounts.size() > accountsMax) {
            forget();
        }
    }

    private boolean valid(Seen seen) {
        long left = seen.untilMillis() - clock.millis();
        return left > 0 && left <= LIFE.toMillis();
    }

    private void forget() {
        accounts.values().removeIf(known -> !valid(known.seen().get(0)));
        int tooMany = accounts.size() - accountsMax * 9 / 10;
        if (accounts.size() <= accountsMax) {
            return;
        }
        Iterator<AccountName> names = accounts.keySet().iterator();
        for (int i = 0; i < tooMany && names.hasNext(); i++) {
            names.next();
            names.remove();
        }
    }

    int size() {
        return accounts.size();
    }
}
