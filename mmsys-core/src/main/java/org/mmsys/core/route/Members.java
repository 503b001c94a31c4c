package org.mmsys.core.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nodes of the whole system as configured, our own included.
 *
 * @param self this node
 */
public record Members(NodeName self, List<Member> all) {
    public Members {
        all = List.copyOf(all);
    }

    /**
     * One node.
     *
     * @param host a name or address; names are resolved anew for each connection
     */
    public record Member(NodeName name, String host, Map<Service, Integer> ports) {
        public Member {
            ports = Map.copyOf(ports);
        }
    }

    /** A system of one node that knows no other. */
    public static Members alone(NodeName self) {
        return new Members(self, List.of());
    }

    /** The names of all servers that hold mail, our own included; sorted. */
    public List<String> servers() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(self), all.stream().map(Member::name))
                .filter(name -> name.half() != NodeName.Half.WITNESS)
                .map(NodeName::server)
                .distinct()
                .sorted()
                .toList();
    }

    /** The other servers that hold mail; sorted. */
    public List<String> others() {
        return servers().stream()
                .filter(server -> !server.equals(self.server()))
                .toList();
    }

    /** The nodes of one server, the primary first. */
    public List<Member> of(String server) {
        return all.stream()
                .filter(member -> member.name().server().equals(server))
                .filter(member -> member.name().half() != NodeName.Half.WITNESS)
                .sorted(java.util.Comparator.comparing(Member::name))
                .toList();
    }

    /** The node of that name. */
    public Optional<Member> find(NodeName name) {
        return all.stream().filter(member -> member.name().equals(name)).findFirst();
    }
}
