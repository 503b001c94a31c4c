package org.mmsys.core.route;

import org.mmsys.wire.address.EmailAddress;

/** Says where an address leads, from memory. Any thread; never waits. */
public interface Router {
    Route route(EmailAddress address);

    /** Whether this domain is one of the system's own. */
    boolean ownDomain(String domain);
}
