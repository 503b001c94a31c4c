package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.NoSpaceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A body on its way in: a small array that doubles, then a file in the journal's directory of bodies. */
final class SpooledWriter implements BodyWriter {
    private static final Logger log = LoggerFactory.getLogger(SpooledWriter.class);
    private static final int FIRST = 2 * 1024;
    private final Journal journal;
    private final MaildirTree tree;
    private final MessageDigest digest = Sha256.newDigest();
    private byte[] memory = new byte[0];
    private long size;
    private int prefixLength;
    private @Nullable Path file;
    private @Nullable FileChannel channel;

    SpooledWriter(Journal journal, MaildirTree tree) {
        this.journal = journal;
        this.tree = tree;
    }

    @Override
    public boolean mayBlock(int octets) {
        return channel != null || size + octets > Body.INLINE_MAX;
    }

    @Override
    public void prefix(byte[] octets) throws IOException {
        if (size > 0) {
            throw new IllegalStateException("the prefix comes first");
        }
        prefixLength = octets.length;
        write(ByteBuffer.wrap(octets));
    }

    @Override
    public synchronized void write(ByteBuffer octets) throws IOException {
        int count = octets.remaining();
        digest.update(octets.duplicate());
        if (channel == null && size + count <= Body.INLINE_MAX) {
            if (memory.length < size + count) {
                int doubled = Math.max(FIRST, Integer.highestOneBit((int) size + count - 1) << 1);
                memory = Arrays.copyOf(memory, Math.min(doubled, Body.INLINE_MAX));
            }
            octets.get(memory, (int) size, count);
        } else {
            spool(octets);
        }
        size += count;
        if (file != null) {
            journal.tap().grown(MaildirTree.nameOf(file), size);
        }
    }

    private void spool(ByteBuffer octets) throws IOException {
        try {
            FileChannel into = channel;
            if (into == null) {
                if (journal.shortOfSpace()) {
                    throw new NoSpaceException("below the reserve of the disk");
                }
                Path path =
                        journal.bodies().resolve(journal.guids().next().at(0).text());
                into = tree.createFile(path);
                file = path;
                channel = into;
                MaildirTree.writeAll(into, ByteBuffer.wrap(memory, 0, (int) size));
                memory = new byte[0];
            }
            MaildirTree.writeAll(into, octets);
        } catch (IOException e) {
            throw full(e) ? new NoSpaceException("no space for a message body", e) : e;
        }
    }

    /** Java has no other way to tell a full disk from a broken one. */
    static boolean full(IOException e) {
        String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public synchronized Body finish() throws IOException {
        Sha256 sha256 = Sha256.finish(digest);
        Path path = file;
        FileChannel open = channel;
        if (path == null || open == null) {
            return new Body.Inline(Arrays.copyOf(memory, (int) size), sha256, prefixLength);
        }
        try (open) {
            open.force(true);
        } catch (IOException e) {
            throw full(e) ? new NoSpaceException("no space for a message body", e) : e;
        }
        MaildirTree.force(journal.bodies());
        return new Body.Spooled(MaildirTree.nameOf(path), size, sha256, prefixLength);
    }

    @Override
    public synchronized void abandon() {
        memory = new byte[0];
        Path path = file;
        FileChannel open = channel;
        file = null;
        if (path == null || open == null) {
            return;
        }
        journal.tap().abandoned(MaildirTree.nameOf(path));
        try (open) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", path).setCause(e).log("unused body not deleted");
        }
    }
}
