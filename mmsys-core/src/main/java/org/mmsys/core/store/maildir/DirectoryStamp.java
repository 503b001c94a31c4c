package org.mmsys.core.store.maildir;

/**
 * What a directory's modification time was after our own last change, so that a change by another program shows.
 *
 * <p>Guarded by its mailbox's monitor. A change by others within the same clock tick as ours, right after it, stays unseen
 * until the next change or the scrubber's pass.
 */
final class DirectoryStamp {
    /** The directory is not there. */
    static final long ABSENT = Long.MIN_VALUE + 1;

    /** Has to be listed before anything is believed. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private long seen = UNKNOWN;
    private long firstBefore = UNKNOWN;
    private boolean touched;
    private boolean broken;
    private boolean absolute;

    /** We are about to change the directory, whose time is this now. */
    void before(long modified) {
        if (!touched) {
            touched = true;
            firstBefore = modified;
            if (seen == UNKNOWN && !broken) {
                seen = modified; // nothing loaded yet: whether it fits is found out when the index is
            }
        }
        if (modified != seen) {
            forget();
        }
    }

    /** We have changed it. */
    void after(long modified) {
        if (!broken) {
            seen = modified;
        }
    }

    /** Somebody else has changed it: must be listed. */
    void forget() {
        broken = true;
        seen = UNKNOWN;
    }

    /** It is about to be listed and has this time; what is known from here on is known. */
    void set(long modified) {
        seen = modified;
        broken = false;
        touched = true;
        absolute = true;
    }

    /** What the index file says, below what was done since. */
    void base(long modified) {
        if (!touched) {
            seen = modified;
            broken = modified == UNKNOWN;
        } else if (!absolute && (modified == UNKNOWN || firstBefore != modified)) {
            forget();
        }
    }

    boolean is(long modified) {
        return seen != UNKNOWN && seen == modified;
    }

    long seen() {
        return seen;
    }

    boolean touched() {
        return touched;
    }

    /** Which time the index file must know for {@link #seen} to follow from it; {@link #UNKNOWN} if any will do. */
    long requires() {
        return absolute ? UNKNOWN : firstBefore;
    }

    boolean absolute() {
        return absolute;
    }

    /** All is written to the index file. */
    void flushed() {
        touched = false;
        absolute = false;
        firstBefore = UNKNOWN;
    }
}
