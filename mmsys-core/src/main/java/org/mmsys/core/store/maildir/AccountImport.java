package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.FolderName;
import org.mmsys.wire.address.AccountName;

/**
 * Makes one account what it is at the other half: keeps files that hold the same, puts in those that are sent, and moves
 * what is too much to the quarantine.
 *
 * <p>One thread at a time. Nothing is forced; that is done once for the whole tree.
 */
public final class AccountImport {
    private final TreeImport into;
    private final MaildirTree tree;
    private final AccountName account;
    private final SortedMap<String, IndexColumns> folders = new TreeMap<>();
    private final Map<Guid, Path> found = new HashMap<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private int awaited;

    /** A message that has to come from the other half. */
    public record Wanted(String folder, MessageRow row) {}

    AccountImport(TreeImport into, AccountName account, AccountState state) throws IOException {
        this.into = into;
        this.tree = into.tree();
        this.account = account;
        tree.clearWay(account, tree.folder(account, ""), into.sync());
        tree.createDirectory(tree.account(account), into.sync());
        state.write(tree, tree.account(account), false);
        for (String folder : present()) {
            MaildirFolder files = tree.folder(account, folder);
            for (Path file : MaildirTree.list(files.fresh())) {
                find(file);
            }
            for (Path file : MaildirTree.list(files.cur())) {
                find(file);
            }
        }
    }

    private void find(Path file) {
        MaildirName.parse(MaildirTree.nameOf(file)).ifPresent(name -> found.putIfAbsent(name.guid(), file));
    }

    /** Every folder that is there by name, whether whole or not. */
    private List<String> present() throws IOException {
        List<String> present = new ArrayList<>(List.of(""));
        for (Path entry : MaildirTree.list(tree.folder(account, "").root())) {
            String name = MaildirTree.nameOf(entry);
            if (name.startsWith(".") && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                present.add(name);
            }
        }
        return present;
    }

    public AccountName account() {
        return account;
    }

    /** The other half has such a folder. */
    public void folder(String folder) throws IOException {
        if (FolderName.ofEncoded(folder).isEmpty()) {
            throw new IOException("the other half names a folder that cannot be one");
        }
        MaildirFolder files = tree.folder(account, folder);
        tree.clearWay(account, files, into.sync());
        tree.create(files, into.sync());
        for (Path left : MaildirTree.list(files.tmp())) {
            into.setAside(account, left);
        }
        if (folders.put(folder, new IndexColumns()) != null) {
            throw new IOException("the other half names a folder twice");
        }
    }

    /** The other half has this message in a folder that was told; it is kept if it is here, else {@link #wanted}. */
    public void message(String folder, MessageRow row) throws IOException {
        Path here = found.get(row.guid());
        if (here != null && holds(here, row)) {
            Path target = tree.folder(account, folder).file(row.name(), row.inCur());
            if (!here.equals(target)) {
                Files.move(here, target, StandardCopyOption.ATOMIC_MOVE);
                into.sync().renamed(here, target);
            }
            found.remove(row.guid());
            put(folder, row, false);
        } else if (row.missing()) {
            put(folder, row, true);
        } else {
            wanted.add(new Wanted(folder, row));
            awaited++;
        }
    }

    private static boolean holds(Path file, MessageRow row) throws IOException {
        try {
            return row.sha256().isPresent()
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) == row.size()
                    && BodyFiles.digest(file).equals(row.sha256().get());
        } catch (FileSystemException gone) {
            return false;
        }
    }

    private void put(String folder, MessageRow row, boolean missing) throws IOException {
        IndexColumns columns = folders.get(folder);
        if (columns == null || columns.find(row.guid()).isPresent()) {
            throw new IOException("the other half names a message twice, or one in no folder");
        }
        columns.put(row.entry().withMissing(missing));
    }

    /** What has to be asked for, in order; not to be asked again while it comes. */
    public List<Wanted> wanted() {
        return wanted;
    }

    /** Whether all that was wanted has come, or was told never to come. */
    public boolean complete() {
        return awaited == 0;
    }

    /** The other half has deleted it meanwhile: the log tells of that. */
    public void gone(Wanted message) {
        assert awaited > 0 : message.row.fileName();
        awaited--;
    }

    /** The other half has no good copy either. */
    public void damaged(Wanted message) throws IOException {
        awaited--;
        put(message.folder, message.row, true);
    }

    /** Begins to take in the octets of a message. */
    public Arrival arrive(Wanted message) throws IOException {
        return new Arrival(message);
    }

    /** A message on its way; counts when {@link #done}, and leaves nothing when closed before. */
    public final class Arrival implements AutoCloseable {
        private final Wanted message;
        private final Path temporary;
        private final FileChannel channel;
        private final MessageDigest digest = Sha256.newDigest();
        private long size;
        private boolean placed;

        private Arrival(Wanted message) throws IOException {
            this.message = message;
            this.temporary = tree.folder(account, message.folder).temporary(message.row.name());
            Files.deleteIfExists(temporary);
            this.channel = tree.createFile(temporary);
        }

        public void write(ByteBuffer octets) throws IOException {
            digest.update(octets.duplicate());
            size += octets.remaining();
            MaildirTree.writeAll(channel, octets);
        }

        /** Puts the message in its place if it is what it should be; false if not: it is damaged, then. */
        public boolean done() throws IOException {
            MessageRow row = message.row;
            channel.close();
            Sha256 actual = Sha256.finish(digest);
            boolean good =
                    size == row.size() && row.sha256().map(actual::equals).orElse(true);
            if (good) {
                Path target = tree.folder(account, message.folder).file(row.name(), row.inCur());
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
                into.sync().written(target);
                placed = true;
                put(
                        message.folder,
                        row.entry().withDigest(actual).equals(row.entry())
                                ? row
                                : MessageRow.of(row.entry().withDigest(actual)),
                        false);
                awaited--;
            }
            return good;
        }

        @Override
        public void close() throws IOException {
            channel.close();
            if (!placed) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    /** Everything has come: puts aside what is too much and writes the indexes. */
    public void finish() throws IOException {
        if (!complete()) {
            throw new IllegalStateException(awaited + " messages of " + account + " have not come");
        }
        for (String folder : present()) {
            IndexColumns columns = folders.get(folder);
            if (columns == null
                    && !folder.isEmpty()
                    && FolderName.ofEncoded(folder).isPresent()) {
                into.setAside(account, tree.folder(account, folder).root());
            } else if (columns != null) {
                finish(folder, columns);
            }
        }
    }

    private void finish(String folder, IndexColumns columns) throws IOException {
        MaildirFolder files = tree.folder(account, folder);
        Set<Path> expected = new HashSet<>();
        DigestSum[] sum = {DigestSum.ZERO};
        columns.forEach(entry -> {
            expected.add(files.file(entry.name(), entry.inCur()));
            sum[0] = sum[0].plus(DigestSum.of(folder, entry));
        });
        for (Path directory : List.of(files.fresh(), files.cur())) {
            for (Path file : MaildirTree.list(directory)) {
                if (!expected.contains(file)) {
                    into.setAside(account, file);
                }
            }
        }
        new IndexFile(tree, into.sync(), tree.index(account, folder))
                .rewrite(columns, new DirectoryStamp(), new DirectoryStamp());
        into.sum(account, folder, sum[0]);
    }
}
