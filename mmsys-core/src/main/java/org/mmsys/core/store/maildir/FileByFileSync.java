package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was changed and forces each file and directory: for where the whole file system cannot be synced at once.
 *
 * <p>A failed force is remembered, and no later sync succeeds: what was lost cannot be found out by asking again.
 */
public final class FileByFileSync implements TreeSync {
    /** Held while forcing: who returns relies on what another had taken, too. */
    private final Object forcing = new Object();

    private @Nullable IOException failed;
    private Set<Path> files = new LinkedHashSet<>();
    private Set<Path> directories = new LinkedHashSet<>();

    @Override
    public synchronized void written(Path file) {
        files.add(file);
        parent(file);
    }

    @Override
    public synchronized void renamed(Path from, Path to) {
        files.remove(from);
        files.add(to);
        parent(from);
        parent(to);
    }

    @Override
    public synchronized void removed(Path file) {
        files.remove(file);
        parent(file);
    }

    @Override
    public synchronized void directory(Path directory) {
        directories.add(directory);
        parent(directory);
    }

    private void parent(Path path) {
        Path parent = path.getParent();
        if (parent != null) {
            directories.add(parent);
        }
    }

    @Override
    public void sync() throws IOException {
        synchronized (forcing) {
            IOException before = failed;
            if (before != null) {
                throw new IOException("an earlier force failed", before);
            }
            syncDue();
        }
    }

    private void syncDue() throws IOException {
        List<Path> dueFiles;
        List<Path> dueDirectories;
        synchronized (this) {
            dueFiles = List.copyOf(files);
            dueDirectories = List.copyOf(directories);
            files = new LinkedHashSet<>();
            directories = new LinkedHashSet<>();
        }
        try {
            for (Path file : dueFiles) {
                force(file);
            }
            for (Path directory : dueDirectories) {
                if (Files.isDirectory(directory)) {
                    forceOpened(directory);
                }
            }
        } catch (IOException stillDue) {
            synchronized (this) {
                files.addAll(dueFiles);
                directories.addAll(dueDirectories);
            }
            throw stillDue;
        }
    }

    private void force(Path file) throws IOException {
        try {
            forceOpened(file);
        } catch (NoSuchFileException gone) {
            Optional<Path> renamed = renamedByOthers(file);
            if (renamed.isPresent()) {
                try {
                    forceOpened(renamed.get());
                } catch (NoSuchFileException deleted) {
                    return;
                }
            }
        }
    }

    private void forceOpened(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            try {
                channel.force(true);
            } catch (ClosedByInterruptException stop) {
                throw stop; // it stays due
            } catch (IOException broken) {
                failed = broken;
                throw new IOException("cannot force " + path, broken);
            }
        }
    }

    /** Mail readers move files from new to cur and change what stands behind the colon. */
    private static Optional<Path> renamedByOthers(Path file) throws IOException {
        Path folder = file.getParent() == null ? null : file.getParent().getParent();
        Optional<MaildirName> name = MaildirName.parse(MaildirTree.nameOf(file));
        if (folder == null || name.isEmpty()) {
            return Optional.empty();
        }
        Path cur = folder.resolve("cur");
        for (Path candidate : MaildirTree.list(cur)) {
            if (MaildirTree.nameOf(candidate).startsWith(name.get().base())) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
