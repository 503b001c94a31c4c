package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.address.AccountName;

/** Reads messages and verifies what it reads; a damaged one is set aside. Any thread. */
final class Reading {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private final Mailboxes mailboxes;
    private final Shelf shelf;

    Reading(Mailboxes mailboxes, Shelf shelf) {
        this.mailboxes = mailboxes;
        this.shelf = shelf;
    }

    /** Whether reading a message of this size is one short visit to the disk, or none. */
    static boolean small(long size) {
        return size <= Body.INLINE_MAX;
    }

    /** The octets of a message; an exception with a plain sentence when it cannot be had. */
    BodySource open(AccountName account, String folder, Guid guid) throws IOException {
        Mailbox mailbox = mailboxes.borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            IndexEntry entry = find(mailbox, guid);
            try {
                return open(mailbox, entry);
            } catch (NoSuchFileException renamedOrGone) {
                IndexEntry now;
                synchronized (mailbox) {
                    shelf.refreshNames(mailbox);
                    now = find(mailbox, guid);
                }
                return openRenamed(mailbox, now);
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    private BodySource openRenamed(Mailbox mailbox, IndexEntry entry) throws IOException {
        try {
            return open(mailbox, entry);
        } catch (NoSuchFileException gone) {
            synchronized (mailbox) {
                if (mailbox.find(entry.guid()).filter(entry::equals).isPresent()) {
                    shelf.lost(mailbox, entry);
                }
            }
            throw unreadable(entry.guid(), "its file is gone", gone);
        }
    }

    private static IndexEntry find(Mailbox mailbox, Guid guid) throws IOException {
        synchronized (mailbox) {
            Optional<IndexEntry> entry = mailbox.find(guid).filter(known -> !known.missing());
            return entry.orElseThrow(() -> new IOException("message " + guid + " is no longer there"));
        }
    }

    private BodySource open(Mailbox mailbox, IndexEntry entry) throws IOException {
        FileChannel channel = FileChannel.open(mailbox.files().file(entry.name(), entry.inCur()), READ);
        if (!small(entry.name().size())) {
            return new FileSource(channel, (size, digest) -> judge(mailbox, entry, size, digest));
        }
        try (channel) {
            ByteBuffer octets = ByteBuffer.allocate((int) entry.name().size() + 1);
            int got = 0;
            while (got >= 0 && octets.hasRemaining()) {
                got = channel.read(octets);
            }
            octets.flip();
            long size = octets.hasRemaining() && octets.limit() == octets.capacity() ? channel.size() : octets.limit();
            judge(mailbox, entry, size, digest(octets));
            return new MemorySource(octets);
        }
    }

    private static Sha256 digest(ByteBuffer octets) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(octets.duplicate());
        return Sha256.finish(digest);
    }

    private void judge(Mailbox mailbox, IndexEntry entry, long size, Sha256 digest) throws IOException {
        boolean intact = size == entry.name().size() && Shelf.fits(entry, digest);
        if (intact && entry.sha256().isPresent()) {
            return;
        }
        Mailbox same = mailboxes.borrow(mailbox.account(), mailbox.files().encoded());
        try {
            Rebuild.load(same);
            synchronized (same) {
                if (intact) {
                    same.learn(entry.guid(), digest);
                } else if (same.find(entry.guid()).filter(now -> !now.missing()).isPresent()) {
                    shelf.setAside(same, same.find(entry.guid()).orElse(entry), "size " + size + " digest " + digest);
                }
            }
        } finally {
            mailboxes.giveBack(same);
        }
        if (!intact) {
            throw unreadable(entry.guid(), "it is damaged and was set aside", null);
        }
    }

    private static IOException unreadable(Guid guid, String why, @Nullable IOException cause) {
        return new IOException("message " + guid + " cannot be read: " + why, cause);
    }
}
