package org.mmsys.server;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.JournalHealth;
import org.mmsys.core.net.NetServer;
import org.mmsys.core.net.NetSettings;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.net.ProxyHeader;
import org.mmsys.core.net.TlsContext;
import org.mmsys.core.net.WorkerPool;
import org.mmsys.core.observe.Metrics;
import org.mmsys.replica.relay.BackupRelay;
import org.mmsys.replica.relay.BackupRelay.Relayed;

/** A backup without a store, put together: what comes to it is passed on to its primary (rules 25). */
final class BackupAssembly implements NodeParts {
    private final Metrics metrics = new Metrics();
    private final WorkerPool workers;
    private final TlsContext tls;
    private final NetServer net;
    private final Doors doors;

    private BackupAssembly(ServerPlan plan, NodeIdentity identity) throws IOException, GeneralSecurityException {
        NetSettings settings = NetSettings.of(plan.settings());
        workers = new WorkerPool(settings.workers(), settings.workerQueue());
        // Of the certificate for clients nothing is seen here: their TLS passes through to the primary.
        tls = TlsContext.open(
                plan.settings().get(ServerKeys.TLS_CERTIFICATE),
                plan.settings().get(ServerKeys.TLS_KEY),
                plan.data(),
                plan.hostname(),
                Optional.of(identity));
        net = new NetServer(settings, tls, workers);
        doors = new Doors(net, metrics);
    }

    /** Makes all parts and opens the ports. Main thread. */
    static BackupAssembly assemble(ServerPlan plan) throws StartFailure {
        NodeIdentity identity =
                ClusterDirectory.identity(plan.clusterDirectory().orElseThrow(), plan.self());
        byte[] pairKey = identity.pairKey().orElseThrow();
        SecureRandom random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        try {
            BackupAssembly parts = new BackupAssembly(plan, identity);
            BackupRelay relay = new BackupRelay(
                    plan.self(),
                    parts.net.connector(),
                    (client, local) -> ProxyHeader.relayed(client, local, pairKey, clock, random),
                    BackupRelay.primaryOf(plan.members(), plan.self()),
                    System::nanoTime);
            parts.listen(relay.of(plan.listeners()));
            return parts;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, String.valueOf(unusable.getMessage()), unusable);
        }
    }

    @Override
    public Map<String, List<Integer>> ports() {
        return doors.ports();
    }

    @Override
    public String role() {
        return "backup";
    }

    @Override
    public Optional<String> registry() {
        return Optional.empty();
    }

    @Override
    public Optional<String> notReady() {
        return Optional.empty();
    }

    @Override
    public int sessions() {
        return net.sessions();
    }

    @Override
    public long heldOctets() {
        return net.heldOctets();
    }

    @Override
    public Optional<JournalHealth> journalHealth() {
        return Optional.empty();
    }

    @Override
    public List<String> concerns() {
        return List.of();
    }

    @Override
    public Map<String, Object> details() {
        return Map.of();
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    @Override
    public Optional<AdminVerb> verb(String path) {
        return Optional.empty();
    }

    @Override
    public void reloadTls() {
        tls.reloadIfChanged();
    }

    @Override
    public void close(Duration drainTime) {
        try {
            net.drain(drainTime);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        net.close();
        workers.close();
    }

    private void listen(List<Relayed> relayed) throws StartFailure {
        for (Relayed each : relayed) {
            try {
                doors.open(each.listener(), each.protocol());
            } catch (StartFailure held) {
                close(Duration.ZERO);
                throw held;
            }
        }
    }
}
