package org.mmsys.replica.node;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.mmsys.core.net.ClusterFiles;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.PairRole;
import org.mmsys.replica.registry.LocalRegistry;

/** Two halves and their registry in one process, over loopback. */
final class TestPair implements AutoCloseable {
    private final Path directory;
    private final LocalRegistry registry;
    private final ClusterFiles files;
    private final TestHalf a;
    private final TestHalf b;

    TestPair(Path directory) throws IOException, GeneralSecurityException {
        this.directory = directory;
        this.registry = LocalRegistry.open(directory.resolve("registry"));
        this.files = new ClusterFiles(directory.resolve("cluster"), InstantSource.system());
        files.write(List.of(name("s1/primary"), name("s1/backup"), name("s2/backup"), name("s2/primary")));
        a = new TestHalf(Half.A, identity("s1/primary"), directory.resolve("a"), registry);
        b = new TestHalf(Half.B, identity("s1/backup"), directory.resolve("b"), registry);
        a.partnerAt(b::address);
        b.partnerAt(a::address);
    }

    private static NodeName name(String text) {
        return NodeName.parse(text).orElseThrow();
    }

    NodeIdentity identity(String node) throws IOException, GeneralSecurityException {
        return NodeIdentity.load(files.of(name(node)));
    }

    Path directory() {
        return directory;
    }

    TestHalf a() {
        return a;
    }

    TestHalf b() {
        return b;
    }

    void start() throws IOException, GeneralSecurityException {
        a.start();
        b.start();
    }

    TestHalf other(TestHalf half) {
        return half == a ? b : a;
    }

    /** Waits until this half serves with the other in sync. */
    void awaitDuo(TestHalf primary) {
        Await.until(
                () -> "in sync: " + a + "\n" + b,
                () -> primary.node().status().role() == PairRole.PRIMARY_DUO
                        && other(primary).node().status().role() == PairRole.BACKUP
                        && primary.office().serving());
    }

    /** Waits until this half serves alone. */
    void awaitAlone(TestHalf primary) {
        Await.until(
                () -> "alone: " + a + "\n" + b,
                () -> primary.node().status().role() == PairRole.PRIMARY_SOLO
                        && primary.office().serving());
    }

    /** Sends mail that has to be acknowledged. */
    List<String> send(TestHalf to, String prefix, int number) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            texts.add(prefix + i);
        }
        texts.stream().map(to::mail).toList().forEach(sent -> {
            Await.until(() -> "acknowledged: " + a + "\n" + b, sent::isDone);
            if (!sent.join()) {
                throw new AssertionError("refused: " + a + "\n" + b);
            }
        });
        return texts;
    }

    @Override
    public void close() {
        a.kill();
        b.kill();
        registry.close();
    }
}
