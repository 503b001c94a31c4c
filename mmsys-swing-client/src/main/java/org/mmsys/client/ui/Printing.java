package org.mmsys.client.ui;

import com.formdev.flatlaf.util.SystemFileChooser;
import java.awt.Component;
import java.awt.print.Printable;
import java.awt.print.PrinterException;
import java.awt.print.PrinterJob;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;
import javax.print.DocFlavor;
import javax.print.PrintException;
import javax.print.SimpleDoc;
import javax.print.StreamPrintServiceFactory;
import org.mmsys.client.core.Problem;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.UiExecutor;

/**
 * Sends pages to a printer of the user's choice; where there is no printer, to a PostScript file. Event thread; printers are looked for,
 * and printed to, off it.
 */
final class Printing {
    private static final DocFlavor PAGES = DocFlavor.SERVICE_FORMATTED.PRINTABLE;
    private static final String POSTSCRIPT = DocFlavor.BYTE_ARRAY.POSTSCRIPT.getMimeType();

    private final Component owner;
    private final UiExecutor executor;
    private final Consumer<Path> onSaved;
    private final Consumer<Problem> onProblem;

    /** {@code onSaved} hears the file where there was no printer. */
    Printing(Component owner, UiExecutor executor, Consumer<Path> onSaved, Consumer<Problem> onProblem) {
        this.owner = owner;
        this.executor = executor;
        this.onSaved = onSaved;
        this.onProblem = onProblem;
    }

    /** Asks where to, and prints. */
    void print(String title, Printable pages) {
        executor.computeSlowly(() -> PrinterJob.lookupPrintServices().length > 0, printers -> {
            if (printers) {
                toPrinter(title, pages);
            } else {
                toFile(title, pages);
            }
        });
    }

    private void toPrinter(String title, Printable pages) {
        executor.computeSlowly(PrinterJob::getPrinterJob, job -> {
            job.setJobName(title);
            job.setPrintable(pages);
            if (job.printDialog()) {
                executor.computeSlowly(() -> run(job), trouble -> trouble.ifPresent(onProblem));
            }
        });
    }

    private static Optional<Problem> run(PrinterJob job) {
        try {
            job.print();
            return Optional.empty();
        } catch (PrinterException failed) {
            return Optional.of(problem(failed));
        }
    }

    private void toFile(String title, Printable pages) {
        SystemFileChooser chooser = new SystemFileChooser();
        chooser.setDialogTitle(Texts.of("reader.print.no-printer"));
        String name = MessageFiles.fileName(title).replaceFirst("\\.eml$", ".ps");
        chooser.setSelectedFile(new File(chooser.getCurrentDirectory(), name));
        if (chooser.showSaveDialog(owner) == SystemFileChooser.APPROVE_OPTION) {
            Path file = chooser.getSelectedFile().toPath();
            executor.computeSlowly(
                    () -> write(pages, file),
                    trouble -> trouble.ifPresentOrElse(onProblem, () -> onSaved.accept(file)));
        }
    }

    /** The file has its name only when it is complete. */
    private static Optional<Problem> write(Printable pages, Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                StreamPrintServiceFactory.lookupStreamPrintServiceFactories(PAGES, POSTSCRIPT)[0]
                        .getPrintService(out)
                        .createPrintJob()
                        .print(new SimpleDoc(pages, PAGES, null), null);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return Optional.empty();
        } catch (IOException | PrintException failed) {
            return Optional.of(problem(failed));
        }
    }

    private static Problem problem(Exception failed) {
        return Problem.of(Problem.Cause.DISK, Texts.of("reader.print.failed", String.valueOf(failed.getMessage())));
    }
}
