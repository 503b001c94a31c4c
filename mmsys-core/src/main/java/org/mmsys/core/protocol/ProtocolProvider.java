package org.mmsys.core.protocol;

import java.util.List;
import org.mmsys.core.config.Key;

/**
 * Brings a protocol into the house; found by {@link java.util.ServiceLoader}.
 *
 * <p>A {@code listener.<name>.protocol=<id>} key makes it a listener. Called once for each listener at start, on the
 * main thread.
 */
public interface ProtocolProvider {
    /** The name listeners use, for example {@code smtp}. */
    String id();

    /** The settings this protocol reads; they become command line options and are checked at start. */
    List<Key<?>> keys();

    /** The protocol for one listener. */
    Protocol<?, ?> create(HouseContext house, ListenerSpec listener);
}
