package org.mmsys.accounts;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.mmsys.accounts.AccountKeys.PlaintextPolicy;
import org.mmsys.accounts.AccountKeys.Registration;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.testkit.VirtualClock;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;

/** A whole accounts module in memory, with cheap hashes and a clock that the test moves. */
public final class AccountsFixture implements AutoCloseable {
    static final String DOMAIN = "here.test";
    static final byte[] SYSTEM_KEY = new byte[32];

    final VirtualClock clock = new VirtualClock();
    final AccountStore store = new AccountStore(clock);
    final FakeJournal journal = new FakeJournal(store);
    final AccountSettings settings;
    final AccountsModule module;

    public AccountsFixture() {
        this(PlaintextPolicy.LOOPBACK, Registration.OPEN);
    }

    AccountsFixture(PlaintextPolicy plaintext, Registration registration) {
        settings = settings(plaintext, registration);
        module = new AccountsModule(settings, store, journal, SYSTEM_KEY, clock, new Random(4711), more -> {});
    }

    static AccountSettings settings(PlaintextPolicy plaintext, Registration registration) {
        return new AccountSettings(
                "s1", List.of(DOMAIN, "also.test"), 4096, plaintext, registration, Optional.of(name("boss")));
    }

    static AccountName name(String local) {
        return new AccountName(local, DOMAIN);
    }

    public AccountsModule module() {
        return module;
    }

    /** An account with this password. */
    public AccountName account(String local, String password) throws InterruptedException {
        Result result = module.administration().create(local, Secret.of(password), false);
        if (result != Result.OK) {
            throw new AssertionError(result);
        }
        return name(local);
    }

    public static Client loopback() {
        return client("127.0.0.1", Optional.empty());
    }

    static Client remote(String address) {
        return client(address, Optional.empty());
    }

    static Client remoteTls(String address, String endPoint) {
        return client(address, Optional.of(new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", endPoint)));
    }

    static Client client(String address, Optional<Tls> tls) {
        return new Client("sid1", "accounts", address, 40000, "127.0.0.1", tls);
    }

    @Override
    public void close() {
        journal.close();
    }
}
