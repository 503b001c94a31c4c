package org.mmsys.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.mmsys.accounts.AccountKeys;
import org.mmsys.accounts.AccountSettings;
import org.mmsys.accounts.AccountStore;
import org.mmsys.accounts.AccountsModule;
import org.mmsys.accounts.SeedFile;
import org.mmsys.accounts.Seeding;
import org.mmsys.accounts.SystemKeyFile;
import org.mmsys.core.config.Settings;
import org.mmsys.core.journal.DirectoryRefusedException;
import org.mmsys.core.journal.DiskSpace;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.journal.Follower;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalHealth;
import org.mmsys.core.journal.JournalOptions;
import org.mmsys.core.net.NetServer;
import org.mmsys.core.net.NetSettings;
import org.mmsys.core.net.TlsContext;
import org.mmsys.core.net.WorkerPool;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.core.store.maildir.InDoubt;
import org.mmsys.core.store.maildir.MaildirMailStore;
import org.mmsys.core.store.maildir.MaildirTree;
import org.mmsys.core.store.maildir.Origins;
import org.mmsys.core.store.maildir.Scrubber;
import org.mmsys.core.store.maildir.WholeTreeSync;
import org.mmsys.server.metrics.MeasuredAuthenticator;
import org.mmsys.server.metrics.MeasuredJournal;
import org.mmsys.server.metrics.MeasuredProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of a node, put together by their constructors, top to bottom; nothing is decided here. */
final class ServerAssembly implements NodeParts {
    private static final Logger log = LoggerFactory.getLogger(ServerAssembly.class);
    private static final int MAILBOXES_IN_MEMORY = 20_000;
    /** A message costs about 75 octets of index: a quarter of the heap at most. */
    private static final long HEAP_PER_MESSAGE = 300;

    private static final int SEEDS_BEFORE_READY = 10;
    private static final long CHECKPOINT_OCTETS = 256L << 20;
    private static final Duration SCRUB_EVERY = Duration.ofDays(7);

    private final FileJournal journal;
    private final ScheduledExecutorService timer;
    private final MaildirMailStore store;
    private final Scrubber scrubber;
    private final TlsContext tls;
    private final WorkerPool workers;
    private final NetServer net;
    private final HouseContext house;
    private final Metrics metrics = new Metrics();
    private final List<AdminVerb> verbs = new ArrayList<>();
    private final Map<String, List<Integer>> ports = new LinkedHashMap<>();

    private ServerAssembly(ServerPlan plan) throws StartFailure, IOException, InterruptedException {
        Settings settings = plan.settings();
        Path data = plan.data();
        String node = plan.self().toString();
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();

        Applier applier = new Applier(
                new MaildirTree(data),
                WholeTreeSync.best(data),
                data.resolve("journal").resolve("bodies"),
                MAILBOXES_IN_MEMORY,
                Runtime.getRuntime().maxMemory() / HEAP_PER_MESSAGE);
        InDoubt inDoubt = new InDoubt(clock);
        Origins origins = new Origins();
        AccountStore accountStore = new AccountStore(clock);
        JournalOptions options = JournalOptions.builder(data, plan.server(), node)
                .checkpoint(settings.get(ServerKeys.CHECKPOINT_INTERVAL), CHECKPOINT_OCTETS)
                .clock(clock)
                .random(random)
                .build();
        journal = FileJournal.open(
                options,
                List.of(applier, inDoubt, origins, accountStore),
                Follower.none(),
                diskSpace(settings, data),
                ServerAssembly::diskFailed);
        timer = Executors.newSingleThreadScheduledExecutor(ServerAssembly::timerThread);
        Journal measured = new MeasuredJournal(journal, metrics);
        store = new MaildirMailStore(measured, applier, inDoubt, origins, clock, node, timer);
        scrubber = new Scrubber(store, settings.get(ServerKeys.SCRUB_RATE), SCRUB_EVERY);

        AccountSettings accountSettings = AccountSettings.from(settings, plan.server(), plan.domains());
        byte[] systemKey = systemKey(plan).loadOrCreate(random);
        NetSettings netSettings = NetSettings.of(settings);
        workers = new WorkerPool(netSettings.workers(), netSettings.workerQueue());
        AccountsModule accounts = new AccountsModule(
                accountSettings, accountStore, measured, systemKey, clock, random, workers::standIns);
        seed(settings, accountSettings, accounts);

        verbs.addAll(new AccountVerbs(accounts.administration(), accounts.directory(), plan.server()).all());

        tls = tls(plan);
        net = new NetServer(netSettings, tls, workers);
        house = new HouseContext(
                settings,
                plan.hostname(),
                plan.domains().get(0),
                clock,
                random,
                store,
                accounts.router(),
                new MeasuredAuthenticator(accounts.authenticator(), metrics),
                accounts.registry(),
                accounts.directory(),
                Peers.none());
    }

