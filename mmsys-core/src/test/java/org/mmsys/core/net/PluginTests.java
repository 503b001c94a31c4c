package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.net.TestServer.Client;
import org.mmsys.core.net.TestServer.SettingsBuilder;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.ProtocolProvider;

/** A protocol that nobody here knows is found, listens and serves. */
@Timeout(30)
class PluginTests {
    @Test
    void servesAProtocolThatIsOnlyOnTheClassPath(@TempDir Path directory) throws Exception {
        ProtocolProvider provider = ServiceLoader.load(ProtocolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.id().equals("finger"))
                .findFirst()
                .orElseThrow();
        ListenerSpec spec = new ListenerSpec(
                "phonebook", "finger", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false);
        TlsContext tls = TlsContext.selfSigned(directory, "here.test");
        try (WorkerPool workers = new WorkerPool(2, 10);
                NetServer server = new NetServer(new SettingsBuilder().build(), tls, workers)) {
            int port = server.start(spec, provider.create(house("here.test"), spec));
            assertThat(fingered(port, "ann")).isEqualTo("ann lives at here.test");
            assertThat(fingered(port, "")).isEqualTo("nobody");
        }
    }

    private static String fingered(int port, String name) throws Exception {
        try (Client client = new Client(new Socket(InetAddress.getLoopbackAddress(), port))) {
            String answer = client.ask(name);
            assertThat(client.line()).isEqualTo("EOF");
            return answer;
        }
    }

    /** A house of which only the name matters. */
    private static HouseContext house(String hostname) throws ReflectiveOperationException {
        RecordComponent[] parts = HouseContext.class.getRecordComponents();
        Object[] values = Arrays.stream(parts)
                .map(part -> part.getName().equals("hostname") ? hostname : null)
                .toArray();
        Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return HouseContext.class.getDeclaredConstructor(types).newInstance(values);
    }
}
