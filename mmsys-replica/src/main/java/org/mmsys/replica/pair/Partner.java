package org.mmsys.replica.pair;

import java.util.Optional;
import java.util.UUID;

/** What the primary knows of the other half: whether it lives, what it has on its disk in this epoch, how it feels. */
final class Partner {
    private final Core core;
    private Optional<UUID> store = Optional.empty();
    private boolean matched;
    private LogPoint durable = LogPoint.START;
    private boolean full;
    private boolean sick;
    private boolean noRoom;
    private boolean refused;
    private boolean needsTree;
    private boolean lacking;
    private long heardAt;
    private long progressAt;

    Partner(Core core) {
        this.core = core;
    }

    /** A new epoch begins: nothing of an older one counts, and it has time to show up. */
    void begin() {
        unmatched();
        needsTree = false;
        lacking = false;
        sick = false;
        noRoom = false;
        heardAt = core.now();
        progressAt = core.now();
    }

    void store(UUID itsStore) {
        if (!store.equals(Optional.of(itsStore))) {
            needsTree = false;
        }
        store = Optional.of(itsStore);
    }

    void hello(UUID itsStore) {
        store(itsStore);
        sick = false;
        refused = false;
    }

    void linkDown(boolean nobodyListens) {
        unmatched();
        refused = nobodyListens;
    }

    void linkUp() {
        refused = false;
    }

    void unmatched() {
        matched = false;
        durable = LogPoint.START;
    }

    /** Its log was made equal up to here, in this epoch. */
    void matched(LogPoint upTo) {
        matched = true;
        durable = upTo;
        needsTree = false;
        lacking = false;
        sick = false;
        noRoom = false;
        progressAt = core.now();
    }

    void acknowledged(LogPoint upTo) {
        if (upTo.sequence() > durable.sequence()) {
            durable = upTo;
            progressAt = core.now();
        }
    }

    void heard() {
        heardAt = core.now();
    }

    void full(boolean isFull) {
        full = isFull;
    }

    void sick() {
        sick = true;
    }

    /** It has refused what must not be cut off here. */
    void noRoom() {
        noRoom = true;
    }

    void needsTree() {
        needsTree = true;
    }

    void lacks() {
        lacking = true;
    }

    Optional<UUID> store() {
        return store;
    }

    boolean matched() {
        return matched;
    }

    /** What it has on its disk, said in this epoch; the start of the log if it is not matched. */
    LogPoint durable() {
        return durable;
    }

    boolean isFull() {
        return full;
    }

    /** Why it cannot be called in sync, though it lives. */
    Optional<String> lack() {
        if (needsTree) {
            return Optional.of("the partner's log and this one have nothing in common");
        }
        return lacking ? Optional.of("the partner lacks what was acknowledged") : Optional.empty();
    }

    boolean silent() {
        return core.now() - heardAt > core.timing().suspicion().toNanos();
    }

    /** Notes that nothing is expected of its disk at the moment, if that is so. */
    void settle() {
        if (matched && durable.sequence() >= core.log().durable().sequence()) {
            progressAt = core.now();
        }
    }

    boolean stalled() {
        return core.now() - progressAt > core.timing().stall().toNanos();
    }

    /** Why it should not be waited for, if there is a reason. */
    Optional<String> suspicion() {
        if (refused) {
            return Optional.of("the partner's process is dead: its address refuses connections");
        }
        if (sick) {
            return Optional.of("the partner's disk has failed");
        }
        if (noRoom) {
            return Optional.of("the partner's disk has no room left");
        }
        if (silent()) {
            return Optional.of("the partner is silent");
        }
        return stalled() ? Optional.of("the partner's disk makes no progress") : Optional.empty();
    }
}
