package org.mmsys.server;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.route.Members;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of the system itself, to which mail for the world outside must not go. Immutable. */
final class OwnAddresses {
    private static final Logger log = LoggerFactory.getLogger(OwnAddresses.class);

    private final Set<InetAddress> own = new HashSet<>();

    /** Resolves names and looks at the machine's interfaces; main thread. */
    OwnAddresses(Members members, List<ListenerSpec> listeners) {
        for (ListenerSpec listener : listeners) {
            InetAddress address = listener.address().getAddress();
            own.add(address);
            if (address.isAnyLocalAddress()) {
                addInterfaces();
            }
        }
        for (Members.Member member : members.all()) {
            try {
                own.addAll(Arrays.asList(InetAddress.getAllByName(member.host())));
            } catch (UnknownHostException unreachable) {
                // a node whose name cannot be resolved now is nobody's MX now either
            }
        }
    }

    /** A listener on all addresses has every one that the machine has when it starts. */
    private void addInterfaces() {
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(own::add);
        } catch (SocketException unknown) {
            log.atWarn().setCause(unknown).log("own addresses not known, an MX that names one is not noticed");
        }
    }

    /** Whether this is one of them. Any thread. */
    boolean has(InetAddress address) {
        return own.contains(address);
    }
}
