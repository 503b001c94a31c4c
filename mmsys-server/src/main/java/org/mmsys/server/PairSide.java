package org.mmsys.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.StateImage;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.Service;
import org.mmsys.core.store.maildir.Scrubber;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.replica.mirror.MirrorFiles;
import org.mmsys.replica.mirror.MirrorService;
import org.mmsys.replica.mirror.TreeCopy;
import org.mmsys.replica.node.BulkService;
import org.mmsys.replica.node.Office;
import org.mmsys.replica.node.PairNode;
import org.mmsys.replica.node.PairParts;
import org.mmsys.replica.node.TreeFill;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.PairOptions;
import org.mmsys.replica.pair.PairRole;
import org.mmsys.replica.pair.PairTiming;
import org.mmsys.replica.union.UnionService;

/**
 * A half of a pair from the opening of its journal to the close: its driver, and what copies and compares the trees.
 *
 * <p>When this half's disk was filled from the other's, its journal is another one: then this ends, and a new one begins.
 */
final class PairSide implements AutoCloseable {
    private final Foundation base;
    private final PairNode node;
    private final TreeCopy copy;
    private final MirrorService mirror;
    private final Optional<PairHealing> healing;
    private PairNode.@Nullable LogHold held;
    private long heldFrom = Long.MAX_VALUE;
    private @Nullable Scrubber scrubber;

    /** Puts the states and the journal of the other half in the place of this one's. */
    interface Replacement {
        /** @throws IOException if it could not; then nothing has changed, or the node must end */
        void replace(PairSide side, StateImage image) throws IOException, InterruptedException;
    }

    /**
     * A half that does nothing before {@link #start}.
     *
     * @param base with a journal that was opened as half of a pair
     */
    PairSide(
            Foundation base,
            NodeIdentity identity,
            PairRegistry registry,
            Office office,
            PairCertificate certificate,
            Replacement replacement)
            throws GeneralSecurityException {
        this.base = base;
        ServerPlan plan = base.plan();
        mirror = new MirrorService(
                base.states().mail(),
                plan.data(),
                base.journal()::snapshotNow,
                plan.settings().get(ServerKeys.RESYNC_RATE));
        AtomicReference<@Nullable TreeFill> fill = new AtomicReference<>();
        node = new PairNode(new PairParts(
                new PairOptions(
                        half(plan),
                        registry.mayFound(),
                        plan.settings().get(ServerKeys.ACCEPT_SINGLE_COPY),
                        PairTiming.defaults()),
                identity,
                plan.settings().get(ServerKeys.REPLICA).orElseThrow(),
                () -> address(plan.partner().orElseThrow()),
                plan.data().resolve("journal").resolve("promise"),
                registry.registry(),
                key(plan),
                office,
                Optional.of(new PairBulk(
                        certificate, registry.lone(), registry.lone().flatMap(this::union), mirror)),
                order -> Optional.ofNullable(fill.get())
                        .filter(begun ->
                                registry.lone().filter(LoneVote::overruled).isEmpty()) // handed over first
                        .ifPresent(begun -> begun.wanted(order)),
                base.metrics()));
        registry.lone()
                .ifPresent(vote ->
                        vote.reach(node, base.journal().pairLog().found().last().sequence()));
        healing = registry.lone().filter(LoneVote::available).map(vote -> new PairHealing(base, vote, node));
        copy = new TreeCopy(
                () -> base.states().mail(), plan.data(), node.caller(), image -> replacement.replace(this, image));
        fill.set(copy);
        base.states().mail().partner(new MirrorFiles(node.caller()));
    }

    private Optional<BulkService> union(LoneVote vote) {
        return vote.available()
                ? Optional.of(new UnionService(
                        base.journal(),
                        base.journal().pairLog(),
                        new TreeExport(base.states().mail()),
                        () -> node().status().written(),
                        () -> node().copies() > 0 && !vote.overruled()))
                : Optional.empty();
    }

    /** Under which key the registry has the record of a pair. */
    static String key(ServerPlan plan) {
        return "pair/" + plan.server();
    }

    /** Which half a node is: the configured primary is A. */
    static Half half(ServerPlan plan) {
        return plan.backup() ? Half.B : Half.A;
    }

    Foundation base() {
        return base;
    }

    PairNode node() {
        return node;
    }

    /** Keeps as much of the log as a copy of this tree will need, and reads the mail of a half that follows. The timer. */
    synchronized void look(boolean serves) {
        long from = mirror.needsFrom();
        if (from != heldFrom) {
            PairNode.LogHold before = held;
            held = from == Long.MAX_VALUE ? null : node.holdLog(from);
            heldFrom = from;
            if (before != null) {
                before.close();
            }
        }
        boolean follows = !serves && node.status().role() == PairRole.BACKUP;
        if (follows && scrubber == null) {
            scrubber = new Scrubber(
                    base.states().mail(), base.plan().settings().get(ServerKeys.SCRUB_RATE), ServingHalf.SCRUB_EVERY);
            scrubber.start();
        } else if (!follows) {
            endScrubbing();
        }
    }

    private synchronized void endScrubbing() {
        if (scrubber != null) {
            scrubber.close();
            scrubber = null;
        }
    }

    /** Begins to follow or to lead. */
    void start() throws IOException {
        base.journal().start(node.follower());
        node.start(base.journal().pairLog(), base.journal().bodies());
        healing.ifPresent(PairHealing::start);
    }

    /** Ends at once; the journal stays open. */
    @Override
    public void close() {
        endScrubbing();
        healing.ifPresent(PairHealing::close);
        node.close();
        copy.close();
    }

    /** Where the other half listens; its name is looked up anew. */
    private static InetSocketAddress address(Members.Member partner) {
        return new InetSocketAddress(
                partner.host(),
                Optional.ofNullable(partner.ports().get(Service.REPLICA)).orElseThrow());
    }
}
