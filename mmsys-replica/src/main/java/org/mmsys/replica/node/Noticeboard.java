package org.mmsys.replica.node;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.InSync;
import org.mmsys.replica.pair.PairMachine;
import org.mmsys.replica.pair.PairMessage;
import org.mmsys.replica.pair.PairRole;
import org.mmsys.replica.pair.RecordVersion;

/**
 * What other threads may know of the machine: written by the thread of the pair after each step, read by anybody, at once.
 */
final class Noticeboard {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long APART_MAX = 200;

    private final Half self;
    private final InstantSource clock;
    private volatile PairStatus status;
    private volatile Showing showing = new Showing(false, OptionalLong.empty(), 0, 0);
    private volatile long committed;
    private volatile long neededFrom;
    private volatile Optional<Half> serving = Optional.empty();
    private volatile int copies;
    private Instant since;
    private PairRole role = PairRole.STARTING;
    private long partnerDurable;
    private long partnerApplied;
    private long primaryCommit;
    private boolean full;
    private Optional<String> held = Optional.empty();
    private Optional<Instant> linkUpSince = Optional.empty();

    /** Right to show, and what the clocks said when it was written down. */
    private record Showing(boolean allowed, OptionalLong until, long nanosAt, long wallAt) {}

    Noticeboard(Half self, InstantSource clock) {
        this.self = self;
        this.clock = clock;
        this.since = clock.instant();
        this.status =
                new PairStatus(self, role, since, 0, Optional.empty(), linkUpSince, 0, 0, 0, 0, 0, 0, false, held);
    }

    PairStatus status() {
        return status;
    }

    long committed() {
        return committed;
    }

    long neededFrom() {
        return neededFrom;
    }

    Optional<Half> serving() {
        return serving;
    }

    int copies() {
        return copies;
    }

    boolean mayShow() {
        Showing now = showing;
        if (!now.allowed) {
            return false;
        }
        if (now.until.isEmpty()) {
            return true; // alone in the in-sync set: nobody else can have been elected
        }
        long nanos = System.nanoTime();
        long passed = (nanos - now.nanosAt) / NANOS_PER_MILLI;
        boolean clocksAgree = Math.abs(clock.millis() - now.wallAt - passed) <= APART_MAX;
        return clocksAgree && nanos - now.until.getAsLong() < 0;
    }

    // --- by the thread of the pair

    void linkUp(Instant at) {
        linkUpSince = Optional.of(at);
        partnerDurable = 0;
        partnerApplied = 0;
    }

    void linkDown() {
        linkUpSince = Optional.empty();
    }

    void full(boolean isFull) {
        full = isFull;
    }

    void held(Optional<String> why) {
        held = why;
    }

    /** The partner said something. */
    void heard(PairMessage message) {
        if (message instanceof PairMessage.Ack ack) {
            partnerDurable = ack.durable().sequence();
            partnerApplied = ack.applied();
        } else if (message instanceof PairMessage.Append append) {
            primaryCommit = Math.max(primaryCommit, append.last().sequence());
        } else if (message instanceof PairMessage.Ping ping) {
            primaryCommit = Math.max(primaryCommit, ping.commit());
        }
    }

    /** After each step: what must be true at once. */
    void stepped(PairMachine machine, long nanos) {
        committed = machine.committed();
        neededFrom = machine.neededFrom();
        boolean allowed = machine.mayShow(nanos);
        showing = new Showing(allowed, machine.mayShowUntil(nanos), nanos, clock.millis());
    }

    /** Now and then, and when the role has changed. */
    void write(PairMachine machine) {
        Optional<RecordVersion> record = machine.record();
        if (machine.role() != role) {
            role = machine.role();
            since = clock.instant();
        }
        serving = record.map(found -> found.record().primary());
        boolean both =
                record.filter(found -> found.record().inSync() == InSync.BOTH).isPresent();
        int now = machine.role().isPrimary() ? (both ? 2 : 1) : 0;
        copies = now;
        long ahead =
                machine.role().isPrimary() ? machine.written() - partnerDurable : primaryCommit - machine.committed();
        status = new PairStatus(
                self,
                role,
                since,
                machine.promise(),
                record,
                linkUpSince,
                machine.written(),
                machine.committed(),
                partnerDurable,
                partnerApplied,
                Math.max(0, ahead),
                now,
                full,
                held);
    }
}
