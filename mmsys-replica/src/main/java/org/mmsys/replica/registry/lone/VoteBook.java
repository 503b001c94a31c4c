package org.mmsys.replica.registry.lone;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.mmsys.replica.registry.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All votes of one half: every rule by which one is had, given and taken is in here. Thread-safe; waits for the disk.
 *
 * <p>What is true after every step, whatever dies or is lost: at most one half holds; each version was made once, by the half
 * that held the one before it. A vote is given in two steps, each on a disk before the next begins: the giver writes the new
 * version with the heir's disk beside it, and from then on holds nothing; the heir, who hears of that with any question or
 * answer, takes it if it is newer than all he knows. Both may be repeated at any time, and a gift is for one disk only: the
 * same half with an empty one does not get it.
 */
final class VoteBook {
    private static final Logger log = LoggerFactory.getLogger(VoteBook.class);
    private static final int KEYS_MAX = 1000;

    /** By an order the record jumps so far that no change of the other half, whatever it has done, is newer. */
    private static final long JUMP = 1_000_000_000L;

    private final UUID disk;
    private final boolean founder;
    private final Predicate<byte[]> stays;
    private final Saving saving;
    private final Map<String, Vote> votes;
    /** Both halves may hold at a time, by a {@link Freedom}. */
    private final Optional<Freedom> freedom;
    /** Own votes that are overruled by the other half's, as they stand on the disk until what they stood for is united. */
    private final Map<String, Vote> overruled = new TreeMap<>();

    private boolean looked;

    /** Where the book is kept. */
    interface Saving {
        /** After return it survives a loss of power; after an exception nobody knows. */
        void save(Map<String, Vote> all) throws IOException;
    }

    /**
     * A book as it was found.
     *
     * @param disk the random identity of the disk it is kept on
     * @param founder whether records are made here: one of the two halves only
     * @param stays whether the vote for a record of this value belongs to this half, or to the other
     */
    VoteBook(UUID disk, boolean founder, Predicate<byte[]> stays, Map<String, Vote> found, Saving saving) {
        this(disk, founder, stays, found, saving, Optional.empty());
    }

    /** @param freedom by which both halves may hold at a time, until they meet */
    VoteBook(
            UUID disk,
            boolean founder,
            Predicate<byte[]> stays,
            Map<String, Vote> found,
            Saving saving,
            Optional<Freedom> freedom) {
        this.freedom = freedom;
        this.disk = disk;
        this.founder = founder;
        this.stays = stays;
        this.saving = saving;
        this.votes = new TreeMap<>(found);
    }

    UUID disk() {
        return disk;
    }

    boolean founder() {
        return founder;
    }

    boolean stays(byte[] value) {
        return stays.test(value);
    }

    synchronized Vote vote(String key) {
        return votes.getOrDefault(key, Vote.NEVER);
    }

    /**
     * Whether the other half was asked since the start. A half that has just started asks before it uses a vote: the other one
     * may have gone on by order of an administrator, or this disk may be an old image of itself.
     */
    synchronized boolean looked() {
        return looked;
    }

    synchronized void look() {
        looked = true;
    }

    VoteRequest question(String key, Optional<VoteRequest.Proposal> change) {
        return new VoteRequest(key, disk, vote(key), change);
    }

    /**
     * Changes a record, if this half holds it in this version.
     *
     * @param heir the disk of the other half, if the vote goes there with this change
     * @return whether it was changed
     */
    synchronized boolean change(String key, VoteRequest.Proposal change, Optional<UUID> heir) throws IOException {
        Vote before = vote(key);
        boolean mine = before.holds() || before.version() == 0 && founder;
        if (!mine || before.version() != change.expected()) {
            return false;
        }
        put(key, new Vote(Optional.of(new Versioned(change.expected() + 1, change.value())), heir));
        return true;
    }

    /** Takes in what the other half says of its vote. */
    synchronized void meet(String key, UUID theirDisk, Vote theirs) throws IOException {
        looked = true;
        Vote mine = vote(key);
        if (freedom.isPresent()) {
            meetAfterSplit(key, freedom.get(), theirDisk, theirs);
            return;
        }
        if (theirs.version() <= mine.version()) {
            return;
        }
        if (theirs.isGivenTo(disk)) {
            put(key, new Vote(theirs.record(), Optional.empty()));
        } else if (mine.holds()) {
            log.atError()
                    .addKeyValue("key", key)
                    .addKeyValue("version", mine.version())
                    .addKeyValue("theirs", theirs.version())
                    .log("the other half went on by order while this one was away, or this disk is an old image:"
                            + " vote given up");
            put(key, new Vote(theirs.record(), theirs.heir().or(() -> Optional.of(theirDisk))));
        }
    }

