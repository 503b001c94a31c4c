package org.mmsys.server;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmsys.core.config.Mistake;
import org.mmsys.core.config.Placed;
import org.mmsys.core.route.Members.Member;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;

/**
 * Reads the addresses of the nodes of the system; finds all mistakes at once. Nothing is resolved or connected to here.
 *
 * <pre>
 * node    = name "/" ( "primary" / "backup" / "witness" ) "=" host 1*( "," service "=" port )
 * host    = a name, an IPv4 address, or an IPv6 address in brackets
 * service = "smtp" / "submission" / "smtps" / "pop3" / "pop3s" / "accounts" / "replica" / "registry"
 * </pre>
 */
public final class NodeLines {
    /** The form of one node, for messages and help. */
    public static final String FORM = "NAME/primary|backup|witness=HOST,SERVICE=PORT,…";

    private static final Pattern NAMED = Pattern.compile("([^=,]*)=(\\[[^\\]]*]|[^,]*)(?:,(.*))?");
    private static final Pattern HOST = Pattern.compile(
            "\\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[0-9A-Za-z]+)?]|[0-9A-Za-z_]([0-9A-Za-z._-]*[0-9A-Za-z])?");
    private static final int NODES_MAX = 256;

    private final String key;
    private final List<Mistake> mistakes;
    private final Map<NodeName, String> seen = new HashMap<>();
    private final Map<String, String> addresses = new HashMap<>();

    private NodeLines(String key, List<Mistake> mistakes) {
        this.key = key;
        this.mistakes = mistakes;
    }

    /**
     * The nodes in the order in which they were given.
     *
     * @param key the name of the setting they come from, for the mistakes
     * @param mistakes gets what is wrong, each with the place where it stands
     */
    public static List<Member> read(String key, List<Placed> lines, List<Mistake> mistakes) {
        NodeLines reader = new NodeLines(key, mistakes);
        List<Member> members = new ArrayList<>();
        if (lines.size() > NODES_MAX) {
            mistakes.add(new Mistake(lines.get(NODES_MAX).where(), key, "", "more than " + NODES_MAX + " nodes"));
            return members;
        }
        lines.forEach(line -> reader.member(line).ifPresent(members::add));
        return members;
    }

    /** A node as it is written on a command line; what {@link #read} reads. */
    public static String written(Member member) {
        StringBuilder line = new StringBuilder(member.name() + "=" + inUrl(member.host()));
        for (Service service : Service.values()) {
            Optional.ofNullable(member.ports().get(service))
                    .ifPresent(port ->
                            line.append(',').append(word(service)).append('=').append(port));
        }
        return line.toString();
    }

    /** The word for a service in options and files. */
    static String word(Service service) {
        return service.name().toLowerCase(Locale.ROOT);
    }

    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private Optional<Member> member(Placed line) {
        Matcher matcher = NAMED.matcher(line.value().strip());
        if (!matcher.matches()) {
            return wrong(line, "must be " + FORM);
        }
        int before = mistakes.size();
        Optional<NodeName> name = NodeName.parse(matcher.group(1).strip());
        if (name.isEmpty()) {
            wrong(line, "must begin with NAME/primary, NAME/backup or NAME/witness, the name in small letters");
        }
        String host = matcher.group(2).strip();
        if (!HOST.matcher(host).matches()) {
            wrong(line, "the host must be a name, an IPv4 address, or an IPv6 address in brackets");
        }
        Map<Service, Integer> ports =
                ports(line, Optional.ofNullable(matcher.group(3)).orElse(""));
        if (name.isEmpty() || mistakes.size() > before) {
            return Optional.empty();
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        Member member = new Member(name.get(), bare.toLowerCase(Locale.ROOT), ports);
        checkAlone(line, member);
        checkAgainstOthers(line, member);
        return mistakes.size() > before ? Optional.empty() : Optional.of(member);
    }

    private Map<Service, Integer> ports(Placed line, String text) {
        Map<Service, Integer> ports = new EnumMap<>(Service.class);
        if (text.isBlank()) {
            wrong(line, "at least one port is required, for example smtp=2501");
            return ports;
        }
        for (String part : text.split(",", -1)) {
            String[] pair = part.strip().split("=", 2);
            Optional<Service> service = service(pair[0].strip());
            int port = pair.length == 2 ? port(pair[1].strip()) : 0;
            if (service.isEmpty()) {
                wrong(line, "unknown service " + pair[0].strip() + "; there are " + services());
            } else if (port == 0) {
                wrong(line, word(service.get()) + " must be followed by = and a port from 1 to 65535");
            } else if (ports.put(service.get(), port) != null) {
                wrong(line, word(service.get()) + " stands twice");
            }
        }
        return ports;
    }

    private void checkAlone(Placed line, Member member) {
        boolean witness = member.name().half() == NodeName.Half.WITNESS;
        if (witness && !member.ports().keySet().equals(java.util.Set.of(Service.REGISTRY))) {
            wrong(line, "a witness holds no mail: it has registry=PORT and nothing else");
        }
        if (member.ports().values().stream().distinct().count() < member.ports().size()) {
            wrong(line, "two services have the same port");
        }
    }

    private void checkAgainstOthers(Placed line, Member member) {
        String other = seen.putIfAbsent(member.name(), line.where());
        if (other != null) {
            wrong(line, member.name() + " is given already" + place(line, other));
            return;
        }
        member.ports().values().stream().distinct().forEach(port -> {
            String address = inUrl(member.host()) + ":" + port;
            String holder = addresses.putIfAbsent(address, member.name().toString());
            if (holder != null && !holder.equals(member.name().toString())) {
                wrong(line, address + " is the address of " + holder + " already");
            }
        });
    }

    private static String place(Placed line, String other) {
        return other.equals(line.where()) ? "" : " at " + other;
    }

    private Optional<Member> wrong(Placed line, String wanted) {
        mistakes.add(new Mistake(line.where(), key, line.value(), wanted));
        return Optional.empty();
    }

    private static Optional<Service> service(String word) {
        return java.util.Arrays.stream(Service.values())
                .filter(each -> word(each).equals(word))
                .findFirst();
    }

    private static String services() {
        return java.util.Arrays.stream(Service.values())
                .map(NodeLines::word)
                .collect(java.util.stream.Collectors.joining(", "));
    }

    /** A port, or 0 when it is none. */
    private static int port(String digits) {
        int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : 0;
        return port <= 65535 ? port : 0;
    }
}
