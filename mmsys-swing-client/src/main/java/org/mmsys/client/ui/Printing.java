package org.mmsys.client.ui;

import java.awt.print.Printable;
import java.awt.print.PrinterException;
import java.awt.print.PrinterJob;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.client.core.Problem;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.UiExecutor;

/** Sends pages to a printer of the user's choice, or to a file. Event thread; printers are looked for, and printed to, off it. */
final class Printing {
    private Printing() {}

    /** Asks for the printer and prints. */
    static void print(UiExecutor executor, String title, Printable pages, Consumer<Problem> onProblem) {
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
            return Optional.of(Problem.of(
                    Problem.Cause.DISK, Texts.of("reader.print.failed", String.valueOf(failed.getMessage()))));
        }
    }
}
