package org.mmsys.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.journal.JournalReplacement;
import org.mmsys.core.journal.StateImage;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.store.maildir.CopyMarker;
import org.mmsys.core.store.maildir.Fsck;
import org.mmsys.replica.pair.Half;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A half of a pair: both keep the same store, and one of the two serves. Its ports are open from the start; what its role is
 * the pair decides while it runs.
 */
final class PairAssembly extends StoreParts {
    private static final Logger log = LoggerFactory.getLogger(PairAssembly.class);
    private static final long OLD_SIDE_SECONDS = 20;
    private static final long LINK_LOOK_MILLIS = 50;
    /** So long after the other half was lost nobody is sent there: either it is heard again, or this half takes over. */
    private static final Duration LOST = Duration.ofSeconds(3);

    private static final long HAND_OVER_SECONDS = 5;
    private static final long CERTIFICATE_SECONDS = 5;
    private static final long FOUNDED_SECONDS = 2;
    private static final long CERTIFICATE_AGAIN_SECONDS = 600;

    private static final Duration QUARANTINE_KEPT = Duration.ofDays(30);
    private static final long QUARANTINE_LOOK_SECONDS = TimeUnit.HOURS.toSeconds(6);

    private final NodeIdentity identity;
    private final PairRegistry registry;
    private final QuarantineShelf quarantine;
    private final RoleSwitch roles;
    private final PairCertificate certificate;
    private final PairPages pages;
    private final Map<String, AdminVerb> verbs = new HashMap<>();
    /** What a half that follows can be asked: to read its own files, and to have them repaired. */
    private volatile Map<String, AdminVerb> following;

    private volatile PairSide side;
    private volatile long heardAt = System.nanoTime() - LOST.toNanos();
    private volatile boolean closing;

    private PairAssembly(
            Foundation base,
            NodeIdentity identity,
            PairRegistry registry,
            List<ProtocolProvider> providers,
            RoleSwitch.Ending ending)
            throws GeneralSecurityException {
        super(base);
        this.identity = identity;
        this.registry = registry;
        ServerPlan plan = base.plan();
        Tenure tenure = new Tenure(
                () -> side().node().mayShow(),
                () -> roles().holdsReplies(),
                () -> Math.max(1, side().node().copies()),
                Optional.of(() -> side().node().caller().call()),
                () -> plan.available() && side().node().copies() == 1);
        if (plan.available()) {
            base.metrics()
                    .gauge(
                            "pair.alone",
                            "1 while this half goes on alone, and the other one may do so, too.",
                            () -> side().node().copies() == 1 ? 1 : 0);
        }
        this.roles = new RoleSwitch(() -> new ServingHalf(base(), tenure, providers), ending);
        this.certificate = new PairCertificate(plan, base.tls());
        this.side = new PairSide(base, identity, registry, roles, certificate, this::replace);
        NodeName partner = plan.partner().orElseThrow().name();
        this.pages = new PairPages(new PairControl(this::side, registry, plan, base.random()), plan.self(), partner);
        List<AdminVerb> all = new ArrayList<>(pages.all());
        this.quarantine = new QuarantineShelf(plan.data());
        all.addAll(new QuarantinePages(quarantine, new BackDoor(this::smtp, plan.hostname()), base.clock()).all());
        all.forEach(verb -> verbs.put(verb.path(), verb));
        this.following = following(base);
    }

    private static Map<String, AdminVerb> following(Foundation base) {
        Map<String, AdminVerb> verbs = new HashMap<>();
        new FsckPages(new Fsck(base.states().mail()), Optional::empty)
                .all().stream()
                        .filter(verb -> !verb.path().endsWith("accept-removals"))
                        .forEach(verb -> verbs.put(verb.path(), verb));
        return verbs;
    }

