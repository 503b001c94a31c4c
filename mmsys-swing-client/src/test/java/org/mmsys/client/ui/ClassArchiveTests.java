package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes: written once, used by the next start, and never in the way. */
final class ClassArchiveTests {
    @TempDir
    private Path directory;

    private String classPath = "";

    @BeforeEach
    void pack() throws IOException {
        Path jar = directory.resolve("program.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> each : List.of(ClassArchive.class, KeepClasses.class)) {
                String name = each.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = each.getClassLoader().getResourceAsStream(name)) {
                    assertThat(in).isNotNull();
                    in.transferTo(out);
                }
            }
        }
        classPath = jar
                + File.pathSeparator
                + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(part -> part.contains("slf4j-api"))
                        .collect(Collectors.joining(File.pathSeparator));
    }

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-Xlog:cds*=off", "-Dslf4j.internal.verbosity=ERROR", "-cp", classPath, KeepClasses.class.getName()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process record(Path archive) throws IOException {
        return start("-XX:+RecordDynamicDumpInfo", "-D" + ClassArchive.PROPERTY + "=" + archive);
    }

    @Test
    void whatSeveralStartsWriteAtOnceTheNextCanUse() throws Exception {
        Path archive = directory.resolve("cache").resolve("client-1.jsa");
        List<Process> both = List.of(record(archive), record(archive));
        for (Process each : both) {
            assertThat(end(each)).isZero();
        }
        try (var files = Files.list(archive.getParent())) {
            assertThat(files).containsExactly(archive);
        }
        // "on" fails where "auto", which the launcher says, does without.
        assertThat(end(start("-Xshare:on", "-XX:SharedArchiveFile=" + archive))).isZero();
    }

    @Test
    void whereItCannotBeWrittenOrReadAllWorksAsWell() throws Exception {
        Path file = Files.writeString(directory.resolve("no-directory"), "x");
        assertThat(end(record(file.resolve("client-1.jsa")))).isZero();
        assertThat(end(start("-D" + ClassArchive.PROPERTY + "=" + directory.resolve("client-2.jsa"))))
                .as("a virtual machine that does not remember")
                .isZero();
        assertThat(directory.resolve("client-2.jsa")).doesNotExist();
        Path damaged = Files.writeString(directory.resolve("client-3.jsa"), "no archive");
        assertThat(end(start("-Xshare:auto", "-XX:SharedArchiveFile=" + damaged)))
                .isZero();
        assertThat(Files.readString(directory.resolve("out"))).isEmpty();
    }
}
