package org.mmsys.core.journal;

import java.io.IOException;

/** Octets that should be a journal entry are none: damaged, cut off, of a later version, or never ours. */
public final class CorruptEntryException extends IOException {
    private static final long serialVersionUID = 1;

    public CorruptEntryException(String message) {
        super(message);
    }

    public CorruptEntryException(String message, Throwable cause) {
        super(message, cause);
    }
}
