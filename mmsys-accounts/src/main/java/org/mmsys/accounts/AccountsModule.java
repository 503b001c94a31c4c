package org.mmsys.accounts;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Router;
import org.mmsys.wire.address.AccountName;

/**
 * The accounts of one server, put together: what the assembly calls, and all it has to call.
 *
 * <p>Order at start: the {@link AccountStore} (and {@link HomeMap}, {@link Reservations}) is made first and given to the
 * journal, which recovers it; then this; then, once the ports are open, {@link #start}.
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
    private final Optional<AccountSystem> system;

    /**
     * Joins the parts of a server that is the whole system.
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
        this(settings, store, journal, systemKey, clock, random, standIns, Optional.empty());
    }

    /**
     * Joins the parts of one server among others.
     *
     * @param systemKey the same on every server: made with the certificates of the nodes
     * @param standIns told also when a worker begins or ends to wait for another server
     * @param neighbours the other servers; with none among the members all is as without
     */
    public AccountsModule(
            AccountSettings settings,
            AccountStore store,
            Journal journal,
            byte[] systemKey,
            InstantSource clock,
            RandomGenerator random,
            IntConsumer standIns,
            Optional<Neighbours> neighbours) {
        Optional<Neighbours> others = neighbours.filter(some -> !some.others().isEmpty());
        PasswordHash hash = new PasswordHash(settings.iterations(), random);
        HashingGate gate =
                new HashingGate(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), HASHING_WAITERS, standIns);
        LoginGuard guard = new LoginGuard(clock);
        PasswordCache cache = new PasswordCache(CACHED_PASSWORDS, clock, random);
        FamiliarAddresses familiars = new FamiliarAddresses(CACHED_PASSWORDS, clock);
        PasswordCheck check = new PasswordCheck(settings, store, hash, gate, guard, cache, familiars);
        FakeVerifiers fakes = new FakeVerifiers(systemKey, settings.iterations());
        this.system = others.map(some -> new AccountSystem(settings, store, journal, clock, random, standIns, some));
        AccountLedger ledger = new AccountLedger(
                store, journal, clock, system.<NameGate>map(AccountSystem::gate).orElse(NameGate.OPEN));
        RegistrationDesk desk = new RegistrationDesk(settings, store, ledger, check, hash, gate, clock);
        this.authenticator = new AccountsAuthenticator(settings, store, check, guard, fakes, random);
        this.registry = system.<AccountRegistry>map(all -> all.desk(desk)).orElse(desk);
        this.directory =
                system.<Directory>map(AccountSystem::directory).orElseGet(() -> new LocalDirectory(settings, store));
        this.router = new SystemRouter(settings, directory);
        this.administration = new AccountAdministration(settings, store, ledger, hash);
        this.seeding = new Seeding(store, ledger, hash, others.map(Neighbours::homes));
        system.ifPresent(all -> all.holdBack(seeding::unfinished));
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

    /** Begins to compare names with the other servers, on this timer. Main thread, once connections can be made. */
    public void start(ScheduledExecutorService timer) {
        system.ifPresent(all -> all.start(timer));
    }

    /** The listener is told when a server answers after it did not, at the first answer too; it must not wait. */
    public void onServerAnswers(Consumer<String> listener) {
        system.ifPresent(all -> all.reconciler().listen(listener));
    }

    /** Whether all accounts of that server are known now; true for this one. Any thread. */
    public boolean known(String server) {
        return system.map(all -> all.known(server)).orElse(true);
    }

    /** The names that more than one server claims, each with those servers. Any thread. */
    public Map<AccountName, List<String>> doubled() {
        return system.map(AccountSystem::doubled).orElse(Map.of());
    }

    /** One look at what is due: for tests, in place of {@link #start}. */
    void tick() {
        system.ifPresent(AccountSystem::tick);
    }

    /** The node goes down: connections to other servers are not kept any longer than somebody waits at them. */
    public void drain() {
        system.ifPresent(AccountSystem::drain);
    }

    /** Ends waiting seeds and conversations with other servers. */
    public void close() {
        seeding.stop();
        system.ifPresent(AccountSystem::close);
    }
}
