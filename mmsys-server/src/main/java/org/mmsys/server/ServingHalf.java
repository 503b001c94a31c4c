package org.mmsys.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.mmsys.accounts.AccountSettings;
import org.mmsys.accounts.AccountsModule;
import org.mmsys.accounts.Neighbours;
import org.mmsys.accounts.SystemKeyFile;
import org.mmsys.core.config.Settings;
import org.mmsys.core.net.Guests;
import org.mmsys.core.net.Host;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.core.queue.BounceWriter;
import org.mmsys.core.queue.DeliveryScheduler;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.QueueAdministration;
import org.mmsys.core.queue.QueueParts;
import org.mmsys.core.queue.QueueSettings;
import org.mmsys.core.queue.Reports;
import org.mmsys.core.store.maildir.Fsck;
import org.mmsys.core.store.maildir.MaildirMailStore;
import org.mmsys.core.store.maildir.Scrubber;
import org.mmsys.replica.mirror.FileComparison;
import org.mmsys.replica.mirror.MirrorCheck;
import org.mmsys.server.metrics.MeasuredAuthenticator;
import org.mmsys.server.metrics.MeasuredJournal;
import org.mmsys.server.metrics.MeasuredProtocol;
import org.mmsys.smtp.transport.MxTransport;
import org.mmsys.smtp.transport.PeerSmtpTransport;
import org.mmsys.smtp.transport.RelaySettings;
import org.mmsys.smtp.transport.RemoteAuthenticator;
import org.mmsys.smtp.transport.RemoteVerifier;

/**
 * What serves clients, on top of a {@link Foundation}: made when the node begins to serve, closed when it stops; another one
 * may be made then, of the same states.
 *
 * <p>Made ahead of time it does nothing. Order: constructor, {@link #sow} or {@link #plant}, {@link #begin}; then {@link #dismiss} or {@link #cut}, and {@link
 * #close}. One thread at a time, but for {@link #host}, {@link #cut} and what is asked of its parts.
 */
final class ServingHalf {
    static final Duration SCRUB_EVERY = Duration.ofDays(7);
    private static final Duration MIRROR_CHECK_EVERY = Duration.ofMinutes(10);
    /** So long the other half may go on handing over what it had claimed: its lease, and the patience of an attempt's end. */
    private static final Duration FOREIGN_CLAIMS = Duration.ofSeconds(60);

    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

    private final Foundation base;
    private final AccountSettings accountSettings;
    private final BooleanSupplier mailOnly;
    private final OfficeJournal journal;
    private final MaildirMailStore store;
    private final Scrubber scrubber;
    private final Optional<MirrorCheck> mirror;
    private final AccountsModule accounts;
    private final RemoteVerifier verifier;
    private final PeerSmtpTransport toPeers;
    private final DeliveryScheduler scheduler;
    private final SystemState state;
    private final HouseContext house;
    private final Guests guests = new Guests();
    private final Map<ListenerSpec, Host> hosts = new HashMap<>();
    private final Map<String, AdminVerb> verbs = new HashMap<>();

    /** @throws IOException if the key of the system cannot be read */
    ServingHalf(Foundation base, Tenure tenure, List<ProtocolProvider> providers) throws IOException {
        this.base = base;
        this.mailOnly = tenure.mailOnly();
        ServerPlan plan = base.plan();
        Settings settings = plan.settings();
        String node = plan.self().toString();
        journal = new OfficeJournal(
                new MeasuredJournal(base.journal(), base.metrics(), tenure.copies()),
                tenure.holdsReplies(),
                tenure.mailOnly());
        store = new MaildirMailStore(
                journal,
                base.states().mail(),
                base.states().inDoubt(),
                base.states().origins(),
                base.clock(),
                node,
                base.timer());
        scrubber = new Scrubber(store, settings.get(ServerKeys.SCRUB_RATE), SCRUB_EVERY);
        mirror = tenure.otherHalf()
                .map(other ->
                        new MirrorCheck(store, base.states().mail(), journal, other, base.clock(), MIRROR_CHECK_EVERY));
        accountSettings = AccountSettings.from(settings, plan.server(), plan.domains());
        verifier = new RemoteVerifier(base.peers(), plan.hostname(), base.timer());
        accounts = accounts();
        Reports reports = new Reports(
                journal,
                store,
                accounts.router(),
                new BounceWriter(plan.hostname(), plan.domains().get(0)),
                base.clock(),
                node,
                base.workers().executor());
        toPeers = new PeerSmtpTransport(base.peers(), plan.hostname(), base.timer());
        scheduler = scheduler(reports);
        scheduler.onlyWhile(tenure.mayShow());
        scheduler.respectClaims(tenure.otherHalf().isPresent() ? FOREIGN_CLAIMS : Duration.ZERO);
        QueueAdministration queue = new QueueAdministration(
                base.states().queue(), scheduler, journal, base.states().queueClock());
        state = new SystemState(plan.members(), accounts, base.view(), queue);
        house = house(tenure, reports);
        List<AdminVerb> all = new ArrayList<>(new QueuePages(queue).all());
        all.addAll(new AccountVerbs(accounts.administration(), accounts.directory(), plan.server()).all());
        all.addAll(new FsckPages(
                        new Fsck(store),
                        () -> tenure.otherHalf()
                                .map(other -> new FileComparison(base.states().mail(), journal, other, base.clock())))
                .all());
        all.forEach(verb -> verbs.put(verb.path(), verb));
        plan.listeners().forEach(listener -> hosts.put(listener, host(listener, providers)));
    }

