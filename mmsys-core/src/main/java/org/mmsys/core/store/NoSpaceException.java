package org.mmsys.core.store;

import java.io.IOException;

/** The disk, or what may be used of it, is full: 452, nothing worse. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1;

    public NoSpaceException(String message) {
        super(message);
    }

    public NoSpaceException(String message, Throwable cause) {
        super(message, cause);
    }
}
