package org.mmsys.replica.relay;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.Members.Member;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;

/**
 * A half that does not serve: for each of its mail listeners, the protocol that passes connections on to the half that does.
 *
 * <p>Immutable; any thread.
 */
public final class BackupRelay {
    private static final Set<Service> RELAYED =
            Set.of(Service.SMTP, Service.SUBMISSION, Service.SMTPS, Service.POP3, Service.POP3S, Service.ACCOUNTS);

    private final NodeName self;
    private final Connector connector;
    private final RelayHeader header;
    private final Supplier<Optional<Member>> serving;
    private final LongSupplier nanoTime;

    /**
     * A listener of a backup.
     *
     * @param listener as it is to be opened: never with implicit TLS, which passes through
     */
    public record Relayed(ListenerSpec listener, RelayProtocol protocol) {}

    /**
     * A relay for this node.
     *
     * @param serving the half that serves now; asked for each call, must not wait. Ourselves counts as nobody
     * @param nanoTime the monotonic clock, {@code System::nanoTime}
     */
    public BackupRelay(
            NodeName self,
            Connector connector,
            RelayHeader header,
            Supplier<Optional<Member>> serving,
            LongSupplier nanoTime) {
        this.self = self;
        this.connector = connector;
        this.header = header;
        this.serving = serving;
        this.nanoTime = nanoTime;
    }

    /** The half that serves as long as nothing but the configuration decides: the primary. */
    public static Supplier<Optional<Member>> primaryOf(Members members, NodeName self) {
        return () -> members.find(new NodeName(self.server(), NodeName.Half.PRIMARY));
    }

    /** What to open for these listeners; those that carry no mail are left out. */
    public List<Relayed> of(List<ListenerSpec> listeners) {
        return listeners.stream()
                .flatMap(listener -> service(listener).stream().map(service -> relayed(listener, service)))
                .toList();
    }

    /**
     * What a listener of a node speaks that may come to serve, as long as it does not. Who waits when it begins to is joined
     * with its own listener; so are connections that are no mail, which the other half could not be told of.
     *
     * @param here where this node has the listener itself, while it serves; must not wait
     */
    public RelayProtocol of(ListenerSpec listener, Supplier<Optional<InetSocketAddress>> here) {
        Optional<Service> service = service(listener);
        return new RelayProtocol(
                listener,
                connector,
                header,
                () -> here.get().or(() -> service.flatMap(this::address)),
                Optional.of(here),
                nanoTime);
    }

    private Relayed relayed(ListenerSpec listener, Service service) {
        ListenerSpec plain = new ListenerSpec(listener.name(), listener.protocol(), listener.address(), false);
        return new Relayed(
                plain,
                new RelayProtocol(listener, connector, header, () -> address(service), Optional.empty(), nanoTime));
    }

    private Optional<InetSocketAddress> address(Service service) {
        return serving.get()
                .filter(member -> !member.name().equals(self))
                .flatMap(member -> Optional.ofNullable(member.ports().get(service))
                        .map(port -> InetSocketAddress.createUnresolved(member.host(), port)));
    }

    private static Optional<Service> service(ListenerSpec listener) {
        return RELAYED.stream()
                .filter(service -> service.name().toLowerCase(Locale.ROOT).equals(listener.name()))
                .findAny();
    }
}
