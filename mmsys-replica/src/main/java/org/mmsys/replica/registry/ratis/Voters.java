package org.mmsys.replica.registry.ratis;

import java.util.Comparator;
import java.util.List;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.NodeName.Half;
import org.mmsys.core.route.Service;

/**
 * Which nodes vote in the registry.
 *
 * <p>If the administrator does not say: of the nodes with a {@code registry=} port witnesses and backups first, then primaries,
 * each in the order of their names, as many as are an odd number and not more than five. Every node comes to the same result
 * from the same {@code node} lines.
 */
public final class Voters {
    /** Fewer cannot lose one. */
    public static final int MIN = 3;
    /** More voters make the registry slower and hardly safer. */
    public static final int MAX = 5;

    private Voters() {}

    /** The voters of a system whose administrator left it to us; none if there would be fewer than three. */
    public static List<NodeName> of(Members members) {
        List<NodeName> able = members.all().stream()
                .filter(member -> member.ports().containsKey(Service.REGISTRY))
                .map(Members.Member::name)
                .distinct()
                .sorted(Comparator.comparing((NodeName name) -> name.half() == Half.PRIMARY)
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        int odd = able.size() % 2 == 0 ? able.size() - 1 : able.size();
        return odd < MIN ? List.of() : able.subList(0, Math.min(odd, MAX));
    }
}
