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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.mmsys.accounts.AccountSettings;
import org.mmsys.accounts.AccountsModule;
import org.mmsys.accounts.Neighbours;
import org.mmsys.accounts.SystemKeyFile;
import org.mmsys.core.config.Settings;
import org.mmsys.core.journal.DirectoryRefusedException;
import org.mmsys.core.journal.DiskSpace;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalHealth;
import org.mmsys.core.journal.JournalOptions;
import org.mmsys.core.net.NetServer;
import org.mmsys.core.net.NetSettings;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.net.PeerCalls;
import org.mmsys.core.net.TlsContext;
import org.mmsys.core.net.WorkerPool;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.core.queue.BounceWriter;
import org.mmsys.core.queue.DeliveryScheduler;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.QueueAdministration;
import org.mmsys.core.queue.QueueParts;
import org.mmsys.core.queue.QueueSettings;
import org.mmsys.core.queue.Reports;
import org.mmsys.core.route.ClusterView;
import org.mmsys.core.store.maildir.MaildirMailStore;
import org.mmsys.core.store.maildir.Scrubber;
import org.mmsys.server.metrics.MeasuredAuthenticator;
import org.mmsys.server.metrics.MeasuredJournal;
import org.mmsys.smtp.transport.MxTransport;
import org.mmsys.smtp.transport.PeerSmtpTransport;
import org.mmsys.smtp.transport.RelaySettings;
import org.mmsys.smtp.transport.RemoteAuthenticator;
import org.mmsys.smtp.transport.RemoteVerifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of a node, put together by their constructors, top to bottom; nothing is decided here. */
final class ServerAssembly implements NodeParts {
    private static final Logger log = LoggerFactory.getLogger(ServerAssembly.class);
    private static final long CHECKPOINT_OCTETS = 256L << 20;
    private static final Duration SCRUB_EVERY = Duration.ofDays(7);

    private final JournalStates states;
    private final FileJournal journal;
    private final ScheduledExecutorService timer;
    private final MaildirMailStore store;
    private final Scrubber scrubber;
    private final TlsContext tls;
    private final WorkerPool workers;
    private final NetServer net;
    private final ClusterView view;
    private final AccountsModule accounts;
    private final Optional<Thread> seeds;
    private final DeliveryScheduler scheduler;
    private final QueueAdministration queue;
    private final SystemState state;
    private final HouseContext house;
    private final Metrics metrics = new Metrics();
    private final List<AdminVerb> verbs = new ArrayList<>();
    private final Doors doors;

