package org.mmsys.core.route;

import java.util.function.Consumer;
import org.mmsys.wire.address.EmailAddress;

/** Says where an address leads, from memory. Any thread; never waits. */
public interface Router {
    Route route(EmailAddress address);

    /**
     * The same, after other servers have been asked if need be; the answer comes once, on any thread, within 10 s.
     *
     * <p>Any thread; never waits.
     */
    void resolve(EmailAddress address, Consumer<Route> answer);

    /** Whether this domain is one of the system's own. */
    boolean ownDomain(String domain);
}
