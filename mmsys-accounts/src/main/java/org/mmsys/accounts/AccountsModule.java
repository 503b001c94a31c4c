package org.mmsys.accounts;

import java.time.InstantSource;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Router;

/**
 * The accounts of one server, put together: what the assembly calls, and all it has to call.
 *
 * <p>Order at start: the {@link AccountStore} is made first and given to the journal, which recovers it; then this.
 */
public final class AccountsModule {
    private static final int HASHING_WAITERS = 64;
    private static final int CACHED_PASSWORDS = 50_000;

    private final Authenticator authenticator;
    private final AccountRegistry registry;
    private final Router router;
    private final Directory directory;
    private final AccountAdministration administration;
    private final Seeding seeding;

    /**
     * Joins the parts.
     *
     * @param store recovered already, or about to be
     * @param systemKey from {@link SystemKeyFile}
     * @param random must be secure: salts, nonces and keys are drawn from it
     * @param standIns told 1 when a worker begins to hash or to wait for that, -1 when it ends: the pool of workers lets
     *     another thread stand in meanwhile
     */
    public AccountsModule(
            AccountSettings settings,
            AccountStore store,
            Journal journal,
            byte[] systemKey,
            InstantSource clock,
            RandomGenerator random,
            IntConsumer standIns) {
        PasswordHash hash = new PasswordHash(settings.iterations(), random);
        HashingGate gate =
                new HashingGate(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), HASHING_WAITERS, standIns);
        LoginGuard guard = new LoginGuard(clock);
        PasswordCache cache = new PasswordCache(CACHED_PASSWORDS, clock, random);
        FamiliarAddresses familiars = new FamiliarAddresses(CACHED_PASSWORDS, clock);
        PasswordCheck check = new PasswordCheck(settings, store, hash, gate, guard, cache, familiars);
        AccountLedger ledger = new AccountLedger(store, journal, clock);
        FakeVerifiers fakes = new FakeVerifiers(systemKey, settings.iterations());
        this.authenticator = new AccountsAuthenticator(settings, store, check, guard, fakes, random);
        this.registry = new RegistrationDesk(settings, store, ledger, check, hash, gate, clock);
        this.router = new SystemRouter(settings, store);
        this.directory = new LocalDirectory(settings, store);
        this.administration = new AccountAdministration(settings, store, ledger, hash);
        this.seeding = new Seeding(store, ledger, hash);
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    public AccountRegistry registry() {
        return registry;
    }

    public Router router() {
        return router;
    }

    public Directory directory() {
        return directory;
    }

    public AccountAdministration administration() {
        return administration;
    }

    public Seeding seeding() {
        return seeding;
    }
}
