package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;

/** A disk whose sync fails: the node stops with exit 3 and has promised nothing that is not there. */
class DiskFailsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BEFORE_FAILURE = 50;

    /** Stands before the C library's fdatasync and fails it once a file says so. */
    private static final String FAILING_SYNC = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <stdlib.h>
            #include <unistd.h>
            int fdatasync(int fd) {
                int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
                if (access(getenv("SYNC_FAILS"), F_OK) == 0) { errno = EIO; return -1; }
                return real(fd);
            }
            """;

    @TempDir
    Path dir;

    @Test
    void stopsWithExitThreeAndKeepsWhatItAcknowledged() throws IOException, InterruptedException {
        Path fails = dir.resolve("sync-fails");
        Map<String, String> environment = Map.of("LD_PRELOAD", library().toString(), "SYNC_FAILS", fails.toString());
        List<String> acknowledged = new ArrayList<>();
        try (ServerFixture node = SampleNode.launch(dir).with(environment).startAndAwait(PATIENCE)) {
            sendUntilItEnds(node, fails, acknowledged);
            assertThat(node.awaitExit(PATIENCE)).isEqualTo(3);
        }
        assertThat(acknowledged).hasSize(BEFORE_FAILURE);
        try (ServerFixture node = SampleNode.start(dir)) {
            assertThat(tokens(node)).containsAll(acknowledged).doesNotHaveDuplicates();
        }
    }

    private Path library() throws IOException, InterruptedException {
        Tool.need("gcc");
        Path source = Files.writeString(dir.resolve("sync.c"), FAILING_SYNC);
        Path library = dir.resolve("sync.so");
        Tool.run(dir, "", "gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                .orFail();
        return library;
    }

    private static void sendUntilItEnds(ServerFixture node, Path fails, List<String> acknowledged) throws IOException {
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            for (int i = 0; i < 10 * BEFORE_FAILURE; i++) {
                if (i == BEFORE_FAILURE) {
                    Files.createFile(fails);
                }
                String token = "disk" + i;
                smtp.deliver(
                        SampleNode.address("ta"), List.of(SampleNode.address("cis505")), SampleNode.message(token));
                acknowledged.add(token);
            }
        } catch (EOFException | java.net.SocketException cut) {
            return; // as it must be: no answer rather than a false one
        }
        throw new AssertionError("the node went on without its disk");
    }

    private static List<String> tokens(ServerFixture node) throws IOException {
        List<String> tokens = new ArrayList<>();
        try (Pop3TestClient pop3 = SampleNode.pop3(node, "cis505")) {
            for (int number = 1; number <= pop3.scan().size(); number++) {
                String text = new String(pop3.retrieve(number), StandardCharsets.ISO_8859_1);
                tokens.add(text.substring(text.indexOf("X-Token: ") + 9)
                        .lines()
                        .findFirst()
                        .orElseThrow());
            }
        }
        return tokens;
    }
}
