package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;

class LogTraceTests {
    @TempDir
    Path dir;

    private LogTrace trace() throws IOException {
        try (OutputStream old =
                new GZIPOutputStream(Files.newOutputStream(dir.resolve("server-2026-01-01-1.log.gz")))) {
            old.write("1 INFO  session begun sid=S-1 listener=smtp\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(dir.resolve("server.log"), """
                2 INFO  mail accepted qid=Q-1 sid=S-1 rcpts=1
                3 INFO  mail accepted qid=Q-2 sid=S-1 rcpts=1
                4 INFO  mail sent on qid=Q-1 remote=s2/primary peerSid=P-9 reply="250 qid=Q-3 stored"
                4 INFO  queued mail handed over outcome="s3: 250 2.0.0 Ok id=84a" qid=Q-2 sid=S-1
                5 INFO  peer session ended sid=P-9
                6 INFO  session ended sid=S-1
                7 INFO  mail accepted qid=Q-11 sid=S-11
                """);
        return new LogTrace(dir, Set.of("s2", "s3"));
    }

    @Test
    void followsAMessageThroughItsSessionsAndToTheNextServer() throws IOException {
        LogTrace.Found found = trace().follow("Q-1");
        assertThat(found.lines()).extracting(line -> line.substring(0, 1)).containsExactly("1", "2", "4", "5", "6");
        assertThat(found.next()).containsExactly("s2");
        assertThat(found.ids()).contains("Q-1", "S-1", "P-9");
        LogTrace.Found onward = trace().follow("Q-2");
        assertThat(onward.next()).containsExactly("s3");
        assertThat(onward.ids()).contains("84a");
    }

    @Test
    void followsASessionToAllItsMessages() throws IOException {
        assertThat(trace().follow("S-1").lines())
                .extracting(line -> line.substring(0, 1))
                .containsExactly("1", "2", "3", "4", "4", "6");
    }

    @Test
    void refusesWhatIsNoId() throws IOException, InterruptedException {
        AdminVerb verb = trace().verb();
        assertThat(verb.action()
                        .carryOut(JsonObject.read("{\"id\":\"Q-none-here\"}"))
                        .status())
                .isEqualTo(404);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> verb.action().carryOut(JsonObject.read("{\"id\":\"a\"}")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void findsNothingWhereThereIsNoLog() throws IOException {
        Page page;
        try {
            page = new LogTrace(dir.resolve("none"), Set.of())
                    .verb()
                    .action()
                    .carryOut(JsonObject.read("{\"id\":\"Q-1-long\"}"));
        } catch (InterruptedException never) {
            throw new AssertionError(never);
        }
        assertThat(page.status()).isEqualTo(404);
    }
}
