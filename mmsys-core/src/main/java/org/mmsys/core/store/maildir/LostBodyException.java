package org.mmsys.core.store.maildir;

import java.io.IOException;

/** The octets of a committed message are nowhere any more: waiting will not bring them back. */
final class LostBodyException extends IOException {
    private static final long serialVersionUID = 1;

    LostBodyException(String message) {
        super(message);
    }
}
