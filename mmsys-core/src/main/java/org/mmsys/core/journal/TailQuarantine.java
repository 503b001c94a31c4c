package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts aside what is cut off the end of a log: nobody was told that it is kept, but an administrator may want it.
 *
 * <p>Under {@code quarantine/<epoch>/}: the records as they stood in the log, and each message as {@code <guid>.eml} with
 * {@code <guid>.txt} that tells whose it was. Committer thread.
 */
final class TailQuarantine {
    private static final Logger log = LoggerFactory.getLogger(TailQuarantine.class);

    private final JournalFiles files;
    private final LogReader reader;

    TailQuarantine(JournalFiles files, LogReader reader) {
        this.files = files;
        this.reader = reader;
    }

    /** Copies these entries; the records and spooled bodies durably. */
    void keep(long first, long last) throws IOException {
        long[] epoch = new long[1];
        reader.walk(first, first, (record, place) -> {
            epoch[0] = record.epoch();
            return false;
        });
        Path directory = files.quarantine().resolve(Long.toString(epoch[0]));
        Directories.create(directory);
        Path records = directory.resolve(String.format(Locale.ROOT, "%016x-%016x.records", first, last));
        try (FileChannel copy = FileChannel.open(
                records, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            reader.walk(first, last, (record, place) -> {
                ByteBuffer octets = record.octets().duplicate().clear();
                while (octets.hasRemaining()) {
                    copy.write(octets);
                }
                for (Operation operation : Unapplied.of(record).entry().operations()) {
                    keepMail(directory, operation);
                }
                return true;
            });
            Directories.force(records, copy);
        }
        Directories.force(directory);
        log.atWarn()
                .addKeyValue("entries", last - first + 1)
                .addKeyValue("directory", directory)
                .log("entries put into quarantine");
    }

    private void keepMail(Path directory, Operation operation) throws IOException {
        if (operation instanceof Operation.Deliver deliver && !deliver.copies().isEmpty()) {
            StringBuilder text = new StringBuilder().append("time: ").append(deliver.time());
            for (Operation.Copy copy : deliver.copies()) {
                text.append("\n\nguid: ")
                        .append(copy.guid())
                        .append("\naccount: ")
                        .append(copy.account())
                        .append("\nfolder: ")
                        .append(PrintableText.of(copy.folder().isEmpty() ? "INBOX" : copy.folder()));
            }
            keep(directory, deliver.copies().get(0).guid(), deliver.body(), text);
        } else if (operation instanceof Operation.Enqueue queued) {
            StringBuilder text = new StringBuilder()
                    .append("time: ")
                    .append(queued.time())
                    .append("\nqueue id: ")
                    .append(queued.id());
            queued.recipients().forEach(to -> text.append("\nrecipient: ").append(PrintableText.of("" + to.address())));
            keep(directory, queued.id(), queued.body(), text);
        }
    }

    private void keep(Path directory, Guid name, Body body, StringBuilder text) throws IOException {
        Files.writeString(directory.resolve(name + ".txt"), text.append('\n'), StandardCharsets.UTF_8);
        Path message = directory.resolve(name + ".eml");
        if (body instanceof Body.Inline inline) {
            Files.write(message, inline.octets());
            return;
        }
        try {
            Path source = files.bodies().resolve(((Body.Spooled) body).fileName());
            Files.copy(source, message, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel copy = FileChannel.open(message, StandardOpenOption.WRITE)) {
                Directories.force(message, copy);
            }
        } catch (NoSuchFileException gone) {
            log.atWarn().addKeyValue("guid", name).setCause(gone).log("body of an uncommitted message is gone");
        }
    }
}
