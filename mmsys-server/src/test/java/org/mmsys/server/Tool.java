package org.mmsys.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the machine that a test drives, such as curl. */
final class Tool {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Tool() {}

    /** How a program ended, and what it printed on both streams. */
    record Result(int exit, String printed) {
        /** Fails the test with all that was printed unless the program ended well. */
        String orFail() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + "; printed:\n" + printed);
            }
            return printed;
        }
    }

    /** Skips the test when a program is missing; under {@code ./dist/test}, which installs them all, it fails. */
    static void need(String program) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";
        boolean there = Stream.of(path.split(File.pathSeparator, -1))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
        if (!there && Boolean.getBoolean("mmsys.test.complete")) {
            throw new AssertionError(program + " is not installed; ./dist/test installs it");
        }
        assumeTrue(there, program + " is not installed");
    }

    /** Runs a program in a directory with this standard input. */
    static Result run(Path dir, String input, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path printed = Files.createTempFile(dir, "printed", ".txt");
        Path stdin = Files.writeString(Files.createTempFile(dir, "input", ".txt"), input, StandardCharsets.UTF_8);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectInput(stdin.toFile())
                .redirectOutput(printed.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("HOME", dir.toString());
        Process process = builder.start();
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end; printed:\n" + text(printed));
        }
        return new Result(process.exitValue(), text(printed));
    }

    static Result run(Path dir, String input, String... command) throws IOException, InterruptedException {
        return run(dir, input, Map.of(), List.of(command));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
