package org.mmsys.core.queue;

import java.io.IOException;

/** The octets of a queued message are gone or changed: waiting will not bring them back. */
final class DamagedBodyException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedBodyException(String message) {
        super(message);
    }
}
