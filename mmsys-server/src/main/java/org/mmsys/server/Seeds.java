package org.mmsys.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mmsys.accounts.AccountKeys;
import org.mmsys.accounts.AccountSettings;
import org.mmsys.accounts.AccountsModule;
import org.mmsys.accounts.SeedFile;
import org.mmsys.accounts.Seeding;
import org.mmsys.core.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accounts that are there from the first start on, as {@code accounts.seed-file} has them. */
final class Seeds {
    private static final Logger log = LoggerFactory.getLogger(Seeds.class);
    private static final int SEEDS_BEFORE_READY = 10;

    private Seeds() {}

    /** A few seeds are there before the first greeting; many are hashed while the node serves already. */
    static void sow(Settings settings, AccountSettings accountSettings, AccountsModule accounts)
            throws StartFailure, InterruptedException {
        Optional<Path> configured = settings.get(AccountKeys.SEED_FILE);
        if (configured.isEmpty()) {
            return;
        }
        SeedFile file;
        try {
            file = SeedFile.read(configured.get(), accountSettings);
        } catch (IOException unreadable) {
            if (accounts.administration().list().isEmpty()) {
                throw new StartFailure(
                        ExitCode.RESOURCE, "accounts.seed-file cannot be read: " + unreadable, unreadable);
            }
            log.atWarn()
                    .addKeyValue("file", configured.get())
                    .log("seed file cannot be read, its accounts may be there already");
            return;
        }
        Seeding seeding = accounts.seeding();
        if (!file.mistakes().isEmpty()) {
            throw new StartFailure(ExitCode.CONFIGURATION, String.join("\n", file.mistakes()));
        }
        int threads = Runtime.getRuntime().availableProcessors();
        if (seeding.pending(file).size() <= SEEDS_BEFORE_READY) {
            seeding.apply(file, threads);
            return;
        }
        Thread background = new Thread(() -> seedInBackground(seeding, file), "seeding");
        background.setDaemon(true);
        background.start();
    }

    private static void seedInBackground(Seeding seeding, SeedFile file) {
        try {
            seeding.apply(file, 1);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
