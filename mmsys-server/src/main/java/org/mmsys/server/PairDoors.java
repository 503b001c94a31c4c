package org.mmsys.server;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.mmsys.core.net.Guests;
import org.mmsys.core.net.Host;
import org.mmsys.core.net.ProxyHeader;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.relay.BackupRelay;
import org.mmsys.server.metrics.MeasuredProtocol;

/**
 * The listeners of a half of a pair, open from the start whatever its role: each connection goes to the half that serves, here
 * or there, and waits while nobody does. Thread-safe.
 */
final class PairDoors {
    private final Foundation base;
    private final RoleSwitch roles;
    private final BackupRelay relay;
    private final Map<ListenerSpec, InetSocketAddress> bound = new ConcurrentHashMap<>();

    /**
     * Doors that are closed yet.
     *
     * @param servingHalf who serves now, as far as is known; asked for each connection, must not wait
     * @param pairKey proves to the other half whom its connections come from
     */
    PairDoors(Foundation base, RoleSwitch roles, Supplier<Optional<NodeName>> servingHalf, byte[] pairKey) {
        this.base = base;
        this.roles = roles;
        this.relay = new BackupRelay(
                base.plan().self(),
                base.net().connector(),
                (client, local) -> ProxyHeader.relayed(client, local, pairKey, base.clock(), base.random()),
                () -> servingHalf.get().flatMap(base.plan().members()::find),
                System::nanoTime);
    }

    /** Opens all; exit 2 when an address is held. */
    void open(Doors doors) throws StartFailure {
        for (ListenerSpec listener : base.plan().listeners()) {
            Host away = new Host(
                    MeasuredProtocol.of(relay.of(listener, () -> here(listener)), listener.name(), base.metrics()),
                    false,
                    new Guests());
            int port = doors.open(listener, () -> roles.host(listener, away));
            bound.put(listener, Doors.reachable(listener.address().getAddress(), port));
        }
    }

    /** Where this node has the listener itself, while it serves. */
    private Optional<InetSocketAddress> here(ListenerSpec listener) {
        return roles.serving().flatMap(half -> Optional.ofNullable(bound.get(listener)));
    }
}
