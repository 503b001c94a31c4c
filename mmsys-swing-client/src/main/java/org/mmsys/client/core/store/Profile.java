package org.mmsys.client.core.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.Endpoints;

/**
 * The directory in which everything of one user is kept, and the lock that gives it to one process. Thread-safe.
 *
 * <p>Readable by its owner only. The lock goes with the process, however that ends.
 */
public final class Profile implements Closeable {
    private static final String VERSION = "1";

    private final Path directory;
    private final FileChannel lockFile;
    private final FileLock lock;

    private Profile(Path directory, FileChannel lockFile, FileLock lock) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes a profile, made if need be; empty when another process has it.
     *
     * @throws IOException if the directory cannot be used, or was written by a later version
     */
    public static Optional<Profile> open(Path directory) throws IOException {
        for (String part : List.of("", "accounts", "mail", "outbox", "drafts", "tmp")) {
            Path made = directory.resolve(part);
            Files.createDirectories(made);
            SmallFile.ownerOnly(made);
        }
        FileChannel file =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(file);
        if (lock == null) {
            file.close();
            return Optional.empty();
        }
        Profile profile = new Profile(directory, file, lock);
        profile.checkVersion();
        profile.sweep();
        return Optional.of(profile);
    }

    @SuppressWarnings("NullAway") // null is how FileChannel says that somebody else has it
    private static FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    private void checkVersion() throws IOException {
        Path file = directory.resolve("version");
        if (!Files.exists(file)) {
            SmallFile.write(file, VERSION.getBytes(StandardCharsets.UTF_8));
        } else if (!Files.readString(file).strip().equals(VERSION)) {
            close();
            throw new IOException(directory + " was written by a later version of this program");
        }
    }

    /** What was half written when the last process ended. */
    private void sweep() throws IOException {
        try (var left = Files.newDirectoryStream(directory.resolve("tmp"))) {
            for (Path file : left) {
                DraftStore.deleteTree(file);
            }
        }
    }

    public Path directory() {
        return directory;
    }

    /** The accounts, by id. */
    public List<Account> accounts() throws IOException {
        List<Account> accounts = new ArrayList<>();
        try (var files = Files.newDirectoryStream(directory.resolve("accounts"), "*.properties")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                read(name.substring(0, name.length() - ".properties".length()), SmallFile.read(file))
                        .ifPresent(accounts::add);
            }
        }
        accounts.sort((a, b) -> a.id().compareTo(b.id()));
        return accounts;
    }

    private static Optional<Account> read(String id, Properties p) {
        Optional<Endpoints> pop3 = Endpoints.parse(p.getProperty("pop3", ""));
        Optional<Endpoints> smtp = Endpoints.parse(p.getProperty("smtp", ""));
        if (pop3.isEmpty() || smtp.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Account(
                    id,
                    p.getProperty("user", ""),
                    p.getProperty("address", ""),
                    p.getProperty("full-name", ""),
                    pop3.get(),
                    smtp.get(),
                    Endpoints.parse(p.getProperty("accounts", "")),
                    Security.valueOf(p.getProperty("security", "REQUIRED")),
                    new Leave(
                            Leave.Policy.valueOf(p.getProperty("leave", "UNTIL_DELETED")),
                            Integer.parseInt(p.getProperty("leave-days", "0"))),
                    p.getProperty("signature", ""),
                    Long.parseLong(p.getProperty("headers-first-above", "0")),
                    Boolean.parseBoolean(p.getProperty("signature-above"))));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** Writes an account; after return it survives a crash. */
    public void save(Account account) throws IOException {
        Properties p = new Properties();
        p.setProperty("user", account.user());
        p.setProperty("address", account.address());
        p.setProperty("full-name", account.fullName());
        p.setProperty("pop3", account.pop3().toString());
        p.setProperty("smtp", account.smtp().toString());
        account.accountServers().ifPresent(servers -> p.setProperty("accounts", servers.toString()));
        p.setProperty("security", account.security().name());
        p.setProperty("leave", account.leave().policy().name());
        p.setProperty("leave-days", String.valueOf(account.leave().days()));
        p.setProperty("signature", account.signature());
        p.setProperty("headers-first-above", String.valueOf(account.headersFirstAbove()));
        p.setProperty("signature-above", String.valueOf(account.signatureAbove()));
        SmallFile.write(directory.resolve("accounts").resolve(account.id() + ".properties"), p);
    }

    /** Forgets the settings of an account. */
    public void remove(String account) throws IOException {
        Files.deleteIfExists(directory.resolve("accounts").resolve(account + ".properties"));
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
