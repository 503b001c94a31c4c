package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Guids;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.Flags;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in files that other programs put into a folder: regular ones with something in them, no links, no pipes.
 *
 * <p>A file with other line ends than CRLF is written anew into {@code tmp}; all that was written is synced once before
 * the entries are appended, many files in each. Worker thread; waits for the journal, within limits.
 */
final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);
    private static final int FILES_IN_ENTRY = 256;
    /** All are written before the first original is deleted: some file systems are slow to create what follows deletions. */
    private static final int FILES_AT_A_TIME = 65_536;

    private static final int ENTRIES_AT_A_TIME = 4;
    private static final long COMMIT_SECONDS_MAX = 60;
    private final Journal journal;
    private final MaildirTree tree;
    private final TreeSync sync;
    private final InstantSource clock;
    private final String node;

    Adoption(Journal journal, MaildirTree tree, TreeSync sync, InstantSource clock, String node) {
        this.journal = journal;
        this.tree = tree;
        this.sync = sync;
        this.clock = clock;
        this.node = node;
    }

    /** Adopts what can be; false if something has to be looked at again. */
    boolean run(Mailbox mailbox, List<Listing.Foreign> files) throws IOException, InterruptedException {
        List<Listing.Foreign> inOrder = new ArrayList<>(files);
        inOrder.sort(Comparator.comparingLong((Listing.Foreign file) -> leadingNumber(file.name()))
                .thenComparing(Listing.Foreign::name));
        boolean all = true;
        for (int from = 0; from < inOrder.size(); from += FILES_AT_A_TIME) {
            all &= adopt(mailbox, inOrder.subList(from, Math.min(inOrder.size(), from + FILES_AT_A_TIME)));
        }
        return all;
    }

    /** Maildir names begin with the time of delivery. */
    private static long leadingNumber(String name) {
        long number = 0;
        for (int i = 0; i < Math.min(name.length(), 15) && Character.digit(name.charAt(i), 10) >= 0; i++) {
            number = number * 10 + Character.digit(name.charAt(i), 10);
        }
        return number;
    }

    private boolean adopt(Mailbox mailbox, List<Listing.Foreign> files) throws IOException, InterruptedException {
        List<List<Operation.Adopt>> prepared = prepareAll(mailbox, files);
        boolean converted = prepared.stream()
                .flatMap(List::stream)
                .anyMatch(
                        operation -> ForeignName.parse(operation.foreignName()).converted());
        if (converted) {
            sync.sync(); // the file we read from is deleted when the entry is applied
        }
        long committed = 0;
        for (int from = 0; from < prepared.size(); from += ENTRIES_AT_A_TIME) {
            List<List<Operation.Adopt>> some =
                    prepared.subList(from, Math.min(prepared.size(), from + ENTRIES_AT_A_TIME));
            if (!commit(some)) {
                log.atWarn().addKeyValue("account", mailbox.account()).log("foreign messages not taken in now");
                return false;
            }
            committed += some.stream().mapToLong(List::size).sum();
        }
        if (committed > 0) {
            log.atInfo()
                    .addKeyValue("account", mailbox.account())
                    .addKeyValue("folder", mailbox.files().encoded())
                    .addKeyValue("messages", committed)
                    .log("foreign messages taken in");
        }
        return committed == files.size();
    }

    /** What each entry will hold, in order; on all cores, since somebody waits for his first look at a large folder. */
    private List<List<Operation.Adopt>> prepareAll(Mailbox mailbox, List<Listing.Foreign> files) throws IOException {
        int entries = (files.size() + FILES_IN_ENTRY - 1) / FILES_IN_ENTRY;
        List<Guids.Block> guids =
                Stream.generate(journal.guids()::next).limit(entries).toList();
        try {
            return IntStream.range(0, entries)
                    .parallel()
                    .mapToObj(entry -> {
                        int from = entry * FILES_IN_ENTRY;
                        int to = Math.min(files.size(), from + FILES_IN_ENTRY);
                        return prepareEntry(mailbox, files.subList(from, to), guids.get(entry));
                    })
                    .toList();
        } catch (UncheckedIOException failed) {
            throw new IOException("a foreign message cannot be taken in", failed.getCause());
        }
    }

    private List<Operation.Adopt> prepareEntry(Mailbox mailbox, List<Listing.Foreign> files, Guids.Block guids) {
        List<Operation.Adopt> operations = new ArrayList<>();
        try {
            for (Listing.Foreign file : files) {
                prepare(mailbox, file, guids.at(operations.size())).ifPresent(operations::add);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return operations;
    }

    /** Few entries at a time: the deliveries of others go in between. */
    private boolean commit(List<List<Operation.Adopt>> entries) throws InterruptedException {
        CountDownLatch open = new CountDownLatch(entries.size());
        AtomicBoolean refused = new AtomicBoolean();
        CommitListener listener = new CommitListener() {
            @Override
            public void committed(long sequence) {
                open.countDown();
            }

            @Override
            public void refused(Refusal why) {
                refused.set(true);
                open.countDown();
            }
        };
        for (List<Operation.Adopt> operations : entries) {
            if (operations.isEmpty()) {
                open.countDown();
            } else {
                journal.append(new JournalEntry(List.copyOf(operations)), listener);
            }
        }
        return open.await(COMMIT_SECONDS_MAX, TimeUnit.SECONDS) && !refused.get();
    }

    private Optional<Operation.Adopt> prepare(Mailbox mailbox, Listing.Foreign listed, Guid guid) throws IOException {
        try {
            BasicFileAttributes before = attributes(listed.path());
            if (!before.isRegularFile() || before.size() == 0) {
                log.atDebug()
                        .addKeyValue("account", mailbox.account())
                        .addKeyValue("file", PrintableText.of(listed.name()))
                        .log("not a message: left alone");
                return Optional.empty();
            }
            Listing.Foreign file = named(mailbox, listed, guid);
            Instant now = clock.instant();
            ForeignMessage.Examined examined = ForeignMessage.examine(file.path(), before.size());
            ForeignMessage message = examined.message();
            if (!message.clean()) {
                MaildirName name = MaildirName.of(now, guid, node, message.size());
                message = convert(mailbox, file, name, before, examined);
            }
            BasicFileAttributes after = attributes(file.path());
            if (after.size() != before.size() || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
                return Optional.empty(); // still being written
            }
            sync.written(file.path());
            return Optional.of(new Operation.Adopt(
                    now,
                    node,
                    guid,
                    mailbox.account(),
                    mailbox.files().encoded(),
                    Flags.of(MaildirName.letters(file.name())).letters(),
                    message.size(),
                    message.sha256(),
                    new ForeignName(!message.clean(), file.inCur(), file.name()).toString()));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** An entry can name the file only in ASCII. */
    private static Listing.Foreign named(Mailbox mailbox, Listing.Foreign file, Guid guid) throws IOException {
        boolean plain = file.name().chars().allMatch(c -> c > ' ' && c < 127);
        if (plain) {
            return file;
        }
        String name = "adopted-" + guid + (file.inCur() ? ":2," + Flags.of(MaildirName.letters(file.name())) : "");
        Path target = mailbox.files().directory(file.inCur()).resolve(name);
        Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
        return new Listing.Foreign(target, name, file.inCur());
    }

    private ForeignMessage convert(
            Mailbox mailbox,
            Listing.Foreign file,
            MaildirName name,
            BasicFileAttributes original,
            ForeignMessage.Examined examined)
            throws IOException {
        Path temporary = mailbox.files().temporary(name);
        Files.deleteIfExists(temporary);
        ForeignMessage written;
        try (FileChannel channel = tree.createFile(temporary)) {
            if (examined.octets().isPresent()) {
                MaildirTree.writeAll(channel, ByteBuffer.wrap(examined.octets().get()));
                written = examined.message();
            } else {
                written = ForeignMessage.convert(file.path(), channel);
            }
        }
        Files.setLastModifiedTime(temporary, original.lastModifiedTime()); // readers take it for the time of arrival
        sync.written(temporary);
        return written;
    }
}
