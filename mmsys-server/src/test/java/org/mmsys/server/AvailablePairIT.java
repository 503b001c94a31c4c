package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.SmtpTestClient;

/**
 * A pair of processes without a witness, {@code pair.mode = available}: either half goes on alone, both do when the cable is
 * cut, and when it is mended each shows what was delivered anywhere without what was deleted anywhere.
 */
@Timeout(300)
final class AvailablePairIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String A = PairProcesses.PRIMARY;
    private static final String B = PairProcesses.BACKUP;
    private static final int LARGE = 200_000;

    @TempDir
    Path dir;

    private PairProcesses pair;

    @BeforeEach
    void start() throws Exception {
        pair = PairProcesses.alone(dir).wired();
        pair.setting("pair.mode", "available");
        pair.start(A, B);
        assertThat(pair.awaitDuo()).isEqualTo(A);
    }

    @AfterEach
    void stop() throws IOException {
        pair.close();
    }

    @Test
    void eitherGoesOnAndBothDoWhenTheCableIsCutAndAreUnitedWhenItIsMended() throws Exception {
        primaryDies();
        for (String token : List.of("kept", "goneAtA", "goneAtB", "goneAtBoth")) {
            deliver(A, token, 0);
        }
        pair.connect(false, A, B, "");
        bothServe();
        deliver(A, "aloneAtA", 0);
        deliver(A, "largeAtA", LARGE);
        deliver(A, "shortAtA", 0);
        deliver(B, "aloneAtB", 0);
        deliver(B, "largeAtB", LARGE);
        delete(A, Set.of("goneAtA", "goneAtBoth", "shortAtA"));
        delete(B, Set.of("goneAtB", "goneAtBoth"));
        Map<String, String> atA = mail(A);
        Map<String, String> atB = mail(B);
        assertThat(atA).containsOnlyKeys("kept", "goneAtB", "aloneAtA", "largeAtA");
        assertThat(atB).containsOnlyKeys("kept", "goneAtA", "aloneAtB", "largeAtB");
        assertThat(pair.status(A)).contains("the other half may serve, too");
        assertThat(pair.ctl(B, "explain").orFail()).contains("pair.mode = available");
        assertThat(create(A)).isEqualTo(503);

        pair.kill(A); // what it has acknowledged alone is on its disk
        pair.start(A);
        pair.connect(true, A, B, "");
        assertThat(pair.awaitDuo()).isEqualTo(B);
        Map<String, String> united = new TreeMap<>(atA);
        united.putAll(atB);
        united.keySet().retainAll(Set.of("kept", "aloneAtA", "largeAtA", "aloneAtB", "largeAtB"));
        assertThat(mail(A)).isEqualTo(united);
        assertThat(mail(B)).isEqualTo(united);
        assertThat(united).hasSize(5);
        assertThat(create(B)).isEqualTo(200);
        equal();

        pair.kill(A); // the backup
        HalfFixture.await("the primary goes on alone", LIMIT, () -> pair.is(B, "primary-solo"));
        deliver(B, "afterAll", 0);
        assertThat(mail(B)).hasSize(6);
    }

    /** No split: the backup goes on, and nothing is lost or doubled. */
    private void primaryDies() throws Exception {
        PairLoad load = new PairLoad("ta", List.of(pair.door(A), pair.door(B)), 37);
        load.begin(2, 2);
        goesOn(load, "in the beginning");
        pair.kill(A);
        goesOn(load, "when the primary is dead");
        pair.start(A);
        assertThat(pair.awaitDuo()).isEqualTo(B);
        load.end();
        for (String half : PairProcesses.HALVES) {
            load.audit(pair.door(half));
        }
        assertThat(load.history().violations()).isEmpty();
        assertThat(load.surprises()).isEmpty();
    }

    private void bothServe() throws Exception {
        HalfFixture.await("both serve", LIMIT, () -> pair.is(A, "primary-solo") && pair.is(B, "primary-solo"));
    }

    private int create(String half) throws Exception {
        return pair.order(half, "/accounts/create", "{\"name\":\"newcomer\",\"password\":\"long enough 7\"}");
    }

    private static void goesOn(PairLoad load, String when) throws Exception {
        long accepted = load.accepted();
        long logins = load.logins();
        HalfFixture.await(
                "mail goes on " + when, LIMIT, () -> load.accepted() >= accepted + 5 && load.logins() >= logins + 2);
    }

    private void equal() throws Exception {
        String primary = pair.awaitDuo();
        HalfFixture.await("the trees are equal", LIMIT, () -> pair.tree(A).equals(pair.tree(B)));
        assertThat(pair.ctl(primary, "fsck", "--compare").orFail()).contains("equal, file by file");
    }

    private void deliver(String half, String token, int size) throws IOException {
        StringBuilder text = new StringBuilder(new String(SampleNode.message(token), StandardCharsets.US_ASCII));
        while (text.length() < size) {
            text.append("a line of a large message, which is no longer than that\r\n");
        }
        try (SmtpTestClient smtp = SmtpTestClient.open(pair.door(half).smtp(), SampleNode.TIMEOUT_MS)) {
            SmtpTestClient.Reply reply = smtp.deliver(
                    SampleNode.address("ta"),
                    List.of(SampleNode.address("instructor")),
                    text.toString().getBytes(StandardCharsets.US_ASCII));
            assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        }
    }

    private Pop3TestClient open(String half) throws IOException {
        return Pop3TestClient.open(pair.door(half).pop3(), SampleNode.TIMEOUT_MS)
                .login("instructor", SampleNode.PASSWORD);
    }

    private void delete(String half, Set<String> tokens) throws IOException {
        try (Pop3TestClient pop3 = open(half)) {
            for (Pop3TestClient.Scan scan : pop3.scan()) {
                if (tokens.contains(token(pop3, scan))) {
                    pop3.ok("DELE " + scan.number());
                }
            }
            pop3.ok("QUIT");
        }
    }

    /** UIDLs by token; each token once. */
    private Map<String, String> mail(String half) throws Exception {
        Map<String, String> mail = new TreeMap<>();
        try (Pop3TestClient pop3 = open(half)) {
            for (Pop3TestClient.Scan scan : pop3.scan()) {
                assertThat(mail.put(token(pop3, scan), scan.uidl())).isNull();
            }
            pop3.ok("QUIT");
        }
        return mail;
    }

    private static String token(Pop3TestClient pop3, Pop3TestClient.Scan scan) throws IOException {
        String text = new String(pop3.retrieve(scan.number()), StandardCharsets.ISO_8859_1);
        int start = text.indexOf("X-Token: ") + "X-Token: ".length();
        return text.substring(start, text.indexOf('\r', start));
    }
}
