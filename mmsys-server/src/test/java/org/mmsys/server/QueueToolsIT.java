package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.server.ctl.ToolLine;
import org.mmsys.testkit.ServerFixture;

/** Mail that cannot leave: what an operator sees of it and may do, and what its sender is told in the end. */
final class QueueToolsIT {
    private static final String DEAD = "bob@dead.test";

    @TempDir
    Path dir;

    private OutsideDns dns;

    @BeforeEach
    void world() throws IOException {
        dns = new OutsideDns().mx("dead.test", "mx.dead.test").a("mx.dead.test", "127.0.0.2");
    }

    @AfterEach
    void end() {
        dns.close();
    }

    private ServerFixture node(String... more) throws IOException {
        List<String> options = new java.util.ArrayList<>(List.of(
                "--admin",
                "127.0.0.1:0",
                "--relay.external",
                "true",
                "--relay.dns-server",
                dns.address(),
                "--relay.port",
                "1",
                "--relay.allow-private",
                "127.0.0.0/8"));
        options.addAll(List.of(more));
        return SampleNode.start(dir, options.toArray(new String[0]));
    }

    private ToolLine.Said tool(String... words) {
        List<String> line = new java.util.ArrayList<>(List.of(words));
        line.addAll(List.of("--data", dir.resolve("data").toString()));
        return ToolLine.run(line.toArray(new String[0]));
    }

    /** Sends a message that stays; its queue id. */
    private static String stuck(ServerFixture node, String token) throws IOException {
        String reply =
                OutsideMail.send(node.port("submission"), "instructor", List.of(DEAD), SampleNode.message(token));
        return reply.substring(reply.indexOf("id=") + 3).strip();
    }

    private static List<String> inbox(ServerFixture node) throws IOException {
        return OutsideMail.inbox(node.port("pop3"), "instructor");
    }

    private void awaitShown(String id, String wanted) throws Exception {
        OutsideMail.await(() -> List.of(tool("queue", "show", id).orFail()), shown -> shown.contains(wanted));
    }

    @Test
    void anOperatorSeesHoldsReleasesRetriesAndDropsWhatWaits() throws Exception {
        try (ServerFixture node = node()) {
            assertThat(tool("queue", "list").orFail()).contains("the queue is empty");
            String first = UUID.randomUUID().toString();
            String kept = stuck(node, first);
            String second = UUID.randomUUID().toString();
            String dropped = stuck(node, second);
            String third = UUID.randomUUID().toString();
            String silenced = stuck(node, third);
            assertThat(tool("queue", "list").orFail())
                    .contains(kept, dropped, silenced, "<" + SampleNode.address("instructor") + ">", DEAD)
                    .contains("3 in the queue");
            assertThat(tool("queue", "list", "--destination", "dead.test").orFail())
                    .contains(kept);
            assertThat(tool("queue", "list", "--destination", "other.test").orFail())
                    .doesNotContain(kept);
            assertThat(tool("queue", "list", "--sender", "nobody").orFail()).doesNotContain(kept);
            awaitShown(kept, "for dead.test");
            awaitShown(kept, "said: ");

            tool("queue", "hold", kept).orFail();
            assertThat(tool("queue", "show", kept).orFail()).contains("held");
            assertThat(tool("queue", "retry", "--all").orFail()).contains("2 tried");
            assertThat(tool("queue", "retry", kept).exit()).isEqualTo(2);
            tool("queue", "release", kept).orFail();
            assertThat(tool("queue", "show", kept).orFail()).doesNotContain("held");
            tool("queue", "retry", kept).orFail();

            tool("queue", "drop", dropped).orFail();
            tool("queue", "drop", silenced, "--silent").orFail();
            List<String> reports = OutsideMail.await(() -> inbox(node), mail -> mail.contains("multipart/report"));
            assertThat(reports).hasSize(1);
            assertThat(reports.get(0))
                    .contains(second, "Action: failed", "Final-Recipient: rfc822;" + DEAD)
                    .doesNotContain(third);
            assertThat(tool("queue", "list").orFail()).contains(kept, "1 in the queue");

            assertThat(tool("queue", "show", dropped).exit()).isEqualTo(2);
            assertThat(tool("queue", "drop", "no-such-id").exit()).isNotZero();
            assertThat(tool("trace", kept).orFail()).contains("mail accepted", kept);
            assertThat(tool("trace", dropped).orFail()).contains("report to the sender");
        }
    }

    @Test
    void heldMailStaysHeldAcrossAKill() throws Exception {
        String held;
        try (ServerFixture node = node()) {
            held = stuck(node, UUID.randomUUID().toString());
            tool("queue", "hold", held).orFail();
            node.killHard();
        }
        try (ServerFixture again = node()) {
            assertThat(again.isAlive()).isTrue();
            assertThat(tool("queue", "show", held).orFail()).contains("held");
            tool("queue", "release", held).orFail();
            awaitShown(held, "said: ");
        }
    }

    @Test
    void theSenderIsWarnedOnceAndToldTheEndOnce() throws Exception {
        try (ServerFixture node = node("--queue.warn-after", "2s", "--queue.expire-after", "5s")) {
            String token = UUID.randomUUID().toString();
            long sent = System.nanoTime();
            stuck(node, token);
            List<String> warning = OutsideMail.await(() -> inbox(node), mail -> mail.contains(token));
            assertThat(Duration.ofNanos(System.nanoTime() - sent))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
            assertThat(warning).hasSize(1);
            assertThat(warning.get(0)).contains("Action: delayed", "Will-Retry-Until: ", "Return-Path: <>");
            OutsideMail.await(() -> inbox(node), mail -> mail.contains(token), 2);
            assertThat(Duration.ofNanos(System.nanoTime() - sent))
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
            assertThat(tool("queue", "list").orFail()).contains("the queue is empty");
            String next = UUID.randomUUID().toString();
            stuck(node, next);
            OutsideMail.await(
                    () -> inbox(node), mail -> mail.contains(next), 2); // long enough for one too many of the first
            List<String> all =
                    inbox(node).stream().filter(mail -> mail.contains(token)).toList();
            assertThat(all).hasSize(2);
            assertThat(all).filteredOn(mail -> mail.contains("Action: failed")).hasSize(1);
            assertThat(all.get(1)).contains("Status: 4.4.7", "Action: failed");
        }
    }
}
