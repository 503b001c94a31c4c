package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import org.mmsys.client.ToySmtp;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.wire.sasl.Secret;

/** SIGKILL at any moment of a download with deletion at the server: no message lost, none twice. */
final class KilledClientIT {
    private static final int MESSAGES = 200;
    private static final int KILLS = 20;
    private static final int SENT = 25;

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
                killedAfter(CheckForEver.class, server, random.nextInt(160) + 1);
            }
            assertThat(finished(server)).as("seed " + seed).containsExactlyElementsOf(all);
            assertThat(mailbox.ids()).isEmpty();
        }
    }

    /** A message that had been handed over when the program died is sent again under the same id, and only then. */
    @Test
    void everyMessageLeavesAndNoneUnderTwoIds() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ToySmtp smtp = new ToySmtp();
        smtp.ehlo("250-toy\r\n250-XMMSYS\r\n250 8BITMIME\r\n");
        try (ToyServer server = new ToyServer(smtp::play)) {
            try (Bench bench = new Bench(directory.resolve("p"))) {
                goTo(bench, Instant.now().minus(Duration.ofHours(1)));
                Endpoints all = Endpoints.of(server.endpoint());
                bench.account(all, all, Leave.UNTIL_DELETED);
                for (int i = 0; i < SENT; i++) {
                    Draft draft = bench.service()
                            .newDraft("ada")
                            .with("grace@example.org", "", "", "subject " + i, "text", List.of());
                    Bench.done(bench.service().send(draft, Duration.ZERO));
                }
            }
            for (int kill = 0; kill < KILLS / 3 && distinct(smtp, "Subject") < SENT; kill++) {
                killedAfter(SendForEver.class, server, random.nextInt(40) + 1);
            }
            server.heard(() -> {});
            try (Bench bench = new Bench(directory.resolve("p"))) {
                bench.service().usePassword("ada", Secret.of("secret"));
                goTo(bench, Instant.now().plus(Duration.ofHours(1)));
                assertThat(Bench.done(bench.service().flush("ada")))
                        .as("seed " + seed)
                        .isEmpty();
                assertThat(bench.rows(Folder.SENT)).hasSize(SENT);
            }
        }
        assertThat(distinct(smtp, "Subject")).as("seed " + seed).isEqualTo(SENT);
        assertThat(distinct(smtp, "Message-ID")).as("seed " + seed).isEqualTo(SENT);
    }

    private static void goTo(Bench bench, Instant moment) {
        bench.clock.forward(Duration.between(bench.clock.instant(), moment));
    }

    private static int distinct(ToySmtp smtp, String field) {
        return (int) smtp.received().stream()
                .flatMap(message -> message.lines().filter(line -> line.startsWith(field + ":")))
                .distinct()
                .count();
    }

    /** Runs a client until the server has heard so many lines, and kills it. */
    private void killedAfter(Class<?> program, ToyServer server, int lines) throws Exception {
        CountDownLatch enough = new CountDownLatch(lines);
        server.heard(enough::countDown);
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
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
