package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;

/** SIGKILL at any moment of a download with deletion at the server: no message lost, none twice. */
final class KilledClientIT {
    private static final int MESSAGES = 200;
    private static final int KILLS = 20;

    @TempDir
    private Path directory;

    @Test
    void losesNothingAndDoublesNothing() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ToyPop3 mailbox = new ToyPop3("CAPA");
        Set<String> all = new TreeSet<>();
        for (int i = 0; i < MESSAGES; i++) {
            mailbox.put("id" + i, ToyPop3.message("m" + i, "subject " + i));
            all.add("id" + i);
        }
        try (ToyServer server = new ToyServer(mailbox::play)) {
            for (int kill = 0; kill < KILLS; kill++) {
                killedAfter(server, random.nextInt(160) + 1);
            }
            assertThat(finished(server)).as("seed " + seed).containsExactlyElementsOf(all);
            assertThat(mailbox.ids()).isEmpty();
        }
    }

    /** Runs a client until the server has heard so many lines, and kills it. */
    private void killedAfter(ToyServer server, int lines) throws Exception {
        CountDownLatch enough = new CountDownLatch(lines);
        server.heard(enough::countDown);
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CheckForEver.class.getName(),
                        directory.resolve("p").toString(),
                        server.endpoint().toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        try {
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            client.destroyForcibly();
            assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Set<String> finished(ToyServer server) throws Exception {
        AtomicInteger rows = new AtomicInteger();
        Set<String> ids = new TreeSet<>();
        try (Bench bench = new Bench(directory.resolve("p"))) {
            bench.account(
                    Endpoints.of(server.endpoint()), Endpoints.of(server.endpoint()), new Leave(Leave.Policy.NEVER, 0));
            Bench.done(bench.service().check("ada"));
            for (MessageRow row : bench.rows(Folder.INBOX)) {
                rows.incrementAndGet();
                ids.add(row.key().id());
                assertThat(Bench.done(bench.service().open(row.key())).plain()).contains("Text of " + row.subject());
            }
        }
        assertThat(rows).hasValue(ids.size());
        return ids;
    }
}