    /** Makes all parts, opens the ports, then begins to find out its role. Main thread. */
    static PairAssembly assemble(
            ServerPlan plan, List<ProtocolProvider> providers, PairRegistry registry, RoleSwitch.Ending ending)
            throws StartFailure {
        NodeIdentity identity =
                ClusterDirectory.identity(plan.clusterDirectory().orElseThrow(), plan.self());
        abandonHalfCopy(plan);
        Foundation base = Foundation.lay(plan, FileJournal::openPaired);
        try {
            PairAssembly parts = new PairAssembly(base, identity, registry, providers, ending);
            parts.open(identity.pairKey().orElseThrow());
            return parts;
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            throw new StartFailure(ExitCode.CONFIGURATION, String.valueOf(unusable.getMessage()), unusable);
        } catch (IOException held) {
            throw new StartFailure(ExitCode.RESOURCE, String.valueOf(held.getMessage()), held);
        }
    }

    /** A tree that was being copied when the last run ended counts for nothing. */
    private static void abandonHalfCopy(ServerPlan plan) throws StartFailure {
        try {
            if (CopyMarker.abandonHalfCopy(plan.data())) {
                log.atWarn().log("the copy of the other half's tree was not finished: it begins anew");
            }
        } catch (IOException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, "data directory " + plan.data() + ": " + unusable, unusable);
        }
    }

    private void open(byte[] pairKey) throws StartFailure, IOException {
        boolean opened = false;
        try {
            new PairDoors(base(), roles, this::servingHalf, pairKey).open(doors());
            side.start();
            roles.prepare();
            var unused =
                    base().timer().scheduleWithFixedDelay(this::lookAtLink, 0, LINK_LOOK_MILLIS, TimeUnit.MILLISECONDS);
            later(this::fetchCertificate, CERTIFICATE_SECONDS);
            later(this::founded, FOUNDED_SECONDS);
            later(this::tidyQuarantine, CERTIFICATE_SECONDS);
            opened = true;
        } finally {
            if (!opened) {
                close(Duration.ZERO);
            }
        }
    }

    private PairSide side() {
        return side;
    }

    private RoleSwitch roles() {
        return roles;
    }

    @Override
    Optional<ServingHalf> serving() {
        return roles.serving();
    }

    private void lookAtLink() {
        if (side.node().status().linkUpSince().isPresent()) {
            heardAt = System.nanoTime();
        }
        silent().lookAtOtherHalf(heardAt);
        side.look(serving().isPresent());
    }

    private Optional<NodeName> servingHalf() {
        String server = base().plan().server();
        long silent = System.nanoTime() - heardAt;
        boolean lostJustNow = silent > 2 * LINK_LOOK_MILLIS * 1_000_000 && silent < LOST.toNanos();
        return side.node()
                .servingHalf()
                .filter(half -> !lostJustNow || half == PairSide.half(base().plan()))
                .map(half -> new NodeName(server, half == Half.A ? NodeName.Half.PRIMARY : NodeName.Half.BACKUP));
    }

    @Override
    public String role() {
        return pages.role();
    }

    @Override
    public Optional<String> registry() {
        return Optional.of(registry.health().voters());
    }

    @Override
    public Optional<String> notReady() {
        return pages.notReady(serving().isPresent());
    }

    @Override
    public List<String> concerns() {
        List<String> concerns = super.concerns();
        concerns.addAll(pages.concerns());
        return concerns;
    }

    @Override
    public Map<String, Object> details() {
        Map<String, Object> details = super.details();
        Map<String, Object> pair = pages.details();
        pair.put(
                "lastProvenIdentical",
                serving()
                        .flatMap(ServingHalf::lastProvenIdentical)
                        .map(proof -> proof.time() + ", entry " + proof.sequence() + ", " + proof.messages()
                                + " messages, digest " + proof.root()));
        details.put("pair", pair);
        return details;
    }

    @Override
    public Optional<AdminVerb> verb(String path) {
        AdminVerb own = verbs.get(path);
        if (own == null && serving().isEmpty()) {
            own = following.get(path);
        }
        return Optional.ofNullable(own).or(() -> super.verb(path));
    }

    @Override
    String notServing() {
        return "this node does not serve now; ask "
                + servingHalf().map(NodeName::toString).orElse("the other half");
    }

    /** Stops in the order in which mail flows; hands the office over first, so that clients hardly notice. */
    @Override
    public void close(Duration drainTime) {
        closing = true;
        if (!drainTime.isZero() && serving().isPresent()) {
            handOver();
        }
        serving().ifPresent(ServingHalf::rest);
        try {
            base().net().drain(drainTime);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        roles.close();
        base().net().close();
        base().workers().close();
        side.close();
        if (!drainTime.isZero()) {
            registry.lone().ifPresent(LoneVote::release);
        }
        base().close();
        try {
            registry.registry().close();
        } catch (IOException failed) {
            log.atWarn().setCause(failed).log("registry not closed in order");
        }
    }

    /** Not longer than that: when the other half has just died too, nobody takes the office. */
    private void handOver() {
        try {
            side.node().switchover().get(HAND_OVER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException notTaken) {
            log.atWarn().setCause(notTaken).log("the other half has not taken the office");
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** The other half's states are in the place of this one's, which has to begin anew with them. */
    private synchronized void replace(PairSide old, StateImage image) throws IOException, InterruptedException {
        if (closing || old != side) {
            throw new IOException("this half ends");
        }
        ServerPlan plan = base().plan();
        old.node().close();
        old.base().journal().close();
        boolean renewed = false;
        try {
            JournalReplacement.install(plan.data(), plan.server(), plan.self().toString(), image);
            Foundation fresh = old.base().reopened(FileJournal::openPaired);
            PairSide next = new PairSide(fresh, identity, registry, roles, certificate, this::replace);
            renew(fresh);
            following = following(fresh);
            side = next;
            roles.renewed();
            next.start();
            renewed = true;
        } catch (GeneralSecurityException unusable) {
            throw new IOException(unusable);
        } finally {
            if (!renewed) {
                roles.exit(ExitCode.DISK.number(), "the copy of the other half could not be put in place");
            }
        }
        later(old::close, OLD_SIDE_SECONDS); // what copied the tree is about to end by itself
    }

    /** Tells the registry as soon as the record of the pair names this node's disk. */
    private void founded() {
        PairSide now = side;
        boolean named = now.node()
                .status()
                .record()
                .filter(found -> found.record()
                        .knows(
                                PairSide.half(base().plan()),
                                now.base().journal().identity().store()))
                .isPresent();
        if (named) {
            registry.founded().run();
        } else if (!closing) {
            later(this::founded, FOUNDED_SECONDS);
        }
    }

    private void fetchCertificate() {
        base().workers().execute(() -> {
            long again = CERTIFICATE_AGAIN_SECONDS;
            try {
                if (!PairBulk.fetch(certificate, side.node().caller())) {
                    again = CERTIFICATE_SECONDS;
                }
            } catch (IOException notNow) {
                log.atDebug().setCause(notNow).log("certificate of the pair not fetched");
                again = CERTIFICATE_SECONDS;
            }
            if (!closing) {
                later(this::fetchCertificate, again);
            }
        });
    }

    /** What has lain in quarantine for 30 days is thrown away, unless the clock cannot be believed just now. */
    private void tidyQuarantine() {
        if (!base().states().queueClock().frozen()) {
            base().workers().execute(() -> {
                try {
                    int purged = quarantine.purgeOlder(
                            QUARANTINE_KEPT, base().clock().instant());
                    if (purged > 0) {
                        log.atInfo().addKeyValue("files", purged).log("quarantine older than 30 days thrown away");
                    }
                } catch (IOException notNow) {
                    log.atWarn().setCause(notNow).log("quarantine not tidied");
                }
            });
        }
        if (!closing) {
            later(this::tidyQuarantine, QUARANTINE_LOOK_SECONDS);
        }
    }

    private void later(Runnable task, long seconds) {
        var unused = base().timer().schedule(task, seconds, TimeUnit.SECONDS);
    }

    /** This node's own listener for mail. */
    private Optional<InetSocketAddress> smtp() {
        return doors().address("smtp");
    }
}
