package org.mmsys.core.queue;

import java.util.Optional;

/** What became of one recipient in one attempt. */
public sealed interface Verdict {
    /**
     * The next server has taken it over.
     *
     * @param remote the name of that server
     * @param reply its reply
     * @param dsnObeyed whether it will send the reports the sender wishes (RFC 3461 §5.2.2), so that we must not
     */
    record Delivered(String remote, String reply, boolean dsnObeyed) implements Verdict {}

    /**
     * Not now.
     *
     * @param status enhanced status code, {@code 4.4.1} (RFC 3463)
     * @param remote the server that said so; empty when none could be reached
     * @param destinationDown whether the whole destination cannot be reached, so that other messages for it need not try
     */
    record Deferred(String status, String diagnostic, Optional<String> remote, boolean destinationDown)
            implements Verdict {}

    /** Never. */
    record Refused(String status, String diagnostic, Optional<String> remote) implements Verdict {}

    /** This server of the system is not the recipient's home: look again where it lives. */
    record NotHere(String server) implements Verdict {}
}
