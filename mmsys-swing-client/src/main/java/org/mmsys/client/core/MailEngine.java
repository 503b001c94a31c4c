package org.mmsys.client.core;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.net.TrustStore;
import org.mmsys.client.core.store.DraftStore;
import org.mmsys.client.core.store.Index;
import org.mmsys.client.core.store.LocalStore;
import org.mmsys.client.core.store.Outbox;
import org.mmsys.client.core.store.Profile;
import org.mmsys.client.core.store.Secrets;
import org.mmsys.client.core.sync.Filing;
import org.mmsys.client.core.sync.Ledger;
import org.mmsys.client.core.sync.Rebuilding;
import org.mmsys.client.core.sync.UndoLog;

/** Opens engines: the one door for the window and the command line. */
public final class MailEngine {
    private static final int READERS = 4;

    private MailEngine() {}

    /**
     * Opens the profile and starts an engine on it. Takes less than a second; to be called off the event thread.
     *
     * <p>Fails with {@link Problem.Cause#PROFILE_HELD} while another instance has it.
     */
    public static Outcome<MailService> open(EngineSettings settings) {
        try {
            Optional<Profile> profile = Profile.open(settings.profile());
            if (profile.isEmpty()) {
                return new Outcome.Failed<>(
                        Problem.of(Cause.PROFILE_HELD, "Another window or command is using " + settings.profile() + ".")
                                .advising("Close it and try again, or use another profile by --profile."));
            }
            return new Outcome.Done<>(engine(settings, profile.get()));
        } catch (IOException disk) {
            return new Outcome.Failed<>(Problem.of(Cause.DISK, "The profile " + settings.profile() + " cannot be used.")
                    .advising("Look whether its disk is full and whether it belongs to you.")
                    .because(String.valueOf(disk.getMessage())));
        }
    }

    private static MailService engine(EngineSettings settings, Profile profile) throws IOException {
        Path directory = profile.directory();
        try {
            Index index = Index.open(directory.resolve("index.mv"));
            LocalStore store = new LocalStore(directory);
            Hub hub = new Hub();
            InstantSource clock = settings.clock();
            DraftStore drafts = new DraftStore(directory);
            Outbox outbox = new Outbox(directory, drafts);
            Ledger ledger = new Ledger(index, store, hub, clock, outbox::waiting);
            Rebuilding.ifNeeded(ledger, profile.accounts());
            ThreadPoolExecutor desk = Threading.pool("mail-desk", 1);
            ThreadPoolExecutor readers = Threading.pool("mail-reader", READERS);
            ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(Threading.named("mail-watch"));
            Works works = new Works(
                    settings,
                    profile,
                    ledger,
                    new Filing(ledger),
                    new UndoLog(),
                    drafts,
                    outbox,
                    new Secrets(directory, settings.keyring()),
                    new TrustStore(directory.resolve("trusted-certificates.properties")),
                    hub,
                    new Calls(hub),
                    desk,
                    readers,
                    watch);
            Engine engine = new Engine(works, List.of(desk, readers));
            engine.begin();
            return engine;
        } catch (IOException failed) {
            profile.close();
            throw failed;
        }
    }
}
