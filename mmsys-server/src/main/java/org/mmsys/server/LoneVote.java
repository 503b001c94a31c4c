package org.mmsys.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.node.BulkService;
import org.mmsys.replica.pair.CasToken;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.InSync;
import org.mmsys.replica.pair.PairRecord;
import org.mmsys.replica.pair.PairRecordText;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Versioned;
import org.mmsys.replica.registry.lone.LoneRegistry;
import org.mmsys.replica.registry.ratis.BootstrapTicket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who decides for a pair that is alone in its system ({@code pair.mode = consistent}): its halves, one vote between them.
 *
 * <p>Carries their questions over the pair's own port, each on a connection of its own. Any thread.
 */
final class LoneVote implements RecordOrder.Emergency, PairRegistry.Health {
    /** How a call of the other half begins that asks about the vote. */
    static final String CALL = "VOTE";

    private static final Logger log = LoggerFactory.getLogger(LoneVote.class);
    private static final int OCTETS_MAX = 64 << 10;
    private static final long ANSWER_SECONDS = 2;

    private final LoneRegistry registry;
    private final String key;
    private final NodeName self;
    private volatile Optional<BulkService.Caller> caller = Optional.empty();

    private LoneVote(ServerPlan plan, RoleSwitch.Ending ending) throws IOException {
        Half half = PairSide.half(plan);
        Path file = plan.data().resolve("registry").resolve("votes");
        this.key = PairSide.key(plan);
        this.self = plan.self();
        this.registry = LoneRegistry.open(
                file,
                half == Half.A,
                value -> PairRecordText.read(value).keeper() == half,
                this::ask,
                why -> ending.end(ExitCode.DISK.number(), why));
    }

    /** Opens the votes in the data directory. */
    static PairRegistry open(ServerPlan plan, RoleSwitch.Ending ending) throws StartFailure {
        BootstrapTicket ticket = new BootstrapTicket(plan.clusterDirectory().orElseThrow());
        try {
            LoneVote vote = new LoneVote(plan, ending);
            vote.registry.watch(vote.key, () -> vote.usedIfFounded(ticket));
            vote.usedIfFounded(ticket);
            boolean mayFound = PairSide.half(plan) == Half.A && ticket.present();
            return new PairRegistry(vote.registry, mayFound, () -> used(ticket), vote, Optional.of(vote));
        } catch (IOException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, "registry: " + unusable.getMessage(), unusable);
        }
    }

    /** Before the vote can be given away: who had both, an empty disk and the ticket, would found the pair a second time. */
    private void usedIfFounded(BootstrapTicket ticket) {
        if (registry.known(key).isPresent()) {
            used(ticket);
        }
    }

    private static void used(BootstrapTicket ticket) {
        try {
            ticket.destroy();
        } catch (IOException failed) {
            log.atWarn().addKeyValue("ticket", ticket).setCause(failed).log("ticket could not be destroyed");
        }
    }

    /** From now on the other half can be asked this way. */
    void reach(BulkService.Caller partner) {
        caller = Optional.of(partner);
    }

    private byte[] ask(byte[] question) throws IOException {
        BulkService.Caller partner = caller.orElseThrow(() -> new IOException("this half is not started yet"));
        try (BulkService.Call call = partner.call()) {
            Executor limit = CompletableFuture.delayedExecutor(ANSWER_SECONDS, TimeUnit.SECONDS);
            limit.execute(() -> end(call));
            call.out().writeUTF(CALL);
            call.out().writeInt(question.length);
            call.out().write(question);
            call.out().flush();
            return octets(call.in());
        }
    }

    private static void end(BulkService.Call call) {
        try {
            call.close();
        } catch (IOException gone) {
            log.atDebug().setCause(gone).log("call has ended");
        }
    }

    private static byte[] octets(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > OCTETS_MAX) {
            throw new IOException("a message of " + length + " octets about the vote");
        }
        byte[] octets = new byte[length];
        in.readFully(octets);
        return octets;
    }

    /** Answers the other half; the beginning of the call was read. */
    void serve(DataInputStream in, DataOutputStream out) throws IOException {
        byte[] answer = registry.answer(octets(in));
        out.writeInt(answer.length);
        out.write(answer);
        out.flush();
    }

    /**
     * This half is being stopped in order, and follows no more: the primary gets the vote, if it is here, so that it goes on
     * alone without waiting. Waits for the other half, some seconds at most.
     */
    void release() {
        Reading reading = registry.read(key).join();
        if (!registry.holds(key) || !(reading instanceof Reading.Found found)) {
            return;
        }
        PairRecord before = PairRecordText.read(found.record().value());
        Half half = self.half() == NodeName.Half.PRIMARY ? Half.A : Half.B;
        if (before.primary() == half || before.inSync() != InSync.BOTH) {
            return;
        }
        PairRecord after = new PairRecord(
                before.epoch(),
                before.primary(),
                InSync.only(before.primary()),
                before.storeOfA(),
                before.storeOfB(),
                new CasToken(0, 0),
                self + " was stopped in order");
        Change change = registry.cas(key, found.record().version(), PairRecordText.write(after))
                .join();
        log.atInfo().addKeyValue("outcome", change).log("the primary is left alone");
    }

    @Override
    public Optional<Versioned> known(String record) {
        return registry.known(record);
    }

    @Override
    public void force(String record, byte[] value) throws IOException {
        registry.force(record, value);
    }

    /** Whether the record can be read: by the only vote there is. */
    @Override
    public String voters() {
        return registry.trouble().isEmpty() ? "1/1" : "0/1";
    }

    @Override
    public List<String> concerns() {
        String trouble = registry.trouble();
        return trouble.isEmpty() ? List.of() : List.of("the vote is not here: " + trouble);
    }

    @Override
    public List<String> explain() {
        return List.of(
                "this pair has no witness, pair.mode = consistent: the backup has the vote, or the half that is alone",
                registry.holds(key) ? "this half has the vote" : "this half has not the vote");
    }
}
