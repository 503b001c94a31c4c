package org.mmsys.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.route.Members;

/** The addresses of the system itself, to which mail for the world outside must not go. Immutable. */
final class OwnAddresses {
    private final Set<InetAddress> own = new HashSet<>();

    /** Resolves names; main thread. */
    OwnAddresses(Members members, List<ListenerSpec> listeners) {
        listeners.forEach(listener -> own.add(listener.address().getAddress()));
        for (Members.Member member : members.all()) {
            try {
                own.addAll(Arrays.asList(InetAddress.getAllByName(member.host())));
            } catch (UnknownHostException unreachable) {
                // a node whose name cannot be resolved now is nobody's MX now either
            }
        }
    }

    /** Whether this is one of them. Any thread. */
    boolean has(InetAddress address) {
        return own.contains(address);
    }
}
