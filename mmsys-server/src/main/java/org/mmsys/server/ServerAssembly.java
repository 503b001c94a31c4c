package org.mmsys.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.ProtocolProvider;

/** A node that serves as long as it runs: it has no other half with which it would share its store. */
final class ServerAssembly extends StoreParts {
    private static final Duration TRANSFERS = Duration.ofSeconds(5);

    private final ServingHalf half;

    private ServerAssembly(Foundation base, ServingHalf half) {
        super(base);
        this.half = half;
    }

    /** Makes all parts, recovers what the last run left, and opens the ports. Main thread. */
    static ServerAssembly assemble(ServerPlan plan, List<ProtocolProvider> providers) throws StartFailure {
        Foundation base = Foundation.lay(plan, FileJournal::open);
        try {
            ServingHalf half = new ServingHalf(base, Tenure.alone(), providers);
            Optional<Thread> seeds = half.sow();
            ServerAssembly parts = new ServerAssembly(base, half);
            parts.listen();
            half.begin();
            seeds.ifPresent(Thread::start);
            return parts;
        } catch (IOException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, "data directory " + plan.data() + ": " + unusable, unusable);
        } catch (IllegalArgumentException unusable) {
            throw new StartFailure(ExitCode.CONFIGURATION, String.valueOf(unusable.getMessage()), unusable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure(ExitCode.RESOURCE, "interrupted while starting", interrupted);
        }
    }

    @Override
    Optional<ServingHalf> serving() {
        return Optional.of(half);
    }

    /** Stops in the order in which mail flows: doors first, disk last. */
    @Override
    public void close(Duration drainTime) {
        half.rest(); // or all servers would seem to be unreachable from here on
        try {
            base().net().drain(drainTime);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        half.close(TRANSFERS);
        base().net().close();
        base().workers().close();
        half.flush();
        base().close();
    }

    private void listen() throws StartFailure {
        for (ListenerSpec listener : base().plan().listeners()) {
            try {
                doors().open(listener, () -> half.host(listener));
            } catch (StartFailure held) {
                close(Duration.ZERO);
                throw held;
            }
        }
    }
}
