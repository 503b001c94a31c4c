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
import org.mmsys.core.config.Key;
import org.mmsys.core.config.Mistake;
import org.mmsys.core.config.Settings;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.wire.address.EmailAddress;

/**
 * What this node is to be, checked as a whole: what no single key can know.
 *
 * @param domains the first is that of unqualified names; A-labels
 */
record ServerPlan(
        Settings settings,
        String server,
        Path data,
        List<String> domains,
        String hostname,
        List<ListenerSpec> listeners,
        Optional<InetSocketAddress> admin) {

    /** The plan, or nothing when mistakes were added to the list. */
    static Optional<ServerPlan> of(
            Settings settings, Map<String, String> families, List<String> protocols, List<Mistake> mistakes) {
        Check check = new Check(settings, mistakes);
        check.refuseWhatComesLater();
        List<ListenerSpec> listeners = check.listeners(families, protocols);
        List<String> domains = check.domains();
        Path data = settings.get(ServerKeys.DATA).orElse(Path.of(""));
        if (data.toString().isEmpty()) {
            check.wrong(ServerKeys.DATA, "", "a data directory is required");
        }
        check.tls();
        check.server();
        Optional<InetSocketAddress> admin = settings.get(ServerKeys.ADMIN);
        if (admin.isPresent() && !isLoopback(admin.get())) {
            check.wrong(ServerKeys.ADMIN, admin.get().toString(), "must be an address of loopback");
        }
        return mistakes.isEmpty()
                ? Optional.of(new ServerPlan(
                        settings, settings.get(ServerKeys.SERVER), data, domains, hostname(settings), listeners, admin))
                : Optional.empty();
    }

    /** Whether every listener is reachable from this machine only. */
    boolean onlyLoopback() {
        return listeners.stream().allMatch(listener -> isLoopback(listener.address()));
    }

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
        private static final String NOT_YET = "not yet: several servers come with the next version; leave it out";

        void wrong(Key<?> key, String value, String wanted) {
            mistakes.add(new Mistake("configuration", key.name(), value, wanted));
        }

        void refuseWhatComesLater() {
            settings.get(ServerKeys.NODE).ifPresent(value -> wrong(ServerKeys.NODE, value, NOT_YET));
            settings.get(ServerKeys.CLUSTER_DIR)
                    .ifPresent(value -> wrong(ServerKeys.CLUSTER_DIR, value.toString(), NOT_YET));
            settings.get(ServerKeys.REPLICA).ifPresent(value -> wrong(ServerKeys.REPLICA, value.toString(), NOT_YET));
            settings.get(ServerKeys.REGISTRY).ifPresent(value -> wrong(ServerKeys.REGISTRY, value.toString(), NOT_YET));
            if (settings.get(ServerKeys.WITNESS)) {
                wrong(ServerKeys.WITNESS, "yes", NOT_YET);
            }
            if (settings.get(ServerKeys.ROLE) == ServerKeys.Role.BACKUP) {
                wrong(ServerKeys.ROLE, "backup", NOT_YET);
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
                    .ifPresent(address -> listeners.add(new ListenerSpec(
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
            if (listeners.isEmpty() && mistakes.isEmpty()) {
                mistakes.add(new Mistake("configuration", "smtp", "", "at least one listener is required"));
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
