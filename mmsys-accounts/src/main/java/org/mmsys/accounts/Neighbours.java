package org.mmsys.accounts;

import java.util.List;
import java.util.function.LongSupplier;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.RemoteVerify;

/**
 * The other servers, and what is known of their accounts.
 *
 * @param homes recovered already, or about to be; given to the journal like the {@link AccountStore}
 * @param reservations the same
 * @param nanoTime the monotonic clock, {@code System::nanoTime}
 */
public record Neighbours(
        Members members,
        Peers peers,
        RemoteVerify verify,
        HomeMap homes,
        Reservations reservations,
        LongSupplier nanoTime) {
    /** The names of the other servers. */
    List<String> others() {
        return members.others();
    }

    String self() {
        return members.self().server();
    }
}