    /** Makes all parts, recovers what the last run left, and opens the ports. Main thread. */
    static ServerAssembly assemble(ServerPlan plan, List<ProtocolProvider> providers) throws StartFailure {
        try {
            Files.createDirectories(
                    plan.data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            ServerAssembly parts = new ServerAssembly(plan);
            parts.listen(plan.listeners(), providers);
            parts.scrubber.start();
            return parts;
        } catch (DirectoryRefusedException refused) {
            throw new StartFailure(ExitCode.RESOURCE, String.valueOf(refused.getMessage()), refused);
        } catch (IOException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, "data directory " + plan.data() + ": " + unusable, unusable);
        } catch (IllegalArgumentException unusable) {
            throw new StartFailure(ExitCode.CONFIGURATION, String.valueOf(unusable.getMessage()), unusable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure(ExitCode.RESOURCE, "interrupted while starting", interrupted);
        }
    }

    @Override
    public Map<String, List<Integer>> ports() {
        return Map.copyOf(ports);
    }

    @Override
    public int sessions() {
        return net.sessions();
    }

    @Override
    public long heldOctets() {
        return net.heldOctets();
    }

    @Override
    public Optional<JournalHealth> journalHealth() {
        return Optional.of(journal.health());
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    @Override
    public List<AdminVerb> verbs() {
        return List.copyOf(verbs);
    }

    @Override
    public void reloadTls() {
        tls.reloadIfChanged();
    }

    /** Stops in the order in which mail flows: doors first, disk last. */
    @Override
    public void close(Duration drainTime) {
        try {
            net.drain(drainTime);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        net.close();
        scrubber.close();
        workers.close();
        store.flushConfirmations();
        try {
            journal.close();
        } catch (IOException failed) {
            log.atError().setCause(failed).log("journal not closed in order; the next start recovers it");
        }
        timer.shutdownNow();
    }

    private void listen(List<ListenerSpec> listeners, List<ProtocolProvider> providers) throws StartFailure {
        for (ListenerSpec listener : listeners) {
            ProtocolProvider provider = providers.stream()
                    .filter(each -> each.id().equals(listener.protocol()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no protocol " + listener.protocol()));
            try {
                int port = net.start(
                        listener, MeasuredProtocol.of(provider.create(house, listener), listener.name(), metrics));
                ports.computeIfAbsent(listener.name(), name -> new ArrayList<>())
                        .add(port);
            } catch (IOException held) {
                close(Duration.ZERO);
                throw new StartFailure(
                        ExitCode.RESOURCE,
                        "listener " + listener.name() + " at " + listener.address() + ": " + held.getMessage(),
                        held);
            }
        }
    }

    /** The same on every server of a system; a node alone makes its own. */
    private static SystemKeyFile systemKey(ServerPlan plan) {
        Path ofSystem = plan.clusterDirectory().orElse(plan.data()).resolve(ClusterDirectory.SYSTEM_KEY);
        Path own = plan.data().resolve("journal").resolve("scram.key");
        return new SystemKeyFile(Files.exists(ofSystem) ? ofSystem : own);
    }

    private static DiskSpace diskSpace(Settings settings, Path data) throws IOException {
        long reserve = settings.get(ServerKeys.DISK_RESERVE)
                .orElse(DiskSpace.defaultReserve(Files.getFileStore(data).getTotalSpace()));
        return DiskSpace.of(data, reserve);
    }

    private static TlsContext tls(ServerPlan plan) throws StartFailure {
        Settings settings = plan.settings();
        try {
            return TlsContext.open(
                    settings.get(ServerKeys.TLS_CERTIFICATE),
                    settings.get(ServerKeys.TLS_KEY),
                    plan.data(),
                    plan.hostname());
        } catch (IOException | GeneralSecurityException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, "TLS certificate or key: " + unusable.getMessage(), unusable);
        }
    }

    /** A few seeds are there before the first greeting; many are hashed while the node serves already. */
    private static void seed(Settings settings, AccountSettings accountSettings, AccountsModule accounts)
            throws StartFailure, InterruptedException {
        Optional<Path> configured = settings.get(AccountKeys.SEED_FILE);
        if (configured.isEmpty()) {
            return;
        }
        SeedFile file;
        try {
            file = SeedFile.read(configured.get(), accountSettings);
        } catch (IOException unreadable) {
            if (accounts.administration().list().isEmpty()) {
                throw new StartFailure(
                        ExitCode.RESOURCE, "accounts.seed-file cannot be read: " + unreadable, unreadable);
            }
            log.atWarn()
                    .addKeyValue("file", configured.get())
                    .log("seed file cannot be read, its accounts may be there already");
            return;
        }
        Seeding seeding = accounts.seeding();
        if (!file.mistakes().isEmpty()) {
            throw new StartFailure(ExitCode.CONFIGURATION, String.join("\n", file.mistakes()));
        }
        int threads = Runtime.getRuntime().availableProcessors();
        if (seeding.pending(file).size() <= SEEDS_BEFORE_READY) {
            seeding.apply(file, threads);
            return;
        }
        Thread background = new Thread(() -> seedInBackground(seeding, file), "seeding");
        background.setDaemon(true);
        background.start();
    }

    private static void seedInBackground(Seeding seeding, SeedFile file) {
        try {
            seeding.apply(file, 1);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread timerThread(Runnable task) {
        Thread thread = new Thread(task, "store-timer");
        thread.setDaemon(true);
        return thread;
    }

    /** A disk that fails ends the process at once: what was acknowledged is on it, and nothing more is. */
    private static void diskFailed(String what, IOException cause) {
        log.atError().addKeyValue("what", what).setCause(cause).log("disk failed, stopping");
        Runtime.getRuntime().halt(ExitCode.DISK.number());
    }
}
