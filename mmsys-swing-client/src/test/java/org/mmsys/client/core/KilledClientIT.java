package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    /** What was on the disk when the program died is offered again, complete; what was being saved is there as a whole or not at all. */
    @Test
    void whatWasWrittenIsOfferedAgainComplete() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (ToyServer server = new ToyServer(ToyServer.Talk::stall);
                Bench bench = new Bench(directory.resolve("p"))) {
            Endpoints nowhere = Endpoints.of(server.endpoint());
            bench.account(nowhere, nowhere, Leave.UNTIL_DELETED);
        }
        for (int kill = 1; kill <= 3; kill++) {
            int saved = killedWhileWriting(random.nextInt(60) + 1);
            try (Bench bench = new Bench(directory.resolve("p"))) {
                List<Draft> offered = bench.service().unfinished();
                assertThat(offered).as("seed " + seed).hasSize(1);
                Draft draft = offered.get(0);
                assertThat(draft.to()).isEqualTo("grace@example.org");
                List<String> lines = draft.body().lines().toList();
                assertThat(lines.size()).as("seed " + seed).isBetween(saved, saved + 1);
                for (int i = 0; i < lines.size(); i++) {
                    assertThat(lines.get(i)).isEqualTo("line " + (i + 1) + " of what is written ü");
                }
                Bench.done(bench.service().closeDraft(draft, false));
            }
        }
    }

    /** How many versions the program had said were saved when it was killed, {@code versions} at least. */
    private int killedWhileWriting(int versions) throws Exception {
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriteForEver.class.getName(),
                        directory.resolve("p").toString())
                .redirectError(directory.resolve("out").toFile())
                .start();
        int saved = 0;
        try (BufferedReader said = client.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                saved = line.matches("[0-9]+") ? Integer.parseInt(line) : saved;
                if (saved >= versions && client.isAlive()) {
                    client.destroyForcibly();
                }
            }
        } catch (IOException killed) {
            // Reading from a process that has been killed may fail instead of ending.
        }
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(saved).isGreaterThanOrEqualTo(versions);
        return saved;
    }

    /** What other users of this computer see of a program is its arguments: there is no password in them. */
    @Test
    void thePasswordIsNotInTheProcessList() throws Exception {
        CountDownLatch loggedIn = new CountDownLatch(1);
        try (ToyServer server = new ToyServer(talk -> {
            talk.say("+OK");
            for (String line = talk.line(); !line.startsWith("PASS"); line = talk.line()) {
                talk.say(line.startsWith("USER") ? "+OK" : "-ERR unknown");
            }
            loggedIn.countDown();
            talk.stall();
        })) {
            String at = server.endpoint().toString();
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "org.mmsys.client.cli.MmsysMail",
                    "list",
                    "--user=ada",
                    "--pop3=" + at,
                    "--smtp=" + at,
                    "--profile=" + directory.resolve("p"));
            builder.environment().put("MMSYS_PASSWORD", "open-sesame-77");
            Process client = builder.redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out").toFile())
                    .start();
            try {
                assertThat(loggedIn.await(60, TimeUnit.SECONDS)).isTrue();
                String seen = Files.readString(
                        Path.of("/proc", String.valueOf(client.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
                assertThat(seen).contains("MmsysMail").doesNotContain("open-sesame");
            } finally {
                client.destroyForcibly();
                assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        try (var files = Files.walk(directory.resolve("p"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("open-sesame");
            }
        }
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
