package org.mmsys.client.ui;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the classes of this start for the next one, which maps them instead of loading each: a class data sharing archive (JEP 350).
 *
 * <p>The launcher names the file in {@value #PROPERTY}, and starts a virtual machine that remembers its classes, while there is no such
 * file. It is written when the program ends, beside its place, and put there as a whole: several that end at once do no harm. Never
 * fatal: without an archive all works as well.
 */
final class ClassArchive {
    /** The file; nothing is kept without. */
    static final String PROPERTY = "mmsys.class-archive";

    private static final Logger log = LoggerFactory.getLogger(ClassArchive.class);
    private static final Duration OLD = Duration.ofDays(60);

    private ClassArchive() {}

    /** Writes the archive when this program ends, if the launcher wants one. */
    static void keepAtExit() {
        Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .filter(file -> !Files.exists(file))
                .ifPresent(file -> Runtime.getRuntime().addShutdownHook(new Thread(() -> keep(file), "class-archive")));
    }

    private static void keep(Path file) {
        if (Files.exists(file) || classesInDirectories()) {
            return;
        }
        Path beside = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            dump(beside);
            if (Files.size(beside) > 0) {
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                forgetOld(file);
            }
        } catch (IOException | JMException | RuntimeException none) {
            log.atDebug().setCause(none).log("no class archive was written");
        } finally {
            delete(beside);
        }
    }

    /** The virtual machine cannot share classes that do not come from jars, and would end with an error. */
    private static boolean classesInDirectories() {
        return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                .anyMatch(part -> Files.isDirectory(Path.of(part)));
    }

    /** What {@code jcmd PID VM.cds dynamic_dump FILE} does, from inside. */
    private static void dump(Path file) throws JMException {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmCds",
                        new Object[] {
                            new String[] {"dynamic_dump", file.toAbsolutePath().toString()}
                        },
                        new String[] {String[].class.getName()});
    }

    /** Archives of versions that are gone. */
    private static void forgetOld(Path file) throws IOException {
        Instant before = Instant.now().minus(OLD);
        try (var all = Files.newDirectoryStream(file.toAbsolutePath().getParent(), "client-*")) {
            for (Path each : all) {
                if (Files.getLastModifiedTime(each).toInstant().isBefore(before)) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            log.atDebug().setCause(stays).log("a file stays behind");
        }
    }
}
