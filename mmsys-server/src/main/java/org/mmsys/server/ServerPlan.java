package org.mmsys.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mmsys.accounts.AccountKeys;
import org.mmsys.accounts.AccountSettings;
import org.mmsys.core.config.Key;
import org.mmsys.core.config.Mistake;
import org.mmsys.core.config.Settings;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;
import org.mmsys.smtp.SenderCheck;
import org.mmsys.smtp.SmtpKeys;
import org.mmsys.wire.address.EmailAddress;

/**
 * What this node is to be, checked as a whole: what no single key can know.
 *
 * @param self the name of this node
 * @param members all nodes of the system as configured, this one only if it was given
 * @param domains the first is that of unqualified names; A-labels
 */
record ServerPlan(
        Settings settings,
        NodeName self,
        Members members,
        Path data,
        List<String> domains,
        String hostname,
        List<ListenerSpec> listeners,
        Optional<InetSocketAddress> admin) {

    /** The plan, or nothing when mistakes were added to the list. */
    static Optional<ServerPlan> of(
            Settings settings, Map<String, String> families, List<String> protocols, List<Mistake> mistakes) {
        Check check = new Check(settings, mistakes);
        List<ListenerSpec> listeners = check.listeners(families, protocols);
        List<String> domains = check.domains();
        Path data = settings.get(ServerKeys.DATA).orElse(Path.of(""));
        if (data.toString().isEmpty()) {
            check.wrong(ServerKeys.DATA, "", "a data directory is required");
        }
        check.tls();
        check.server();
        Optional<NodeName> self = check.self();
        Members members = check.members(self, listeners);
        new RegistryCheck(settings, members, mistakes).run();
        check.accounts(domains);
        check.inPublic(listeners);
        Optional<InetSocketAddress> admin = settings.get(ServerKeys.ADMIN);
        if (admin.isPresent() && !isLoopback(admin.get())) {
            check.wrong(ServerKeys.ADMIN, admin.get().toString(), "must be an address of loopback");
        }
        return mistakes.isEmpty()
                ? Optional.of(new ServerPlan(
                        settings, self.orElseThrow(), members, data, domains, hostname(settings), listeners, admin))
                : Optional.empty();
    }

    /** The logical server this node belongs to. */
    String server() {
        return self.server();
    }

    /** What this node starts as: {@code primary} or {@code backup}. */
    String role() {
        return self.half().name().toLowerCase(Locale.ROOT);
    }

    /** Whether this node only votes in the registry. */
    boolean witness() {
        return self.half() == NodeName.Half.WITNESS;
    }

    /** The nodes that vote in the registry; none in a system that is too small for one. */
    List<NodeName> voters() {
        return RegistryCheck.voters(settings, members);
    }

    /** Whether this node is the backup of its server, which passes its clients on until the pair replicates. */
    boolean backup() {
        return self.half() == NodeName.Half.BACKUP;
    }

    /** The other half, if both keep the store: it and this node have an address for that. */
    Optional<Members.Member> partner() {
        NodeName.Half half = backup() ? NodeName.Half.PRIMARY : NodeName.Half.BACKUP;
        return members.find(new NodeName(server(), half))
                .filter(other -> other.ports().containsKey(Service.REPLICA)
                        && settings.get(ServerKeys.REPLICA).isPresent());
    }

    /** Whether this node is a half of a pair that has nobody else to decide for it. */
    boolean lonePair() {
        return RegistryCheck.lonePair(settings, members);
    }

    /** Whether a half of such a pair goes on alone when it does not hear the other one, and both may. */
    boolean available() {
        return lonePair()
                && settings.get(ServerKeys.PAIR_MODE)
                        .filter(RegistryCheck.AVAILABLE::equals)
                        .isPresent();
    }

    /** Where the certificate of this node is, if it is part of a system. */
    Optional<Path> clusterDirectory() {
        return settings.get(ServerKeys.CLUSTER_DIR);
    }

    /** Whether an address can be reached from this machine only. */
    private static boolean isLoopback(InetSocketAddress address) {
        return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    }

    private static String hostname(Settings settings) {
        return settings.get(ServerKeys.HOSTNAME).orElseGet(() -> {
            try {
                String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
                return EmailAddress.foldDomain(name).orElse("localhost");
            } catch (UnknownHostException nameless) {
                return "localhost";
            }
        });
    }

    /** Collects mistakes. */
    private record Check(Settings settings, List<Mistake> mistakes) {
        private static final NodeName NOBODY = new NodeName("nobody", NodeName.Half.PRIMARY);

        void wrong(Key<?> key, String value, String wanted) {
            mistakes.add(new Mistake("configuration", key.name(), value, wanted));
        }

        Optional<NodeName> self() {
            String server = settings.get(ServerKeys.SERVER);
            return NodeName.parse(server + "/" + NodeName.Half.PRIMARY.name().toLowerCase(Locale.ROOT))
                    .map(primary -> new NodeName(
                            server,
                            settings.get(ServerKeys.WITNESS)
                                    ? NodeName.Half.WITNESS
                                    : settings.get(ServerKeys.ROLE).half()));
        }

        Members members(Optional<NodeName> self, List<ListenerSpec> listeners) {
            List<Members.Member> all = NodeLines.read(ServerKeys.NODE.name(), settings.get(ServerKeys.NODE), mistakes);
            NodeName here = self.orElse(NOBODY);
            all.stream().filter(member -> member.name().equals(here)).forEach(member -> ownPorts(member, listeners));
            all.stream().filter(member -> !member.name().equals(here)).forEach(member -> notOurs(member, listeners));
            boolean others = all.stream().anyMatch(member -> !member.name().equals(here));
            if (others && settings.get(ServerKeys.CLUSTER_DIR).isEmpty()) {
                wrong(
                        ServerKeys.CLUSTER_DIR,
                        "",
                        "is required when there are other nodes: make one certificate for each"
                                + " node with mmsysctl cluster init DIR --node …, then give this node its directory");
            }
            if (here.half() == NodeName.Half.BACKUP
                    && all.stream()
                            .noneMatch(member ->
                                    member.name().equals(new NodeName(here.server(), NodeName.Half.PRIMARY)))) {
                wrong(
                        ServerKeys.ROLE,
                        "backup",
                        "needs its primary among the nodes: --node " + here.server() + "/primary=HOST,smtp=PORT,…");
            }
            return new Members(here, all);
        }

        /** What others are told of us must be what we do. */
        private void ownPorts(Members.Member member, List<ListenerSpec> listeners) {
            member.ports().forEach((service, port) -> {
                String name = NodeLines.word(service);
                List<Integer> ours = listeners.stream()
                        .filter(listener -> listener.name().equals(name))
                        .map(listener -> listener.address().getPort())
                        .toList();
                boolean later = service == Service.REPLICA || service == Service.REGISTRY;
                if (!later && !ours.contains(port) && !ours.contains(0)) {
                    wrong(
                            ServerKeys.NODE,
                            NodeLines.written(member),
                            "is this node, but " + name
                                    + (ours.isEmpty() ? " is off here" : " listens at port " + ours.get(0) + " here"));
                }
            });
        }

        private void notOurs(Members.Member member, List<ListenerSpec> listeners) {
            for (ListenerSpec listener : listeners) {
                InetSocketAddress ours = listener.address();
                boolean same = member.ports().containsValue(ours.getPort())
                        && !ours.isUnresolved()
                        && (member.host().equals(ours.getHostString())
                                || member.host().equals(ours.getAddress().getHostAddress()));
                if (same) {
                    wrong(
                            ServerKeys.NODE,
                            NodeLines.written(member),
                            "has the address of our own listener " + listener.name());
                }
            }
        }

        void server() {
            String server = settings.get(ServerKeys.SERVER);
            if (!server.matches("[a-z0-9][a-z0-9-]{0,31}")) {
                wrong(ServerKeys.SERVER, server, "must be letters, digits and hyphens, 32 at most, in lower case");
            }
            settings.get(ServerKeys.HOSTNAME)
                    .filter(name -> EmailAddress.foldDomain(name).isEmpty() || name.startsWith("["))
                    .ifPresent(name -> wrong(ServerKeys.HOSTNAME, name, "must be a domain name"));
        }

        void tls() {
            if (settings.get(ServerKeys.TLS_CERTIFICATE).isPresent()
                    != settings.get(ServerKeys.TLS_KEY).isPresent()) {
                wrong(ServerKeys.TLS_CERTIFICATE, "", "tls.certificate and tls.key must be given together");
            }
        }

        void accounts(List<String> domains) {
            try {
                AccountSettings.from(settings, settings.get(ServerKeys.SERVER), domains);
            } catch (IllegalArgumentException unusable) {
                mistakes.add(new Mistake("configuration", "postmaster", "", String.valueOf(unusable.getMessage())));
            }
        }

        /** What is convenient on one machine is refused where strangers can connect. */
        void inPublic(List<ListenerSpec> listeners) {
            boolean mail = listeners.stream()
                    .anyMatch(listener -> listener.protocol().equals("smtp") && !isLoopback(listener.address()));
            if (mail && settings.get(AccountKeys.POSTMASTER).isEmpty()) {
                wrong(AccountKeys.POSTMASTER, "", "an account is required when SMTP is reachable from other machines");
            }
            boolean anyName = settings.get(SmtpKeys.SENDER_CHECK) == SenderCheck.USERNAME
                    && !settings.get(SmtpKeys.SENDER_CHECK_ALLOW_PUBLIC);
            if (mail && anyName) {
                wrong(
                        SmtpKeys.SENDER_CHECK,
                        "username",
                        "lets anybody who can connect send under any name of ours: use authenticated, listen on loopback"
                                + " only, or say smtp.sender-check.allow-public = yes");
            }
        }

        List<String> domains() {
            List<String> domains = new ArrayList<>();
            for (String domain : settings.get(ServerKeys.DOMAIN)) {
                Optional<String> folded = EmailAddress.foldDomain(domain).filter(name -> !name.startsWith("["));
                folded.ifPresentOrElse(domains::add, () -> wrong(ServerKeys.DOMAIN, domain, "must be a domain name"));
            }
            if (domains.isEmpty()) {
                wrong(ServerKeys.DOMAIN, "", "at least one domain is required");
            }
            return domains;
        }

        List<ListenerSpec> listeners(Map<String, String> families, List<String> protocols) {
            List<ListenerSpec> listeners = new ArrayList<>();
            ServerKeys.LISTENERS.forEach((key, protocol) -> settings.get(key)
                    .forEach(address -> listeners.add(new ListenerSpec(
                            key.name(),
                            protocol,
                            resolved(key, address),
                            key.name().endsWith("s") && !key.name().equals("accounts")))));
            Map<String, Map<String, String>> own = new LinkedHashMap<>();
            families.forEach((key, value) -> {
                String[] part = key.split("\\.", -1);
                own.computeIfAbsent(part[1], name -> new LinkedHashMap<>()).put(part[2], value);
            });
            own.forEach((name, keys) -> ofFamily(name, keys, protocols).ifPresent(listeners::add));
            boolean witness = settings.get(ServerKeys.WITNESS);
            if (listeners.isEmpty() && mistakes.isEmpty() && !witness) {
                mistakes.add(new Mistake("configuration", "smtp", "", "at least one listener is required"));
            }
            if (witness && !listeners.isEmpty()) {
                wrong(
                        ServerKeys.WITNESS,
                        "yes",
                        "holds no mail: it has no listener " + listeners.get(0).name());
            }
            return listeners;
        }

        private Optional<ListenerSpec> ofFamily(String name, Map<String, String> keys, List<String> protocols) {
            String prefix = "listener." + name + ".";
            String protocol = keys.getOrDefault("protocol", "");
            if (!protocols.contains(protocol)) {
                mistakes.add(
                        new Mistake("configuration", prefix + "protocol", protocol, "must be one of " + protocols));
            }
            Key<Optional<InetSocketAddress>> address = Key.address(prefix + "address", "");
            Key<Boolean> tls = Key.flag(prefix + "tls", false, "");
            try {
                Optional<InetSocketAddress> where = address.parse(keys.getOrDefault("address", ""));
                boolean implicitTls = tls.parse(keys.getOrDefault("tls", "no"));
                if (where.isPresent()) {
                    return Optional.of(new ListenerSpec(name, protocol, resolved(address, where.get()), implicitTls));
                }
                wrong(address, "", "must be " + address.allowed());
            } catch (IllegalArgumentException notAllowed) {
                mistakes.add(
                        new Mistake("configuration", prefix + "address or tls", keys.toString(), address.allowed()));
            }
            return Optional.empty();
        }

        private InetSocketAddress resolved(Key<?> key, InetSocketAddress address) {
            if (address.isUnresolved()) {
                wrong(key, address.toString(), "the host name cannot be resolved");
            }
            return address;
        }
    }
}
