package org.mmsys.core.store.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.mmsys.core.store.FolderName;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything of the store lies below {@code DATA}, and how directories and files are made: 0700 and 0600.
 *
 * <p>Immutable; any thread. Works on any {@link java.nio.file.FileSystem}.
 */
public final class MaildirTree {
    private static final Logger log = LoggerFactory.getLogger(MaildirTree.class);

    /** What Maildir++ wants in every folder but the inbox. */
    private static final String FOLDER_MARK = "maildirfolder";

    private static final int FOLDERS_LISTED_MAX = 10_000;
    private static final int QUARANTINE_NAMES_MAX = 1000;

    private final Path data;
    private final Path mail;
    private final Path graves;
    private final Path index;
    private final Path quarantine;
    private final FileAttribute<?>[] privateDirectory;
    private final FileAttribute<?>[] privateFile;

    public MaildirTree(Path data) {
        this.data = data;
        this.mail = data.resolve("mail");
        this.graves = mail.resolve(".graves"); // no domain begins with a dot
        this.index = data.resolve("index");
        this.quarantine = data.resolve("quarantine");
        boolean posix = data.getFileSystem().supportedFileAttributeViews().contains("posix");
        this.privateDirectory = posix ? permissions("rwx------") : new FileAttribute<?>[0];
        this.privateFile = posix ? permissions("rw-------") : new FileAttribute<?>[0];
    }

    private static FileAttribute<?>[] permissions(String rights) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))};
    }

    /** Nanoseconds of a directory's last change; {@link DirectoryStamp#ABSENT} when there is none. */
    static long modified(Path directory) throws IOException {
        try {
            return Files.getLastModifiedTime(directory).to(TimeUnit.NANOSECONDS);
        } catch (NoSuchFileException none) {
            return DirectoryStamp.ABSENT;
        }
    }

    Path data() {
        return data;
    }

    Path mail() {
        return mail;
    }

    Path account(AccountName account) {
        return mail.resolve(account.domain()).resolve(account.local());
    }

    Path grave(String name) {
        return graves.resolve(name);
    }

    Path index(AccountName account) {
        return index.resolve(account.domain()).resolve(account.local());
    }

    Path index(AccountName account, String folder) {
        return index(account).resolve((folder.isEmpty() ? "INBOX" : folder) + ".idx");
    }

    Path quarantine(AccountName account) {
        return quarantine.resolve(account.domain()).resolve(account.local());
    }

    MaildirFolder folder(AccountName account, String encoded) {
        return MaildirFolder.in(account(account).resolve("Maildir"), encoded);
    }

    boolean exists(MaildirFolder folder) {
        return Files.isDirectory(folder.cur(), NOFOLLOW_LINKS);
    }

    /** Makes the directories of a folder where they are missing. */
    void create(MaildirFolder folder, TreeSync sync) throws IOException {
        for (Path directory : List.of(folder.tmp(), folder.fresh(), folder.cur())) {
            createDirectory(directory, sync);
        }
        if (!folder.encoded().isEmpty()) {
            try {
                Path mark = folder.root().resolve(FOLDER_MARK);
                createFile(mark).close();
                sync.written(mark);
            } catch (FileAlreadyExistsException already) {
                return;
            }
        }
    }

    /**
     * Moves to the quarantine what stands where the directories of a folder have to be and is none, so that the damage of
     * one account does not hold up the others.
     *
     * @return whether something was moved
     */
    boolean clearWay(AccountName account, MaildirFolder folder, TreeSync sync) throws IOException {
        Path inbox = folder(account, "").root();
        boolean moved = false;
        for (Path place : List.of(account(account), inbox, folder.root(), folder.tmp(), folder.fresh(), folder.cur())) {
            if (Files.exists(place, NOFOLLOW_LINKS) && !Files.isDirectory(place)) {
                Path aside = quarantine(account);
                createDirectory(aside, sync);
                Path target = free(aside, nameOf(place));
                Files.move(place, target, StandardCopyOption.ATOMIC_MOVE);
                sync.removed(place); // not written(target): a pipe would not let itself be opened
                sync.directory(aside);
                log.atWarn()
                        .addKeyValue("account", account)
                        .addKeyValue("folder", folder.encoded())
                        .addKeyValue("file", target)
                        .log("no directory where a folder needs one: set aside");
                moved = true;
            }
        }
        return moved;
    }

    /** A name that nothing in the directory has. */
    static Path free(Path directory, String name) throws IOException {
        Path target = directory.resolve(name);
        for (int i = 1; Files.exists(target, NOFOLLOW_LINKS); i++) {
            if (i > QUARANTINE_NAMES_MAX) {
                throw new FileAlreadyExistsException(target.toString());
            }
            target = directory.resolve(name + "." + i);
        }
        return target;
    }

    void createDirectory(Path directory, TreeSync sync) throws IOException {
        Path parent = directory.getParent();
        if (parent != null && directory.startsWith(data) && !directory.equals(data) && !Files.isDirectory(parent)) {
            createDirectory(parent, sync);
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, privateDirectory);
            sync.directory(directory);
        }
    }

    /** A new file for writing, private to this user. */
    FileChannel createFile(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), privateFile);
    }

    /** A file for appending, made where it is missing. */
    FileChannel appendFile(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                privateFile);
    }

    static void writeAll(FileChannel channel, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    /** Makes a directory's entries durable. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes whole what a power loss left of the folders of an account. */
    void mend(AccountName account, TreeSync sync) throws IOException {
        MaildirFolder inbox = folder(account, "");
        clearWay(account, inbox, sync);
        if (!Files.isDirectory(inbox.root(), NOFOLLOW_LINKS)) {
            return;
        }
        create(inbox, sync);
        for (Path entry : list(inbox.root())) {
            String name = nameOf(entry);
            if (name.startsWith(".")
                    && FolderName.ofEncoded(name).isPresent()
                    && Files.isDirectory(entry, NOFOLLOW_LINKS)) {
                MaildirFolder folder = folder(account, name);
                clearWay(account, folder, sync);
                create(folder, sync);
            }
        }
    }

    /** The folders of an account by their names on disk, the inbox first; empty when it has no Maildir. */
    List<String> folders(AccountName account) throws IOException {
        MaildirFolder inbox = folder(account, "");
        if (!exists(inbox)) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        for (Path entry : list(inbox.root())) {
            String name = nameOf(entry);
            if (name.startsWith(".")
                    && found.size() < FOLDERS_LISTED_MAX
                    && FolderName.ofEncoded(name).isPresent()
                    && exists(folder(account, name))) {
                found.add(name);
            }
        }
        found.sort(null);
        found.add(0, "");
        return found;
    }

    /** Every account that has a directory. */
    List<AccountName> accounts() throws IOException {
        List<AccountName> found = new ArrayList<>();
        for (Path domain : list(mail)) {
            String domainName = nameOf(domain);
            if (!domainName.startsWith(".")) {
                for (Path local : list(domain)) {
                    Optional<AccountName> account = AccountName.of(nameOf(local), domainName);
                    account.filter(name -> account(name).equals(local)).ifPresent(found::add);
                }
            }
        }
        found.sort(null);
        return found;
    }

    /** What a directory holds; nothing when it is not there. */
    static List<Path> list(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException nothingThere) {
            return List.of();
        } catch (java.nio.file.DirectoryIteratorException broken) {
            throw broken.getCause();
        }
        return found;
    }

    static String nameOf(Path entry) {
        Path name = entry.getFileName();
        return name == null ? "" : name.toString();
    }
}
