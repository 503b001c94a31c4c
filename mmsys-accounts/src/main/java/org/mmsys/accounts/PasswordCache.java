package org.mmsys.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;

/**
 * Remembers for five minutes that a password was right, as an HMAC under a key that only this process knows.
 *
 * <p>An entry belongs to one verifier object: when the password changes or the account goes, the store holds another
 * object or none, and the entry is worth nothing. Any thread; never waits.
 */
final class PasswordCache {
    static final Duration LIFE = Duration.ofMinutes(5);
    private static final int KEY_LENGTH = 32;

    private final int entriesMax;
    private final InstantSource clock;
    private final ConcurrentMap<AccountName, Entry> entries = new ConcurrentHashMap<>();

    @SuppressWarnings("ThreadLocalUsage") // one cache a process; a keyed Mac a thread is the point
    private final ThreadLocal<Mac> macs;

    private record Entry(ScramVerifier verifier, byte[] mac, long untilMillis) {}

    PasswordCache(int entriesMax, InstantSource clock, RandomGenerator random) {
        this.entriesMax = entriesMax;
        this.clock = clock;
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(key);
        this.macs = ThreadLocal.withInitial(() -> keyed(key));
    }

    /** Whether this password was found right lately against this verifier. */
    boolean holds(AccountName account, ScramVerifier verifier, String password) {
        Entry entry = entries.get(account);
        return entry != null && valid(entry, verifier) && MessageDigest.isEqual(entry.mac(), mac(account, password));
    }

    private boolean valid(Entry entry, ScramVerifier verifier) {
        long left = entry.untilMillis() - clock.millis();
        return entry.verifier() == verifier && left > 0 && left <= LIFE.toMillis();
    }

    /** Remembers a password that was just checked. */
    void put(AccountName account, ScramVerifier verifier, String password) {
        long until = clock.millis() + LIFE.toMillis();
        entries.put(account, new Entry(verifier, mac(account, password), until));
        if (entries.size() > entriesMax) {
            forget();
        }
    }

    private void forget() {
        long now = clock.millis();
        entries.values().removeIf(entry -> entry.untilMillis() <= now);
        int tooMany = entries.size() - entriesMax * 9 / 10;
        if (entries.size() <= entriesMax) {
            return;
        }
        Iterator<AccountName> names = entries.keySet().iterator();
        for (int i = 0; i < tooMany && names.hasNext(); i++) {
            names.next();
            names.remove();
        }
    }

    int size() {
        return entries.size();
    }

    private byte[] mac(AccountName account, String password) {
        Mac mac = macs.get();
        mac.update(account.toString().getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) 0);
        return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
