package org.mmsys.client.core.store;

/**
 * A change the user made that the server does not know yet: replayed, by unique id, at whichever server answers next.
 *
 * @param number in the journal; 0 before it is in there
 * @param id of the message; empty for changes of folders
 * @param folder where it is at the server, or the folder itself
 * @param target folder to move to, new name, or flags as {@code +S}
 * @param attempts how often its answer may have been lost
 */
public record Pending(long number, Kind kind, String id, String folder, String target, int attempts) {
    /** What is to be done. */
    public enum Kind {
        MAKE,
        RENAME,
        DROP,
        MOVE,
        DELETE,
        FLAG,
        /** The message is on this disk only. */
        APPEND
    }

    /** One that is not in the journal yet. */
    public static Pending of(Kind kind, String id, String folder, String target) {
        return new Pending(0, kind, id, folder, target, 0);
    }

    Pending numbered(long n) {
        return new Pending(n, kind, id, folder, target, attempts);
    }

    /** The same, tried once more. */
    public Pending triedAgain() {
        return new Pending(number, kind, id, folder, target, attempts + 1);
    }

    /** The same on another folder, when that was renamed. */
    public Pending in(String otherFolder, String otherTarget) {
        return new Pending(number, kind, id, otherFolder, otherTarget, attempts);
    }
}
