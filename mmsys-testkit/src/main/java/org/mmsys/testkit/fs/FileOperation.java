package org.mmsys.testkit.fs;

/**
 * One change of the disk that a program asked for.
 *
 * @param path below the root of the {@link FaultyFileSystem}, with {@code /}; empty for the root itself. Of a rename or a
 *     link it is the new name
 */
public record FileOperation(Kind kind, String path) {
    /** What is done. A force of a directory is a {@link #FORCE} as well. */
    public enum Kind {
        CREATE,
        WRITE,
        FORCE,
        RENAME,
        LINK,
        DELETE,
        TRUNCATE,
        MKDIR
    }

    /** Whether it is of that kind and its path contains the text. */
    public boolean is(Kind wanted, String pathPart) {
        return kind == wanted && path.contains(pathPart);
    }
}
