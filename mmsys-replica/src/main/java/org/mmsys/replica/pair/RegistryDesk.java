package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Talks to the registry: one question at a time, and remembers every proposal that is not decided.
 *
 * <p>An answer UNKNOWN decides nothing. A proposal is decided when it is answered, or when the record has a version above the
 * one that the proposal expected; until then a proposal of the same content is sent again under the same token.
 */
final class RegistryDesk {
    private final Core core;
    private final List<Proposal> undecided = new ArrayList<>();
    private Optional<RecordVersion> known = Optional.empty();
    private boolean absent;
    private long incarnation;
    private long tokens;

    private boolean busy;
    private boolean busyWithCas;
    private long askedAt;
    private boolean readWanted;
    private long wantedAfter;
    private boolean readAnswered;
    private long readAt;
    private long reads;
    private long lastAnswered;
    private long notBefore;
    private long pause;

    private record Proposal(Wish.Kind kind, long expected, PairRecord record) {}

    RegistryDesk(Core core) {
        this.core = core;
    }

    void begin(long newIncarnation) {
        incarnation = newIncarnation;
        notBefore = core.now();
        askedAt = core.now();
        readWanted = true;
    }

    /** The newest record seen. */
    Optional<RecordVersion> known() {
        return known;
    }

    /** The newest record seen; there is one if anybody holds an office. */
    PairRecord record() {
        return known.orElseThrow().record();
    }

    long version() {
        return known.map(RecordVersion::version).orElse(0L);
    }

    /** Whether the registry said that there is no record. */
    boolean absent() {
        return absent && known.isEmpty();
    }

    /** Whether a proposal of this start made the record. */
    boolean isMine(CasToken token) {
        return token.incarnation() == incarnation;
    }

    /** Whether a proposal of this kind may be applied yet. */
    boolean undecided(Wish.Kind kind) {
        for (Proposal proposal : undecided) {
            if (proposal.kind == kind) {
                return true;
            }
        }
        return false;
    }

    /** Asks for a read that is begun from now on. */
    void wantRead() {
        wantReadSince(mark());
    }

    /** Asks for a read that is begun after this mark; one that is under way already will do. */
    void wantReadSince(long mark) {
        if (lastAnswered <= mark) {
            readWanted = true;
            wantedAfter = Math.max(wantedAfter, mark);
        }
    }

    /** Asks for a read if the last that was answered is older than this. */
    void wantReadEvery(long nanos) {
        if (!readAnswered || core.now() - readAt > nanos) {
            wantReadSince(lastAnswered);
        }
    }

    /** Marks this moment: reads that are begun from now on have a higher number. */
    long mark() {
        return reads;
    }

    /** Whether a read that was begun after this mark has been answered. */
    boolean readSince(long mark) {
        return lastAnswered > mark;
    }

    /** An answer to an older question tells what the record was, and not that it is so now. */
    void read(long number, RecordAnswer answer) {
        boolean newest = number == reads;
        if (newest && !busyWithCas) {
            busy = false;
        }
        answer.match(new RecordAnswer.Cases<Void>() {
            @Override
            public Void found(RecordAnswer.Found found) {
                answered(newest);
                observe(found.found());
                return nothing();
            }

            @Override
            public Void absent(RecordAnswer.Absent none) {
                answered(newest);
                absent |= newest;
                return nothing();
            }

            @Override
            public Void unavailable(RecordAnswer.Unavailable away) {
                if (newest) {
                    backOff();
                }
                return nothing();
            }
        });
    }

    void cas(CasToken token, CasAnswer answer) {
        Optional<Proposal> asked = undecided.stream()
                .filter(proposal -> proposal.record.token().equals(token))
                .findFirst();
        if (busyWithCas) {
            busy = false;
        }
        answer.match(new CasAnswer.Cases<Void>() {
            @Override
            public Void applied(CasAnswer.Applied yes) {
                pause = 0;
                asked.ifPresent(it -> observe(new RecordVersion(it.expected + 1, it.record)));
                return nothing();
            }

            @Override
            public Void conflict(CasAnswer.Conflict no) {
                pause = 0;
                asked.ifPresent(undecided::remove);
                no.current().ifPresent(RegistryDesk.this::observe);
                return nothing();
            }

            @Override
            public Void unknown(CasAnswer.Unknown maybe) {
                wantRead();
                backOff();
                return nothing();
            }
        });
    }

    private void answered(boolean newest) {
        if (!newest) {
            return;
        }
        pause = 0;
        readWanted = reads <= wantedAfter;
        readAnswered = true;
        readAt = askedAt;
        lastAnswered = reads;
    }

    private void backOff() {
        long first = core.timing().readAgain().toNanos();
        pause = Math.min(Math.max(first, 2 * pause), core.timing().recheck().toNanos());
        notBefore = core.now() + pause;
    }

    private void observe(RecordVersion seen) {
        if (seen.version() <= version()) {
            return;
        }
        known.ifPresent(before -> InvariantBroken.unless(
                seen.record().epoch() >= before.record().epoch(), Invariant.I4, "the record's epoch fell", seen));
        known = Optional.of(seen);
        undecided.removeIf(proposal -> proposal.expected < seen.version());
    }

    /** Asks what has to be asked now. */
    void pursue(Optional<Wish> wish) {
        if (busy && core.now() - askedAt > core.timing().registryPatience().toNanos()) {
            busy = false;
            wantReadSince(lastAnswered);
            backOff();
        }
        if (busy || core.now() - notBefore < 0) {
            return;
        }
        if (readWanted) {
            ask(false);
            reads++;
            core.act(new PairAction.ReadRecord(reads));
        } else {
            wish.ifPresent(this::propose);
        }
    }

    private void propose(Wish wish) {
        Proposal proposal = undecided.stream()
                .filter(old -> old.kind == wish.kind() && old.record.saysAs(wish.record()))
                .findFirst()
                .orElseGet(() -> fresh(wish));
        ask(true);
        core.act(new PairAction.Cas(proposal.expected, proposal.record));
    }

    private Proposal fresh(Wish wish) {
        Proposal made =
                new Proposal(wish.kind(), version(), wish.record().withToken(new CasToken(incarnation, ++tokens)));
        undecided.add(made);
        return made;
    }

    private void ask(boolean cas) {
        busy = true;
        busyWithCas = cas;
        askedAt = core.now();
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static Void nothing() {
        return null;
    }
}
