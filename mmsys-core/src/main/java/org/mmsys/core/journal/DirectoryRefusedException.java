package org.mmsys.core.journal;

import java.io.IOException;

/** The data directory is in use, or belongs to another node, or is no complete one: the process ends with exit 2. */
public final class DirectoryRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    public DirectoryRefusedException(String message) {
        super(message);
    }

    public DirectoryRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
