package org.mmsys.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
    private static final long WAIT_MILLIS = 100;

    private Seeds() {}

    /**
     * A few seeds of a new node are there before its first greeting; others while it serves already: many are slow to
     * hash, and later ones have to be agreed with the other servers.
     *
     * @return what is left to do, to be started when the ports are open
     */
    static Optional<Thread> sow(
            Settings settings, AccountSettings accountSettings, List<String> servers, AccountsModule accounts)
            throws StartFailure, InterruptedException {
        Optional<SeedFile> file = read(settings, accountSettings, servers, accounts);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Seeding seeding = accounts.seeding();
        int pending = seeding.pending(file.get()).size();
        if (pending <= SEEDS_BEFORE_READY && seeding.first()) {
            seeding.apply(file.get(), Runtime.getRuntime().availableProcessors());
            return Optional.empty();
        }
        return behind(seeding, file.get(), 1, () -> false);
    }

    /**
     * The same for a half of a pair, which begins to serve while others wait for that: all are made behind its back.
     *
     * @param waiting whether no account can be made for the time being
     */
    static Optional<Thread> plant(
            Settings settings,
            AccountSettings accountSettings,
            List<String> servers,
            AccountsModule accounts,
            BooleanSupplier waiting) {
        try {
            return read(settings, accountSettings, servers, accounts)
                    .flatMap(file -> behind(
                            accounts.seeding(), file, Runtime.getRuntime().availableProcessors(), waiting));
        } catch (StartFailure unusable) {
            log.atError().addKeyValue("why", unusable.getMessage()).log("seed file not used");
            return Optional.empty();
        }
    }

    private static Optional<SeedFile> read(
            Settings settings, AccountSettings accountSettings, List<String> servers, AccountsModule accounts)
            throws StartFailure {
        Optional<Path> configured = settings.get(AccountKeys.SEED_FILE);
        if (configured.isEmpty()) {
            return Optional.empty();
        }
        SeedFile file;
        try {
            file = SeedFile.read(configured.get(), accountSettings, servers);
        } catch (IOException unreadable) {
            if (accounts.administration().list().isEmpty()) {
                throw new StartFailure(
                        ExitCode.RESOURCE, "accounts.seed-file cannot be read: " + unreadable, unreadable);
            }
            log.atWarn()
                    .addKeyValue("file", configured.get())
                    .log("seed file cannot be read, its accounts may be there already");
            return Optional.empty();
        }
        if (!file.mistakes().isEmpty()) {
            throw new StartFailure(ExitCode.CONFIGURATION, String.join("\n", file.mistakes()));
        }
        return Optional.of(file);
    }

    private static Optional<Thread> behind(Seeding seeding, SeedFile file, int threads, BooleanSupplier waiting) {
        if (seeding.pending(file).isEmpty()) {
            return Optional.empty();
        }
        seeding.announce();
        Thread background = new Thread(() -> seedInBackground(seeding, file, threads, waiting), "seeding");
        background.setDaemon(true);
        return Optional.of(background);
    }

    private static void seedInBackground(Seeding seeding, SeedFile file, int threads, BooleanSupplier waiting) {
        try {
            do {
                while (waiting.getAsBoolean()) {
                    TimeUnit.MILLISECONDS.sleep(WAIT_MILLIS);
                }
                seeding.apply(file, threads);
            } while (waiting.getAsBoolean() && !seeding.pending(file).isEmpty());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
