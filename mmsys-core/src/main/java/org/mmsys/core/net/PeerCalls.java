package org.mmsys.core.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.ClusterView;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.Members.Member;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/**
 * Calls the other servers of a system: over the connector, to the node the cluster view suggests.
 *
 * <p>A node counts as well as soon as TLS has proved who it is, and as failing when it is gone or silent before that. When
 * all nodes of a server keep failing, callers are told at once. Thread-safe.
 */
public final class PeerCalls implements Peers {
    private static final Duration CONNECT_TIME = Duration.ofSeconds(2);
    private static final int LINE_LIMIT = 16 * 1024;

    private final Connector connector;
    private final ClusterView view;
    private final Members members;

    /** Calls of the members, each at its address for the service. */
    public PeerCalls(Connector connector, ClusterView view, Members members) {
        this.connector = connector;
        this.view = view;
        this.members = members;
    }

    @Override
    public String introduction(Optional<Client> client) {
        return Introduction.of(client, "").line();
    }

    @Override
    public void call(String server, Service service, Supplier<Dialogue<?, ?>> dialogue, Consumer<String> unreachable) {
        if (members.of(server).isEmpty()) {
            unreachable.accept("no server " + server + " is configured");
            return;
        }
        tryNext(view.candidates(server, service).iterator(), service, dialogue, unreachable, server + " keeps failing");
    }

    @Override
    public void failed(String server, Service service, String why) {
        view.failed(server, service, why);
    }

    private void tryNext(
            Iterator<Member> candidates,
            Service service,
            Supplier<Dialogue<?, ?>> dialogue,
            Consumer<String> unreachable,
            String lastTrouble) {
        while (candidates.hasNext()) {
            Member member = candidates.next();
            if (view.admit(member.name(), service)) {
                Consumer<String> failed = why -> {
                    view.failed(member.name(), service, why);
                    tryNext(candidates, service, dialogue, unreachable, why);
                };
                connector.connect(dial(member, service), watched(dialogue.get(), member.name(), service), failed);
                return;
            }
        }
        unreachable.accept(lastTrouble);
    }

    private static Dial dial(Member member, Service service) {
        int port = Optional.ofNullable(member.ports().get(service)).orElse(0);
        return new Dial(
                InetSocketAddress.createUnresolved(member.host(), port),
                "peer-" + service.name().toLowerCase(Locale.ROOT),
                CONNECT_TIME,
                LINE_LIMIT,
                new Dial.Security.Node(member.name().toString()));
    }

    private <Q, A> Dialogue<Q, A> watched(Dialogue<Q, A> dialogue, NodeName node, Service service) {
        return new Dialogue<>(new Watched<>(dialogue.machine(), node, service), dialogue.performer());
    }

    /** Tells the view what becomes of a call until the node has proved who it is. */
    private final class Watched<Q, A> implements SessionMachine<Q, A> {
        private final SessionMachine<Q, A> machine;
        private final NodeName node;
        private final Service service;
        private boolean settled;

        Watched(SessionMachine<Q, A> machine, NodeName node, Service service) {
            this.machine = machine;
            this.node = node;
            this.service = service;
        }

        @Override
        public Step<Q> on(Input<A> input) {
            if (!settled) {
                settled = true;
                if (input instanceof Input.TlsReady<A>) {
                    view.succeeded(node, service);
                } else if (input instanceof Input.PeerClosed<A>) {
                    view.failed(node, service, "connection lost before TLS");
                } else if (input instanceof Input.TimedOut<A>) {
                    view.failed(node, service, "silent before TLS");
                } else {
                    settled = false;
                }
            }
            return machine.on(input);
        }
    }
}
