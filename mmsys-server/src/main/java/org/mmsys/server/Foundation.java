package org.mmsys.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.mmsys.core.config.Settings;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.DirectoryRefusedException;
import org.mmsys.core.journal.DiskSpace;
import org.mmsys.core.journal.FatalDisk;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.journal.JournalOptions;
import org.mmsys.core.net.NetServer;
import org.mmsys.core.net.NetSettings;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.net.PeerCalls;
import org.mmsys.core.net.TlsContext;
import org.mmsys.core.net.WorkerPool;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.ClusterView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node with a store has as long as it runs, whether it serves or not: the applied states and their journal, sockets,
 * threads, the certificate.
 *
 * @param timer for what is short and never waits
 */
record Foundation(
        ServerPlan plan,
        InstantSource clock,
        SecureRandom random,
        JournalStates states,
        FileJournal journal,
        ScheduledExecutorService timer,
        WorkerPool workers,
        TlsContext tls,
        NetServer net,
        ClusterView view,
        Peers peers,
        OwnAddresses ownAddresses,
        Metrics metrics) {
    private static final Logger log = LoggerFactory.getLogger(Foundation.class);
    private static final long CHECKPOINT_OCTETS = 64L << 20;

    /** Opens the journal of a data directory and recovers the states. */
    interface Opening {
        FileJournal open(JournalOptions options, List<AppliedState> states, DiskSpace space, FatalDisk fatal)
                throws IOException;
    }

    /** Makes all that and recovers what the last run left. Main thread. */
    static Foundation lay(ServerPlan plan, Opening opening) throws StartFailure {
        try {
            Files.createDirectories(
                    plan.data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return made(plan, opening);
        } catch (DirectoryRefusedException refused) {
            throw new StartFailure(ExitCode.RESOURCE, String.valueOf(refused.getMessage()), refused);
        } catch (IOException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, "data directory " + plan.data() + ": " + unusable, unusable);
        }
    }

    private static Foundation made(ServerPlan plan, Opening opening) throws StartFailure, IOException {
        Settings settings = plan.settings();
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        JournalStates states = new JournalStates(plan.data(), clock);
        FileJournal journal = opening.open(
                options(plan, clock, random), states.all(), diskSpace(settings, plan.data()), Foundation::diskFailed);
        NetSettings netSettings = NetSettings.of(settings);
        WorkerPool workers = new WorkerPool(netSettings.workers(), netSettings.workerQueue());
        TlsContext tls = tls(plan);
        NetServer net = new NetServer(netSettings, tls, workers);
        ClusterView view = new ClusterView(plan.members(), System::nanoTime, random);
        return new Foundation(
                plan,
                clock,
                random,
                states,
                journal,
                Executors.newSingleThreadScheduledExecutor(Foundation::timerThread),
                workers,
                tls,
                net,
                view,
                new PeerCalls(net.connector(), view, plan.members()),
                new OwnAddresses(plan.members(), plan.listeners()),
                new Metrics());
    }

    /** The same node with its journal opened anew, and states that it recovers; the present one must be closed. */
    Foundation reopened(Opening opening) throws IOException {
        JournalStates fresh = new JournalStates(plan.data(), clock);
        return new Foundation(
                plan,
                clock,
                random,
                fresh,
                opening.open(
                        options(plan, clock, random),
                        fresh.all(),
                        diskSpace(plan.settings(), plan.data()),
                        Foundation::diskFailed),
                timer,
                workers,
                tls,
                net,
                view,
                peers,
                ownAddresses,
                metrics);
    }

    private static JournalOptions options(ServerPlan plan, InstantSource clock, SecureRandom random) {
        return JournalOptions.builder(plan.data(), plan.server(), plan.self().toString())
                .checkpoint(plan.settings().get(ServerKeys.CHECKPOINT_INTERVAL), CHECKPOINT_OCTETS)
                .clock(clock)
                .random(random)
                .build();
    }

    /** The journal and the threads, when nothing uses them any more. */
    void close() {
        try {
            journal.close();
        } catch (IOException failed) {
            log.atError().setCause(failed).log("journal not closed in order; the next start recovers it");
        }
        timer.shutdownNow();
    }

    private static DiskSpace diskSpace(Settings settings, Path data) throws IOException {
        long reserve = settings.get(ServerKeys.DISK_RESERVE)
                .orElse(DiskSpace.defaultReserve(Files.getFileStore(data).getTotalSpace()));
        return DiskSpace.of(data, reserve);
    }

    private static TlsContext tls(ServerPlan plan) throws StartFailure {
        Settings settings = plan.settings();
        Optional<Path> directory = plan.clusterDirectory();
        Optional<NodeIdentity> identity = directory.isPresent()
                ? Optional.of(ClusterDirectory.identity(directory.get(), plan.self()))
                : Optional.empty();
        try {
            return TlsContext.open(
                    settings.get(ServerKeys.TLS_CERTIFICATE),
                    settings.get(ServerKeys.TLS_KEY),
                    plan.data(),
                    plan.hostname(),
                    identity);
        } catch (IOException | GeneralSecurityException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, "TLS certificate or key: " + unusable.getMessage(), unusable);
        }
    }

    private static Thread timerThread(Runnable task) {
        Thread thread = new Thread(task, "store-timer");
        thread.setDaemon(true);
        return thread;
    }

    /** A disk that fails ends the process at once: what was acknowledged is on it, and nothing more is. */
    static void diskFailed(String what, IOException cause) {
        log.atError().addKeyValue("what", what).setCause(cause).log("disk failed, stopping");
        Runtime.getRuntime().halt(ExitCode.DISK.number());
    }
}
