package org.mmsys.replica.registry.lone;

import java.util.Optional;
import java.util.UUID;
import org.mmsys.replica.registry.Versioned;

/**
 * One record as one half has it on its disk.
 *
 * <p>Whoever has the vote may change the record, alone and at once; of the two halves one has it, or it is on its way.
 *
 * @param record the newest version this half had the vote for, or gave away with it; none if it never had it
 * @param heir the disk to which the vote was given together with this version; none: this half has it
 */
record Vote(Optional<Versioned> record, Optional<UUID> heir) {
    /** Never had it. */
    static final Vote NEVER = new Vote(Optional.empty(), Optional.empty());

    Vote {
        if (record.isEmpty() && heir.isPresent()) {
            throw new IllegalArgumentException("a vote for nothing was given to " + heir);
        }
    }

    static Vote held(long version, byte[] value) {
        return new Vote(Optional.of(new Versioned(version, value)), Optional.empty());
    }

    static Vote given(long version, byte[] value, UUID heir) {
        return new Vote(Optional.of(new Versioned(version, value)), Optional.of(heir));
    }

    /** Whether this half has it. */
    boolean holds() {
        return record.isPresent() && heir.isEmpty();
    }

    /** 0 if this half never had it. */
    long version() {
        return record.map(Versioned::version).orElse(0L);
    }

    /** Whether it was given to this disk. */
    boolean isGivenTo(UUID disk) {
        return heir.filter(disk::equals).isPresent();
    }
}