    private AccountsModule accounts() throws IOException {
        ServerPlan plan = base.plan();
        return new AccountsModule(
                accountSettings,
                base.states().accounts(),
                journal,
                systemKey(plan).loadOrCreate(base.random()),
                base.clock(),
                base.random(),
                base.workers()::standIns,
                Optional.of(new Neighbours(
                        plan.members(),
                        base.peers(),
                        verifier,
                        base.states().homes(),
                        base.states().reservations(),
                        System::nanoTime)));
    }

    private DeliveryScheduler scheduler(Reports reports) {
        ServerPlan plan = base.plan();
        QueueParts parts = new QueueParts(
                base.states().queue(),
                base.states().queueClock(),
                QueueSettings.of(plan.settings()),
                journal,
                accounts.router(),
                accounts.directory(),
                List.of(
                        toPeers,
                        new MxTransport(
                                base.net().connector(),
                                RelaySettings.of(plan.settings(), plan.hostname()),
                                base.ownAddresses()::has,
                                base.random())),
                reports,
                plan.self().toString(),
                base.workers().executor(),
                base.random());
        return new DeliveryScheduler(parts, false);
    }

    private HouseContext house(Tenure tenure, Reports reports) {
        ServerPlan plan = base.plan();
        return new HouseContext(
                plan.settings(),
                plan.hostname(),
                plan.domains().get(0),
                base.clock(),
                base.random(),
                new LeasedStore(store, tenure.mayShow(), tenure.copies()),
                accounts.router(),
                new MeasuredAuthenticator(accounts.authenticator(), base.metrics()),
                accounts.registry(),
                accounts.directory(),
                base.peers(),
                plan.self(),
                new RemoteAuthenticator(base.peers(), plan.hostname(), base.timer()),
                reports::deliveredHere);
    }

    private Host host(ListenerSpec listener, List<ProtocolProvider> providers) {
        ProtocolProvider provider = providers.stream()
                .filter(each -> each.id().equals(listener.protocol()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no protocol " + listener.protocol()));
        return new Host(
                MeasuredProtocol.of(provider.create(house, listener), listener.name(), base.metrics()),
                listener.implicitTls(),
                guests);
    }

    /** What receives a connection to this listener. Any thread. */
    Host host(ListenerSpec listener) {
        Host host = hosts.get(listener);
        if (host == null) {
            throw new IllegalArgumentException("no listener " + listener);
        }
        return host;
    }

    /** Makes the accounts of the seed file, as far as they have to be there before the first greeting; see {@link Seeds}. */
    Optional<Thread> sow() throws StartFailure, InterruptedException {
        return Seeds.sow(
                base.plan().settings(), accountSettings, base.plan().members().servers(), accounts);
    }

    /** The same for a half that has others to be considered: nothing is waited for here. */
    Optional<Thread> plant() {
        return Seeds.plant(
                base.plan().settings(), accountSettings, base.plan().members().servers(), accounts, mailOnly);
    }

    /** What it does of its own accord begins. */
    void begin() {
        scrubber.start();
        mirror.ifPresent(MirrorCheck::start);
        accounts.onServerAnswers(server -> scheduler.woken(new Destination.Server(server)));
        accounts.start(base.timer());
        scheduler.start();
    }

    /** Whether the other servers are heard, and how the queue is. */
    SystemState state() {
        return state;
    }

    /** When both halves were last found to hold the same mail. */
    Optional<MirrorCheck.Proof> lastProvenIdentical() {
        return mirror.flatMap(MirrorCheck::lastProven);
    }

    /** What an administrator may ask of it. */
    Optional<AdminVerb> verb(String path) {
        return Optional.ofNullable(verbs.get(path));
    }

    /** Sessions of clients that are with this half. */
    int guests() {
        return guests.count();
    }

    /** Begins nothing more of its own accord; clients are served on. Before the doors close, or all servers seem unreachable. */
    void rest() {
        accounts.drain();
        scheduler.drain();
    }

    /**
     * Takes no more entries; those that were taken are answered. Clients hear that the server goes down, and are cut when that
     * has taken too long. Returns at once.
     */
    void dismiss(Duration limit) {
        rest();
        store.flushConfirmations();
        journal.close();
        guests.drain();
        var unused = base.timer().schedule(guests::cut, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes no more entries, waits for no answer, cuts all sessions. Returns at once. */
    void cut() {
        journal.close();
        guests.cut();
    }

    /** Ends what runs of its own accord; clients that are left come to an end by themselves, and can change nothing. */
    void close() {
        close(CLOSE_TIME);
        journal.close();
    }

    /** The same when the node ends: the journal takes entries until {@link #flush}. */
    void close(Duration transfers) {
        rest();
        scheduler.close(transfers);
        accounts.close();
        scrubber.close();
        mirror.ifPresent(MirrorCheck::close);
        toPeers.close();
        verifier.close();
    }

    /** Writes what may be written late, before the journal is closed. */
    void flush() {
        store.flushConfirmations();
    }

    /** The same on every server of a system; a node alone makes its own. */
    private static SystemKeyFile systemKey(ServerPlan plan) {
        Path ofSystem = plan.clusterDirectory().orElse(plan.data()).resolve(ClusterDirectory.SYSTEM_KEY);
        Path own = plan.data().resolve("journal").resolve("scram.key");
        return new SystemKeyFile(Files.exists(ofSystem) ? ofSystem : own);
    }
}
