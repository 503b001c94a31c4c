package org.mmsys.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mmsys.core.config.Key;
import org.mmsys.core.config.Placed;
import org.mmsys.core.route.NodeName;

/** The settings of the node itself; protocols bring their own. */
final class ServerKeys {
    static final Key<String> SERVER = Key.text("server", "s1", "Which logical server this node belongs to.");
    static final Key<Role> ROLE = Key.choice("role", Role.class, Role.PRIMARY, "Which half of its pair it starts as.");
    static final Key<Optional<Path>> DATA =
            Key.file("data", "Its data directory; created with mode 0700, refused if another node's. Required.");
    static final Key<List<String>> DOMAIN = Key.list(
            "domain",
            "localhost.localdomain",
            "Mail domains, separated by commas; the first is that of unqualified names.");
    static final Key<Optional<String>> HOSTNAME = Key.optionalText(
            "hostname", "What the node calls itself in greeting, EHLO and Received; the machine's name when not set.");
    static final Key<Optional<Path>> TLS_CERTIFICATE = Key.file(
            "tls.certificate",
            "PEM file with the certificate chain; without it a self-signed one is made in the data directory.");
    static final Key<Optional<Path>> TLS_KEY = Key.file("tls.key", "PEM file with the private key of tls.certificate.");
    static final Key<Boolean> WITNESS = Key.flag(
            "witness",
            false,
            "Only votes in the registry and holds no mail; its name is SERVER/witness, and it needs cluster.dir, registry"
                    + " and the node lines of all.");
    static final Key<Optional<Path>> CLUSTER_DIR = Key.file(
            "cluster.dir",
            "Directory with this node's own certificate and the system's CA, as mmsysctl cluster init makes it; required"
                    + " when there are other nodes.");
    static final Key<List<Placed>> NODE = Key.repeated(
            "node",
            NodeLines.FORM,
            "Host and ports of one node of the system; given once for each, primaries and backups, this one included or"
                    + " not.");
    static final Key<Optional<InetSocketAddress>> REPLICA = Key.address(
            "replica",
            "Where the other half connects to; with its --node line, which names such an address too, both keep the"
                    + " same store.");
    static final Key<Boolean> ACCEPT_SINGLE_COPY = Key.flag(
            "pair.accept-single-copy",
            false,
            "When the other half is short of space: go on alone, with one copy, instead of refusing new mail with 452.");
    static final Key<Long> RESYNC_RATE = Key.size(
            "resync.rate", "0", "How much a second is copied to the other half when its disk is filled; 0: no limit.");
    static final Key<Optional<InetSocketAddress>> REGISTRY = Key.address(
            "registry", "Where this node listens as a voter of the registry, which says who is a pair's primary.");
    static final Key<List<String>> REGISTRY_VOTERS = Key.list(
            "registry.voters",
            "",
            "Which nodes vote, the same on all nodes: an odd number from three to seven. Not set: of the nodes with a registry"
                    + " port witnesses and backups first, then primaries, by name, up to five.");
    static final Key<Optional<String>> PAIR_MODE = Key.optionalText(
            "pair.mode",
            "For a pair that has no witness and is alone in its system, which must choose; consistent: when the backup dies new"
                    + " mail waits for it or for mmsysctl force-solo; available: either half goes on alone when it does not"
                    + " hear the other, both do when the cable is cut, and what both did is united when they meet.");
    static final Key<List<InetSocketAddress>> PAIR_REFERENCE = Key.addresses(
            "pair.reference",
            "Only with pair.mode = available: a half goes on alone only while one of these addresses takes a connection,"
                    + " such as the router and the name server. Not set: whenever it does not hear the other half.");
    static final Key<Optional<InetSocketAddress>> ADMIN =
            Key.address("admin", "Admin HTTP: health and status, on loopback; the token is in DATA/admin.token.");
    static final Key<Optional<Long>> DISK_RESERVE = Key.optionalSize(
            "disk.reserve",
            "Free space below which new mail is refused with 452; not set: the larger of 256MB and the smaller of 2% and 5GB.");
    static final Key<Duration> CHECKPOINT_INTERVAL = Key.duration(
            "journal.checkpoint-interval", "20s", "How often the Maildir is synced and the journal cut off behind it.");
    static final Key<Long> SCRUB_RATE =
            Key.size("scrub.rate", "20MB", "How much stored mail is read again a second to verify its checksums.");
    static final Key<Duration> DRAIN_TIME =
            Key.duration("drain-time", "10s", "How long running transactions may take after SIGTERM.");

    /** Listeners every operator knows, with the protocol each speaks. */
    static final Map<Key<List<InetSocketAddress>>, String> LISTENERS = listeners();

    /** {@code listener.<name>.protocol}, {@code .address} and {@code .tls}: listeners of any protocol. */
    static final Pattern LISTENER_FAMILY = Pattern.compile("listener\\.[a-z0-9-]{1,32}\\.(protocol|address|tls)");

    private ServerKeys() {}

    /** The half of a pair a node starts as. */
    enum Role {
        PRIMARY,
        BACKUP;

        NodeName.Half half() {
            return this == PRIMARY ? NodeName.Half.PRIMARY : NodeName.Half.BACKUP;
        }
    }

    static List<Key<?>> all() {
        Stream<Key<?>> own = Stream.of(
                SERVER,
                ROLE,
                DATA,
                DOMAIN,
                HOSTNAME,
                TLS_CERTIFICATE,
                TLS_KEY,
                WITNESS,
                CLUSTER_DIR,
                NODE,
                REPLICA,
                ACCEPT_SINGLE_COPY,
                RESYNC_RATE,
                REGISTRY,
                REGISTRY_VOTERS,
                PAIR_MODE,
                PAIR_REFERENCE,
                ADMIN,
                DISK_RESERVE,
                CHECKPOINT_INTERVAL,
                SCRUB_RATE,
                DRAIN_TIME);
        return Stream.concat(own, LISTENERS.keySet().stream()).toList();
    }

    private static Map<Key<List<InetSocketAddress>>, String> listeners() {
        Map<Key<List<InetSocketAddress>>, String> listeners = new LinkedHashMap<>();
        listeners.put(Key.addresses("smtp", "SMTP from other servers and classic clients."), "smtp");
        listeners.put(Key.addresses("submission", "SMTP submission by users (RFC 6409)."), "smtp");
        listeners.put(Key.addresses("smtps", "Submission with implicit TLS (RFC 8314)."), "smtp");
        listeners.put(Key.addresses("pop3", "POP3 (RFC 1939)."), "pop3");
        listeners.put(Key.addresses("pop3s", "POP3 with implicit TLS (RFC 8314)."), "pop3");
        listeners.put(Key.addresses("accounts", "The account protocol."), "accounts");
        return listeners;
    }
}
