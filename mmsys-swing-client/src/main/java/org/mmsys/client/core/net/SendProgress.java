package org.mmsys.client.core.net;

/** Hears how much of a body has left. Called on the session's thread. */
@FunctionalInterface
public interface SendProgress {
    void sent(int octets);
}
