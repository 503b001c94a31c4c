package org.mmsys.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.node.BulkService;
import org.mmsys.replica.node.PairNode;
import org.mmsys.replica.node.PairStatus;
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
 * Who decides for a pair that is alone in its system: its halves, one vote between them ({@code pair.mode = consistent}), or
 * each for itself while they do not hear each other ({@code available}).
 *
 * <p>Carries their questions over the pair's own port, each on a connection of its own. Any thread.
 */
final class LoneVote implements RecordOrder.Emergency, PairRegistry.Health {
    /** How a call of the other half begins that asks about the vote. */
    static final String CALL = "VOTE";

    private static final Logger log = LoggerFactory.getLogger(LoneVote.class);
    private static final int OCTETS_MAX = 64 << 10;
    private static final long ANSWER_SECONDS = 2;
    private static final int CALLS_MAX = 8;
    private static final long CALLER_SECONDS = 10;
    /** So long a half that was alone takes to go on before it listens to the other one. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LoneRegistry registry;
    private final String key;
    private final NodeName self;
    private final Optional<AloneRule> alone;
    private final Half half;
    /** Calls that are not waited for any longer end by themselves, after some seconds. */
    private final ExecutorService callers = new ThreadPoolExecutor(
            0, CALLS_MAX, CALLER_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), LoneVote::caller);

    private volatile Optional<PairNode> node = Optional.empty();
    private volatile Optional<String> notUnited = Optional.empty();
    private long foundLast;
    /** Since when this half has a record of its own that it has not gone on by. */
    private Optional<Long> unsettledSince = Optional.empty();

    private long unsettledUpTo;
    private boolean settledWhenMet = true;
    private long settledEpoch;

    private LoneVote(ServerPlan plan, RoleSwitch.Ending ending) throws IOException {
        this.half = PairSide.half(plan);
        Path file = plan.data().resolve("registry").resolve("votes");
        this.key = PairSide.key(plan);
        this.self = plan.self();
        this.alone = plan.available()
                ? Optional.of(new AloneRule(half, plan.settings().get(ServerKeys.PAIR_REFERENCE), new SecureRandom()))
                : Optional.empty();
        this.registry = LoneRegistry.open(
                file,
                half == Half.A,
                value -> PairRecordText.read(value).keeper() == half,
                this::ask,
                why -> ending.end(ExitCode.DISK.number(), why),
                alone.map(rule -> rule));
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

    /**
     * From now on the other half can be asked this way.
     *
     * @param last the end of the log that was found
     */
    void reach(PairNode driver, long last) {
        synchronized (this) {
            foundLast = last;
        }
        alone.ifPresent(rule -> rule.node(driver));
        node = Optional.of(driver);
    }

    /**
     * Whether the other half may be heard: one that was alone goes on first, by its own record, so that all it has acknowledged
     * is known to be committed before another record can overrule it.
     */
    private synchronized boolean mayMeet(PairNode driver) {
        Optional<PairRecord> own = registry.known(key).map(known -> PairRecordText.read(known.value()));
        boolean byItself = own.filter(record -> record.primary() == half && record.inSync() == InSync.only(half))
                .isPresent();
        if (alone.isEmpty() || !registry.holds(key) || !byItself) {
            unsettledSince = Optional.empty();
            return true;
        }
        long epoch = own.orElseThrow().epoch();
        PairStatus status = driver.status();
        if (settledEpoch >= epoch) {
            return true;
        }
        if (unsettledSince.isEmpty()) {
            unsettledSince = Optional.of(System.nanoTime());
            unsettledUpTo = Math.max(foundLast, status.written());
        }
        boolean goesOn = status.copies() == 1 && status.committed() >= unsettledUpTo;
        boolean late = System.nanoTime() - unsettledSince.get() > SETTLE_NANOS;
        if (goesOn || late) {
            settledWhenMet = goesOn;
            settledEpoch = epoch;
            unsettledSince = Optional.empty();
        }
        return goesOn || late;
    }

    /** Whether all that this half has acknowledged was known to be committed when it began to listen to the other one. */
    synchronized boolean settledWhenMet() {
        return settledWhenMet;
    }

    /** Whether both went on alone, and the other half's record is the higher one. */
    boolean overruled() {
        return registry.overruled(key);
    }

    /** What this half did alone is with the other one. */
    void united() throws IOException {
        registry.united(key);
    }

    /** Why it is not, if it should be. */
    void notUnited(Optional<String> why) {
        notUnited = why;
    }

    /** Looks whether the other half is there. */
    void meet() {
        registry.meet(key);
    }

    /** Whether the halves go on without each other: then accounts are not changed while this one is alone. */
    boolean available() {
        return alone.isPresent();
    }

    private byte[] ask(byte[] question) throws IOException {
        PairNode driver = node.orElseThrow(() -> new IOException("this half is not started yet"));
        if (!mayMeet(driver)) {
            throw new IOException("this half goes on by its own record first");
        }
        try {
            byte[] answer =
                    alone.isPresent() ? calledInTime(driver.caller(), question) : called(driver.caller(), question);
            alone.ifPresent(AloneRule::heard);
            return answer;
        } catch (IOException lost) {
            alone.ifPresent(AloneRule::unheard);
            throw lost;
        }
    }

    /** A cut cable is not waited for any longer than an answer: this half has to go on. */
    private byte[] calledInTime(BulkService.Caller partner, byte[] question) throws IOException {
        try {
            return callers.submit(() -> called(partner, question)).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed);
        } catch (TimeoutException | RejectedExecutionException late) {
            throw new IOException("no answer in time", late);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ending);
        }
    }

    private static Thread caller(Runnable task) {
        Thread made = new Thread(task, "vote-call");
        made.setDaemon(true);
        return made;
    }

    private static byte[] called(BulkService.Caller partner, byte[] question) throws IOException {
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
        if (!mayMeet(node.orElseThrow(() -> new IOException("this half is not started yet")))) {
            throw new IOException("this half goes on by its own record first");
        }
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
        List<String> concerns = new ArrayList<>();
        if (!trouble.isEmpty()) {
            concerns.add("the vote is not here: " + trouble);
        }
        if (alone.isPresent() && node.filter(it -> it.copies() == 1).isPresent()) {
            concerns.add("alone: the other half may serve, too, and have other mail; both are united when they meet");
        }
        if (registry.overruled(key)) {
            concerns.add("both halves went on alone: what this one did is being handed over to the other one");
        }
        notUnited.ifPresent(concerns::add);
        return concerns;
    }

    @Override
    public List<String> explain() {
        return List.of(
                alone.isPresent()
                        ? "this pair has no witness, pair.mode = available: a half that does not hear the other one goes"
                                + " on alone, and both may; what both did is united when they meet"
                        : "this pair has no witness, pair.mode = consistent: the backup has the vote, or the half that is"
                                + " alone",
                registry.holds(key) ? "this half has the vote" : "this half has not the vote");
    }
}
