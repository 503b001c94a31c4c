package org.mmsys.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.core.route.NodeName;
import org.mmsys.server.ctl.ClusterDirectories;

/** The backup of a pair in this process, with its journal and its ports, whose role the test decides. */
@SuppressWarnings("NullAway")
final class HalfFixture implements AutoCloseable {
    static final NodeName PRIMARY = NodeName.parse("s1/primary").orElseThrow();
    static final NodeName BACKUP = NodeName.parse("s1/backup").orElseThrow();

    final Foundation base;
    final RoleSwitch roles;
    final Doors doors;
    final AtomicReference<Optional<NodeName>> servingHalf = new AtomicReference<>(Optional.empty());
    final AtomicBoolean mayShow = new AtomicBoolean(true);
    final List<String> ended = new ArrayList<>();
    final byte[] pairKey;

    private HalfFixture(Foundation base, List<ProtocolProvider> providers, byte[] pairKey) throws StartFailure {
        this.base = base;
        this.pairKey = pairKey;
        AtomicReference<RoleSwitch> self = new AtomicReference<>();
        Tenure tenure = new Tenure(mayShow::get, () -> self.get().holdsReplies(), () -> 2, Optional.empty());
        roles = new RoleSwitch(
                () -> new ServingHalf(base, tenure, providers), (code, why) -> ended.add(code + " " + why));
        self.set(roles);
        doors = new Doors(base.net(), base.metrics());
        new PairDoors(base, roles, servingHalf::get, pairKey).open(doors);
    }

    /** Listens on free ports; the primary is said to take mail at that port. */
    static HalfFixture open(Path dir, Path cluster, int primarySmtp) throws Exception {
        Files.createDirectories(dir);
        ClusterDirectories.make(cluster, List.of(PRIMARY.toString(), BACKUP.toString()));
        Path seeds = dir.resolve("seeds");
        Files.writeString(seeds, "ann:secret\nbob:secret\n");
        Map<String, String> options = new LinkedHashMap<>();
        options.put("server", "s1");
        options.put("role", "backup");
        options.put("data", dir.resolve("data").toString());
        options.put("domain", "pair.test");
        options.put("cluster.dir", cluster.resolve("s1-backup").toString());
        options.put("accounts.seed-file", seeds.toString());
        options.put("smtp.sender-check", "username");
        List.of("smtp", "pop3", "pop3s").forEach(listener -> options.put(listener, "127.0.0.1:0"));
        options.put("node", "s1/primary=127.0.0.1,smtp=" + primarySmtp);
        List<ProtocolProvider> providers = ServiceLoader.load(ProtocolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        List<String> mistakes = new ArrayList<>();
        Optional<ServerPlan> plan = new ConfigCheck(providers).plan(Optional.empty(), options, mistakes);
        if (plan.isEmpty()) {
            throw new IllegalStateException(mistakes.toString());
        }
        Foundation base = Foundation.lay(plan.get(), FileJournal::open);
        byte[] pairKey = NodeIdentity.load(plan.get().clusterDirectory().orElseThrow())
                .pairKey()
                .orElseThrow();
        return new HalfFixture(base, providers, pairKey);
    }

    int port(String listener) {
        return doors.ports().get(listener).get(0);
    }

    /** Waits until the condition holds, or fails. */
    static void await(String what, Condition condition) throws Exception {
        await(what, Duration.ofSeconds(20), condition);
    }

    /** The same with a time. */
    static void await(String what, Duration limit, Condition condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("in vain: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(limit.toNanos() / 10_000);
        }
    }

    /** Something that comes true by and by. */
    interface Condition {
        boolean holds() throws IOException;
    }

    @Override
    public void close() {
        roles.dropSessions();
        roles.close();
        base.net().close();
        base.workers().close();
        base.close();
    }
}
