package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.NodeName;

final class OwnAddressesTests {
    private static final NodeName SELF = NodeName.parse("s1/primary").orElseThrow();

    private static InetAddress address(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }

    private static List<ListenerSpec> listening(String literal) throws Exception {
        return List.of(new ListenerSpec("smtp", "smtp", new InetSocketAddress(address(literal), 2501), false));
    }

    @Test
    void listenersAndOtherNodesAreOurs() throws Exception {
        NodeName other = NodeName.parse("s2/primary").orElseThrow();
        Members members = new Members(SELF, List.of(new Members.Member(other, "192.0.2.2", Map.of())));
        OwnAddresses own = new OwnAddresses(members, listening("192.0.2.1"));
        assertThat(own.has(address("192.0.2.1"))).isTrue();
        assertThat(own.has(address("192.0.2.2"))).isTrue();
        assertThat(own.has(address("192.0.2.3"))).isFalse();
    }

    @Test
    void aListenerOnAllAddressesHasEveryOneOfTheMachine() throws Exception {
        List<InetAddress> machine = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
        assertThat(machine).isNotEmpty();
        for (String all : List.of("0.0.0.0", "::")) {
            OwnAddresses own = new OwnAddresses(Members.alone(SELF), listening(all));
            assertThat(machine).allMatch(own::has);
            assertThat(own.has(address("192.0.2.3"))).isFalse();
        }
        OwnAddresses narrow = new OwnAddresses(Members.alone(SELF), listening("192.0.2.1"));
        assertThat(machine).noneMatch(narrow::has);
    }
}
