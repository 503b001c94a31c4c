package org.mmsys.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.mmsys.core.journal.StateImage;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.Service;
import org.mmsys.replica.mirror.MirrorFiles;
import org.mmsys.replica.mirror.MirrorService;
import org.mmsys.replica.mirror.TreeCopy;
import org.mmsys.replica.node.Office;
import org.mmsys.replica.node.PairNode;
import org.mmsys.replica.node.PairParts;
import org.mmsys.replica.node.TreeFill;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.PairOptions;
import org.mmsys.replica.pair.PairTiming;

/**
 * A half of a pair from the opening of its journal to the close: its driver, and what copies and compares the trees.
 *
 * <p>When this half's disk was filled from the other's, its journal is another one: then this ends, and a new one begins.
 */
final class PairSide implements AutoCloseable {
    private final Foundation base;
    private final PairNode node;
    private final TreeCopy copy;

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
        MirrorService mirror = new MirrorService(
                base.states().mail(),
                plan.data(),
                base.journal()::snapshotNow,
                plan.settings().get(ServerKeys.RESYNC_RATE));
        AtomicReference<Optional<TreeFill>> fill = new AtomicReference<>(Optional.empty());
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
                Optional.of(new PairBulk(certificate, mirror)),
                order -> fill.get().ifPresent(begun -> begun.wanted(order)),
                base.metrics()));
        copy = new TreeCopy(
                () -> base.states().mail(), plan.data(), node.caller(), image -> replacement.replace(this, image));
        fill.set(Optional.of(copy));
        base.states().mail().partner(new MirrorFiles(node.caller()));
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

    /** Begins to follow or to lead. */
    void start() throws IOException {
        base.journal().start(node.follower());
        node.start(base.journal().pairLog(), base.journal().bodies());
    }

    /** Ends at once; the journal stays open. */
    @Override
    public void close() {
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
