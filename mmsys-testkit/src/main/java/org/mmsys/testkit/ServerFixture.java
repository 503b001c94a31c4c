package org.mmsys.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server in a process of its own, as scripts see it: a ready line, signals, an exit code.
 *
 * <p>Owned by one test; a background thread of its own gathers what the process prints. Closing kills the process.
 */
public final class ServerFixture implements AutoCloseable {
    private static final int LINES_MAX = 10_000;

    private final Process process;
    private final Thread reader;
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final List<String> printed = new ArrayList<>();

    private ServerFixture(Process process) {
        this.process = process;
        reader = new Thread(this::gather, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * How to start a server.
     *
     * @param mainClass its main class, found on the class path of the test
     * @param jvmOptions options of the JVM, for example {@code -Xmx128m}
     * @param arguments its own arguments
     * @param workingDirectory where it runs
     * @param environment variables added to those of the test
     */
    public record Launch(
            String mainClass,
            List<String> jvmOptions,
            List<String> arguments,
            Path workingDirectory,
            Map<String, String> environment) {
        public Launch {
            jvmOptions = List.copyOf(jvmOptions);
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        /** The same with these variables. */
        public Launch with(Map<String, String> variables) {
            return new Launch(mainClass, jvmOptions, arguments, workingDirectory, variables);
        }

        /** Starts the process; returns at once. */
        public ServerFixture start() throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto", "-cp", testClassPath()));
            command.addAll(jvmOptions);
            command.add(mainClass);
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(workingDirectory.toFile())
                    .redirectErrorStream(true);
            builder.environment().putAll(environment);
            return new ServerFixture(builder.start());
        }

        /** Starts the process and waits for its ready line. */
        public ServerFixture startAndAwait(Duration limit) throws IOException {
            ServerFixture server = start();
            try {
                server.awaitReady(limit);
                return server;
            } catch (AssertionError notReady) {
                server.close();
                throw notReady;
            }
        }
    }

    /** The class path of the running test, also under a test runner that hides it in a jar of its own. */
    public static String testClassPath() {
        return Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElseGet(() -> System.getProperty("java.class.path"));
    }

    /** Waits for the line that begins with {@code ready}; an {@link AssertionError} says what was printed instead. */
    public String awaitReady(Duration limit) {
        try {
            return ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        } catch (ExecutionException | TimeoutException late) {
            throw new AssertionError("no ready line; printed:\n" + output(), late);
        }
    }

    /** The port of a listener as the ready line tells it. */
    public int port(String listener) {
        String address = Stream.of(awaitReady(Duration.ofSeconds(30)).split(" ", -1))
                .filter(word -> word.startsWith(listener + "="))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + listener + " in " + output()))
                .substring(listener.length() + 1);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** All {@code key=value} words of the ready line. */
    public Map<String, String> readyValues() {
        return Stream.of(awaitReady(Duration.ofSeconds(30)).split(" ", -1))
                .filter(word -> word.indexOf('=') > 0)
                .collect(Collectors.toMap(
                        word -> word.substring(0, word.indexOf('=')), word -> word.substring(word.indexOf('=') + 1)));
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything printed so far on both streams. */
    public String output() {
        synchronized (printed) {
            return String.join("\n", printed);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    public void killHard() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(20));
    }

    /** SIGTERM; the exit code. */
    public int stop(Duration limit) {
        process.destroy();
        return awaitExit(limit);
    }

    /** SIGTERM without waiting. */
    public void terminate() {
        process.destroy();
    }

    /** The exit code; an {@link AssertionError} when the process outlives the limit. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + limit + "; printed:\n" + output());
            }
            reader.join(limit.toMillis());
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            killHard();
        }
    }

    private void gather() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (printed) {
                    if (printed.size() < LINES_MAX) {
                        printed.add(line);
                    }
                }
                if (line.startsWith("ready ")) {
                    ready.complete(line);
                }
            }
            ready.completeExceptionally(new IOException("the process ended its output"));
        } catch (IOException closed) {
            ready.completeExceptionally(closed);
        }
    }
}