    private ServerAssembly(ServerPlan plan) throws StartFailure, IOException, InterruptedException {
        Settings settings = plan.settings();
        Path data = plan.data();
        String node = plan.self().toString();
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();

        states = new JournalStates(data, clock);
        journal = FileJournal.open(
                JournalOptions.builder(data, plan.server(), node)
                        .checkpoint(settings.get(ServerKeys.CHECKPOINT_INTERVAL), CHECKPOINT_OCTETS)
                        .clock(clock)
                        .random(random)
                        .build(),
                states.all(),
                diskSpace(settings, data),
                ServerAssembly::diskFailed);
        timer = Executors.newSingleThreadScheduledExecutor(ServerAssembly::timerThread);
        Journal measured = new MeasuredJournal(journal, metrics);
        store = new MaildirMailStore(measured, states.mail(), states.inDoubt(), states.origins(), clock, node, timer);
        scrubber = new Scrubber(store, settings.get(ServerKeys.SCRUB_RATE), SCRUB_EVERY);

        NetSettings netSettings = NetSettings.of(settings);
        workers = new WorkerPool(netSettings.workers(), netSettings.workerQueue());
        tls = tls(plan);
        net = new NetServer(netSettings, tls, workers);
        doors = new Doors(net, metrics);
        view = new ClusterView(plan.members(), System::nanoTime, random);
        Peers peers = new PeerCalls(net.connector(), view, plan.members());

        AccountSettings accountSettings = AccountSettings.from(settings, plan.server(), plan.domains());
        accounts = new AccountsModule(
                accountSettings,
                states.accounts(),
                measured,
                systemKey(plan).loadOrCreate(random),
                clock,
                random,
                workers::standIns,
                Optional.of(new Neighbours(
                        plan.members(),
                        peers,
                        new RemoteVerifier(peers, plan.hostname(), timer),
                        states.homes(),
                        states.reservations(),
                        System::nanoTime)));
        seeds = Seeds.sow(settings, accountSettings, plan.members().servers(), accounts);

        Reports reports = new Reports(
                measured,
                store,
                accounts.router(),
                new BounceWriter(plan.hostname(), plan.domains().get(0)),
                clock,
                node,
                workers.executor());
        scheduler = new DeliveryScheduler(new QueueParts(
                states.queue(),
                states.queueClock(),
                QueueSettings.of(settings),
                measured,
                accounts.router(),
                accounts.directory(),
                List.of(
                        new PeerSmtpTransport(peers, plan.hostname(), timer),
                        new MxTransport(
                                net.connector(),
                                RelaySettings.of(settings, plan.hostname()),
                                new OwnAddresses(plan.members(), plan.listeners())::has,
                                random)),
                reports,
                node,
                workers.executor(),
                random));
        queue = new QueueAdministration(states.queue(), scheduler, measured, states.queueClock());

        state = new SystemState(plan.members(), accounts, view, queue);
        state.gauges(metrics);
        verbs.addAll(new AccountVerbs(accounts.administration(), accounts.directory(), plan.server()).all());
        verbs.addAll(new QueuePages(queue).all());
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
                peers,
                plan.self(),
                new RemoteAuthenticator(peers, plan.hostname(), timer),
                reports::deliveredHere);
    }

    /** Makes all parts, recovers what the last run left, and opens the ports. Main thread. */
    static ServerAssembly assemble(ServerPlan plan, List<ProtocolProvider> providers) throws StartFailure {
        try {
            Files.createDirectories(
                    plan.data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            ServerAssembly parts = new ServerAssembly(plan);
            parts.listen(plan.listeners(), providers);
            parts.begin();
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
        return doors.ports();
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
    public List<String> concerns() {
        return state.concerns();
    }

    @Override
    public Map<String, Object> details() {
        return state.details();
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
        accounts.drain();
        scheduler.drain(); // or all servers would seem to be unreachable from here on
        try {
            net.drain(drainTime);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        scheduler.close();
        accounts.close();
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

    /** What the node does of its own accord. */
    private void begin() {
        scrubber.start();
        accounts.onServerAnswers(server -> scheduler.woken(new Destination.Server(server)));
        accounts.start(timer);
        seeds.ifPresent(Thread::start);
        scheduler.start();
    }

    private void listen(List<ListenerSpec> listeners, List<ProtocolProvider> providers) throws StartFailure {
        for (ListenerSpec listener : listeners) {
            ProtocolProvider provider = providers.stream()
                    .filter(each -> each.id().equals(listener.protocol()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no protocol " + listener.protocol()));
            try {
                doors.open(listener, provider.create(house, listener));
            } catch (StartFailure held) {
                close(Duration.ZERO);
                throw held;
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

    private static Optional<NodeIdentity> identity(ServerPlan plan) throws StartFailure {
        Optional<Path> directory = plan.clusterDirectory();
        return directory.isPresent()
                ? Optional.of(ClusterDirectory.identity(directory.get(), plan.self()))
                : Optional.empty();
    }

    private static TlsContext tls(ServerPlan plan) throws StartFailure {
        Settings settings = plan.settings();
        try {
            return TlsContext.open(
                    settings.get(ServerKeys.TLS_CERTIFICATE),
                    settings.get(ServerKeys.TLS_KEY),
                    plan.data(),
                    plan.hostname(),
                    identity(plan));
        } catch (IOException | GeneralSecurityException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, "TLS certificate or key: " + unusable.getMessage(), unusable);
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
