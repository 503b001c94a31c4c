package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What the parts of a machine share: who it is, its promise, its log, and the actions of the present step. */
final class Core {
    private final PairOptions options;
    private final LogState log = new LogState();
    private List<PairAction> actions = new ArrayList<>();
    private long now;
    private PairRole role = PairRole.STARTING;
    private UUID store = new UUID(0, 0);
    private long startedAt;
    private boolean started;
    private boolean ended;
    private long promise;
    private long promiseAsked;
    private boolean linkUp;
    private boolean diskFull;
    private boolean whole = true;

    Core(PairOptions options) {
        this.options = options;
    }

    void begin(PairStart start) {
        store = start.store();
        promise = start.promise();
        promiseAsked = promise;
        whole = start.whole();
        log.begin(start);
        startedAt = now;
        started = true;
    }

    PairOptions options() {
        return options;
    }

    PairTiming timing() {
        return options.timing();
    }

    Half self() {
        return options.self();
    }

    LogState log() {
        return log;
    }

    UUID store() {
        return store;
    }

    /** Of the present step, by this node's monotonic clock. */
    long now() {
        return now;
    }

    void now(long nanos) {
        now = started && nanos - now < 0 ? now : nanos;
    }

    long startedAt() {
        return startedAt;
    }

    boolean started() {
        return started;
    }

    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** Whether the log is one to go on with: nothing missing, and no history of its own. */
    boolean whole() {
        return whole;
    }

    /** The log has another history than the one that counts. */
    void unlike() {
        whole = false;
    }

    /** The log is the partner's now. */
    void filled() {
        whole = true;
    }

    boolean linkUp() {
        return linkUp;
    }

    void linkUp(boolean up) {
        linkUp = up;
    }

    boolean diskFull() {
        return diskFull;
    }

    void diskFull(boolean full) {
        diskFull = full;
    }

    PairRole role() {
        return role;
    }

    /** Changes the role, and says why. */
    void role(PairRole next, String why) {
        if (next != role) {
            role = next;
            explain(why);
        }
    }

    void explain(String sentence) {
        act(new PairAction.Explain(new Explanation(promise, self(), role, sentence)));
    }

    /** The highest epoch that is promised on the disk. */
    long promise() {
        return promise;
    }

    void askPromise(long epoch) {
        if (epoch > promiseAsked) {
            promiseAsked = epoch;
            act(new PairAction.MakePromiseDurable(epoch));
        }
    }

    void promised(long epoch) {
        InvariantBroken.unless(epoch <= promiseAsked, Invariant.I4, "a promise nobody asked for", epoch);
        promise = Math.max(promise, epoch);
    }

    void act(PairAction action) {
        actions.add(action);
    }

    void send(PairMessage message) {
        if (linkUp) {
            actions.add(new PairAction.Send(message));
        }
    }

    void dropLink(String why) {
        linkUp = false;
        act(new PairAction.DropLink(why));
    }

    List<PairAction> takeActions() {
        if (actions.isEmpty()) {
            return List.of();
        }
        List<PairAction> taken = actions;
        actions = new ArrayList<>();
        return taken;
    }
}
