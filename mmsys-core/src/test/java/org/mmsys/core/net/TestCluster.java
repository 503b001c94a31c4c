package org.mmsys.core.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.mmsys.core.net.TestServer.SettingsBuilder;
import org.mmsys.core.route.NodeName;

/** The certificates of a system of a few nodes, and servers that use them. */
final class TestCluster {
    static final List<NodeName> NODES =
            List.of(node("s1/primary"), node("s1/backup"), node("s2/primary"), node("s2/backup"), node("s9/primary"));

    private final Path directory;
    private final ClusterFiles files;

    TestCluster(Path directory) throws IOException, GeneralSecurityException {
        this(directory, Instant.now(), Duration.ofDays(10));
    }

    TestCluster(Path directory, Instant made, Duration valid) throws IOException, GeneralSecurityException {
        this.directory = directory;
        this.files = new ClusterFiles(directory.resolve("cluster"), InstantSource.fixed(made), valid);
        files.write(NODES);
    }

    static NodeName node(String name) {
        return NodeName.parse(name).orElseThrow();
    }

    Path of(String name) {
        return files.of(node(name));
    }

    NodeIdentity identity(String name) throws IOException, GeneralSecurityException {
        return NodeIdentity.load(of(name));
    }

    TestServer server(String name) throws IOException, GeneralSecurityException {
        return server(name, settings -> settings);
    }

    TestServer server(String name, UnaryOperator<SettingsBuilder> change) throws IOException, GeneralSecurityException {
        return new TestServer(directory.resolve("data-" + name.replace('/', '-')), change, Optional.of(identity(name)));
    }

    /** TLS as a client that shows this node's certificate, whatever it is worth, and takes any. */
    SSLContext client(String name) throws IOException, GeneralSecurityException {
        PemPair pair = PemPair.parse(
                java.nio.file.Files.readAllBytes(of(name).resolve("node.pem")),
                java.nio.file.Files.readAllBytes(of(name).resolve("node.key")));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {new ServerKeyManager(Optional.empty(), Optional.of(pair))},
                new TrustManager[] {new AnyCertificate(List.of())},
                null);
        return context;
    }
}
