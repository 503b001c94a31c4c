package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.SmtpTestClient;

/** What an administrator may order when the half that has everything does not come back, and when it does after all. */
@SuppressWarnings("NullAway")
@Timeout(600)
final class PairOrdersIT {
    private static final String LOSS = "a test says so";

    @TempDir
    Path dir;

    private PairProcesses pair;

    @BeforeEach
    void start() throws Exception {
        pair = new PairProcesses(dir);
        pair.start(PairProcesses.PRIMARY, PairProcesses.BACKUP, PairProcesses.WITNESS);
    }

    @AfterEach
    void stop() throws Exception {
        pair.close();
    }

    @Test
    void whatOnlyTheLostHalfHadIsInItsQuarantine() throws Exception {
        String lost = pair.awaitDuo();
        String left = PairProcesses.other(lost);
        pair.kill(left);
        HalfFixture.await("alone", () -> pair.is(lost, "primary-solo"));
        List<String> tokens = List.of("quarantined1", "quarantined2", "quarantined3");
        for (String token : tokens) {
            deliver(lost, token);
        }
        pair.kill(lost);
        pair.start(left);
        HalfFixture.await("waits for the other", () -> pair.is(left, "joining"));
        Tool.Result solo = pair.ctl(left, "force-solo", "--accept-loss", LOSS);
        assertThat(solo.exit())
                .as(solo.printed() + pair.node(left).isAlive() + pair.node(left).output())
                .isEqualTo(2);
        assertThat(solo.printed()).contains("names the other half");
        assertThat(pair.ctl(left, "force-primary", "--accept-loss", LOSS).orFail())
                .contains("names this half alone");
        HalfFixture.await("serves", () -> pair.is(left, "primary-solo"));
        assertThat(pair.ctl(left, "explain").orFail()).contains(LOSS);
        deliver(left, "after");

        pair.start(lost);
        assertThat(pair.awaitDuo()).isEqualTo(left);
        List<String> ids = quarantined(lost);
        assertThat(ids).hasSize(tokens.size());
        List<String> shown = new ArrayList<>();
        for (String id : ids) {
            shown.add(pair.ctl(lost, "quarantine", "show", id).orFail());
        }
        for (int i = 0; i < tokens.size(); i++) {
            assertThat(shown.get(i)).contains(tokens.get(i), SampleNode.address("instructor"));
        }
        pair.ctl(lost, "quarantine", "deliver", ids.get(0)).orFail();
        assertThat(pair.ctl(lost, "quarantine", "purge", ids.get(1)).orFail()).contains("1 purged");
        assertThat(pair.ctl(lost, "quarantine", "purge", "--older-than", "0").orFail())
                .contains("1 purged");
        assertThat(quarantined(lost)).isEmpty();
        assertThat(mail(left)).containsExactly("after", tokens.get(0));
        assertThat(mail(lost)).containsExactly("after", tokens.get(0));
        assertThat(pair.ctl(left, "fsck", "--compare").orFail()).contains("equal, file by file");
    }

    private List<String> quarantined(String half) throws Exception {
        return pair.ctl(half, "quarantine", "list")
                .orFail()
                .lines()
                .filter(line -> line.contains("@"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private void deliver(String half, String token) throws IOException {
        try (SmtpTestClient smtp = SmtpTestClient.open(pair.door(half).smtp(), SampleNode.TIMEOUT_MS)) {
            SmtpTestClient.Reply reply = smtp.deliver(
                    SampleNode.address("ta"), List.of(SampleNode.address("instructor")), SampleNode.message(token));
            assertThat(reply.code()).isEqualTo(250);
        }
    }

    /** The tokens in the mailbox, in order. */
    private List<String> mail(String half) throws IOException {
        List<String> tokens = new ArrayList<>();
        try (Pop3TestClient pop3 = Pop3TestClient.open(pair.door(half).pop3(), SampleNode.TIMEOUT_MS)
                .login("instructor", SampleNode.PASSWORD)) {
            for (Pop3TestClient.Scan scan : pop3.scan()) {
                String text = new String(pop3.retrieve(scan.number()), StandardCharsets.ISO_8859_1);
                int start = text.indexOf("X-Token: ") + "X-Token: ".length();
                tokens.add(text.substring(start, text.indexOf('\r', start)));
            }
            pop3.ok("QUIT");
        }
        return tokens;
    }
}
