package org.mmsys.client.ui;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.model.MessageRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages as files for another program: copies as they came, octet by octet, named after their subjects, in a temporary directory
 * that goes with this program.
 */
final class MessageOut {
    private static final Logger log = LoggerFactory.getLogger(MessageOut.class);
    private static final int FILES_MAX = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private MessageOut() {}

    /** The files of these messages. Called by a drop that waits for them, so it waits for the disk a moment, never for a server. */
    static List<File> files(MailService service, List<MessageRow> rows) {
        List<File> files = new ArrayList<>();
        try {
            Path directory = Files.createTempDirectory("mmsys-mail");
            directory.toFile().deleteOnExit();
            for (MessageRow row : rows.subList(0, Math.min(rows.size(), FILES_MAX))) {
                Optional<Path> source =
                        service.source(row.key()).await(PATIENCE).flatMap(outcome -> outcome.got());
                if (source.isPresent()) {
                    Path file = free(directory, MessageFiles.fileName(row.subject()));
                    Files.copy(source.get(), file);
                    file.toFile().deleteOnExit();
                    files.add(file.toFile());
                }
            }
        } catch (IOException full) {
            log.atWarn().setCause(full).log("a message could not be dragged out");
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
        return files;
    }

    /** The name, with a number if there is such a file already. */
    private static Path free(Path directory, String name) {
        Path file = directory.resolve(name);
        for (int i = 2; Files.exists(file); i++) {
            file = directory.resolve(name.replaceFirst("\\.eml$", " (" + i + ").eml"));
        }
        return file;
    }
}
