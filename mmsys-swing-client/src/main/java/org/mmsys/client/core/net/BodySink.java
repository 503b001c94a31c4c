package org.mmsys.client.core.net;

import java.io.IOException;

/** Takes a message as it comes. Called on the session's thread. */
@FunctionalInterface
public interface BodySink {
    /** @throws IOException if it cannot be kept: the session ends with it */
    void take(byte[] octets, int offset, int length) throws IOException;
}
