package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                2 INFO  mail accepted sid=S-1 qid=Q-1 peer=s3/primary origin=s3/Q-0 osid=S-9
                3 INFO  mail accepted sid=S-1 qid=Q-2 rcpts=1
                4 INFO  queued mail handed over qid=Q-1 remote=s2 outcome="s2: 250 2.0.0 Ok id=Q-3"
                5 INFO  session begun sid=S-7 via=s3/primary
                6 INFO  session ended sid=S-1
                7 INFO  mail accepted sid=S-11 qid=Q-11 origin=s3/Q-00 osid=-
                8 INFO  report to the sender qid=Q-1 report=Q-8
                9 INFO  queued mail handed over qid=Q-8 remote=- outcome=""
                """);
        return new LogTrace(dir, Set.of("s2", "s3"));
    }

    private static List<String> numbers(LogTrace.Found found) {
        return found.lines().stream().map(line -> line.substring(0, 1)).toList();
    }

    @Test
    void followsAMessageThroughItsSessionsToTheNextServerAndToItsReport() throws IOException {
        LogTrace.Found found = trace().follow("Q-1");
        assertThat(numbers(found)).containsExactly("1", "2", "4", "6", "8", "9");
        assertThat(found.next()).containsExactlyInAnyOrder("s2", "s3");
        assertThat(found.ids()).contains("Q-1", "Q-0", "S-1", "S-9", "Q-8");
    }

    @Test
    void knowsAMessageByTheIdItHadAtTheServerThatSentIt() throws IOException {
        assertThat(numbers(trace().follow("Q-0"))).containsExactly("1", "2", "4", "6", "8");
        assertThat(numbers(trace().follow("S-9"))).containsExactly("1", "2", "4", "6", "8");
    }

    @Test
    void followsASessionToAllItsMessages() throws IOException {
        assertThat(numbers(trace().follow("S-1"))).containsExactly("1", "2", "3", "4", "6", "8");
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
