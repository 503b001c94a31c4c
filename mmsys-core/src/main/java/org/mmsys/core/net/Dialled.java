package org.mmsys.core.net;

import java.util.concurrent.atomic.AtomicBoolean;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.SessionMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dialogue of ours as the driver sees it: a protocol for one session.
 *
 * <p>Its performer is closed once: by the driver that took it, or by {@link #abandon}. Thread-safe.
 */
final class Dialled<Q, A> implements Protocol<Q, A> {
    private static final Logger LOG = LoggerFactory.getLogger(Dialled.class);

    private final Dialogue<Q, A> dialogue;
    private final int lineLimit;
    private final AtomicBoolean taken = new AtomicBoolean();

    Dialled(Dialogue<Q, A> dialogue, int lineLimit) {
        this.dialogue = dialogue;
        this.lineLimit = lineLimit;
    }

    @Override
    public int lineLimit() {
        return lineLimit;
    }

    /** Nothing is said to a server when we are short of workers. */
    @Override
    public String turnedAway(TurnedAway why) {
        return "";
    }

    @Override
    public SessionMachine<Q, A> machine(Client client) {
        return dialogue.machine();
    }

    @Override
    public Performer<Q, A> performer(Client client) {
        taken.set(true);
        return dialogue.performer();
    }

    /** The dialogue will not go on: closes the performer unless a driver sees to that. */
    void abandon() {
        if (taken.compareAndSet(false, true)) {
            try {
                dialogue.performer().closed();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("performer of a dialogue failed to close");
            }
        }
    }
}
