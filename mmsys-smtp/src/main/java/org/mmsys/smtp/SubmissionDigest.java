package org.mmsys.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.mmsys.core.journal.Sha256;

/**
 * Recognises a message that a client sends again because it never heard our 250: the same sender, recipients, client and
 * octets give the same digest. Not thread-safe.
 */
final class SubmissionDigest {
    private final MessageDigest running = Sha256.newDigest();

    SubmissionDigest(Envelope envelope) {
        text(envelope.sender().map(Object::toString).orElse(""));
        if (envelope.recipients().size() == 1) {
            text(envelope.recipients().get(0).address().toString());
        } else {
            envelope.recipients().stream()
                    .map(recipient -> recipient.address().toString())
                    .sorted()
                    .forEach(this::text);
        }
        text("");
        text(envelope.login().map(Object::toString).orElse(envelope.client().address()));
    }

    /** Takes octets as they were received, and leaves the buffer alone. */
    void add(ByteBuffer octets) {
        running.update(octets.duplicate());
    }

    /** Once, at the end. */
    Sha256 finish() {
        return Sha256.finish(running);
    }

    private void text(String part) {
        running.update(part.getBytes(StandardCharsets.UTF_8));
        running.update((byte) 0); // no part holds a NUL, so no two envelopes give the same octets
    }
}