    /**
     * Both may hold: the higher version counts, of equal ones the founder's. If the other one's reign is the later one, its
     * record is raised above that first, so that for both halves versions and reigns only grow. Who has to yield does so in
     * memory only, until it has handed over what it did alone: a half that dies before that is where it was.
     */
    private void meetAfterSplit(String key, Freedom rule, UUID theirDisk, Vote theirs) throws IOException {
        Vote mine = vote(key);
        if (mine.holds() && theirs.holds()) {
            boolean counts = mine.version() > theirs.version() || mine.version() == theirs.version() && founder;
            long epoch = epoch(rule, theirs);
            boolean later = epoch >= epoch(rule, mine);
            if (counts && later) {
                byte[] value = rule.above(mine.record().orElseThrow().value(), epoch);
                put(key, Vote.held(mine.version() + 1, value));
            } else if (!counts && later && theirs.version() > mine.version()) {
                giveWay(key, theirDisk, theirs);
            }
        } else if (theirs.version() > mine.version()) {
            meetNewer(key, theirDisk, theirs);
        }
    }

    private static long epoch(Freedom rule, Vote vote) {
        return rule.epoch(vote.record().orElseThrow().value());
    }

    private void meetNewer(String key, UUID theirDisk, Vote theirs) throws IOException {
        if (theirs.isGivenTo(disk)) {
            overruled.remove(key);
            put(key, new Vote(theirs.record(), Optional.empty()));
        } else if (vote(key).holds()) {
            giveWay(key, theirDisk, theirs);
        } else if (overruled.containsKey(key)) {
            votes.put(key, yielded(theirDisk, theirs));
        } else if (theirs.holds()) { // remembered, so that this half does not take an old record for the newest
            put(key, yielded(theirDisk, theirs));
        }
    }

    private static Vote yielded(UUID theirDisk, Vote theirs) {
        return new Vote(theirs.record(), theirs.heir().or(() -> Optional.of(theirDisk)));
    }

    private void giveWay(String key, UUID theirDisk, Vote theirs) {
        log.atWarn()
                .addKeyValue("key", key)
                .addKeyValue("version", vote(key).version())
                .addKeyValue("theirs", theirs.version())
                .log("the other half went on, too: its record is the higher one, and this half follows");
        overruled.put(key, vote(key));
        votes.put(key, yielded(theirDisk, theirs));
    }

    /** Whether this half went on alone, and has to hand over what it did before it can follow. */
    synchronized boolean overruled(String key) {
        return overruled.containsKey(key);
    }

    /** What this half did alone is with the other one, durably. */
    synchronized void united(String key) throws IOException {
        Vote own = overruled.remove(key);
        if (own != null) {
            put(key, vote(key));
        }
    }

    /** Answers the other half. */
    synchronized VoteReply answer(VoteRequest request) throws IOException {
        String key = request.key();
        meet(key, request.disk(), request.vote());
        VoteReply.Outcome outcome = VoteReply.Outcome.NOTHING;
        if (request.change().isPresent()) {
            outcome = changeFor(request, request.change().get());
        }
        return new VoteReply(outcome, disk, vote(key));
    }

    private VoteReply.Outcome changeFor(VoteRequest request, VoteRequest.Proposal change) throws IOException {
        Vote mine = vote(request.key());
        boolean founding = founder && mine.version() == 0 && request.vote().version() == 0;
        if (!mine.holds() && !founding) {
            return VoteReply.Outcome.NOT_HERE;
        }
        Optional<UUID> heir = stays(change.value()) ? Optional.empty() : Optional.of(request.disk());
        return change(request.key(), change, heir) ? VoteReply.Outcome.APPLIED : VoteReply.Outcome.CONFLICT;
    }

    /** Takes the vote without asking, since an administrator says that the other half is off and stays off. */
    synchronized void force(String key, byte[] value) throws IOException {
        put(key, Vote.held(vote(key).version() + JUMP, value));
    }

    private void put(String key, Vote next) throws IOException {
        if (!votes.containsKey(key) && votes.size() >= KEYS_MAX) {
            throw new IllegalArgumentException("more than " + KEYS_MAX + " keys");
        }
        Map<String, Vote> all = new TreeMap<>(votes);
        all.put(key, next);
        all.putAll(overruled);
        saving.save(all);
        votes.put(key, next);
    }
}
