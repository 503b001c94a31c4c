package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.replica.pair.PairRole;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;
import org.mmsys.testkit.Pop3TestClient;

/** What an administrator does with mail that was cut off the log. */
@Timeout(60)
final class QuarantineTests {
    private static final String ID = "00000000000000000000000001";
    private static final String OTHER = "00000000000000000000000002";
    private static final int WAIT_MS = 20_000;

    @TempDir
    Path dir;

    private HalfFixture node;
    private Path shelf;
    private QuarantinePages pages;

    @BeforeEach
    void open() throws Exception {
        node = HalfFixture.open(dir.resolve("node"), dir.resolve("cluster"), 1);
        shelf = Files.createDirectories(dir.resolve("node/data/quarantine/7"));
        InetSocketAddress smtp = new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port("smtp"));
        pages = new QuarantinePages(
                new QuarantineShelf(dir.resolve("node/data")),
                new BackDoor(() -> Optional.of(smtp), "half.test"),
                InstantSource.system());
        put(ID, "ann@pair.test", "Return-Path: <eve@x.test>\r\nSubject: kept\r\n\r\n.dot\r\n..two\r\nd\u00fcrr\r\n");
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void put(String id, String account, String message) throws IOException {
        Files.writeString(
                shelf.resolve(id + ".txt"),
                "time: 2026-01-01T00:00:00Z\n\nguid: " + id + "\naccount: " + account + "\nfolder: INBOX\n");
        Files.writeString(shelf.resolve(id + ".eml"), message, StandardCharsets.ISO_8859_1);
        Files.writeString(shelf.resolve("0000000000000001-0000000000000002.records"), "x");
    }

    @Test
    void showsWhatIsThereButNoBody() throws Exception {
        assertThat(ask("/quarantine/list", Map.of()).text()).contains(ID, "ann@pair.test", "\"epoch\":\"7\"");
        assertThat(ask("/quarantine/show", Map.of("id", ID)).text())
                .contains("Subject: kept")
                .doesNotContain("dot");
        assertThat(ask("/quarantine/show", Map.of("id", OTHER)).status()).isEqualTo(404);
        assertThat(ask("/quarantine/show", Map.of("id", "../../../etc/passwd")).status())
                .isEqualTo(400);
    }

    @Test
    void bringsAMessageToItsAccountOnceAndWhole() throws Exception {
        node.roles.serve(PairRole.PRIMARY_SOLO, 1);
        HalfFixture.await("serves", () -> node.roles.serving().isPresent());

        assertThat(ask("/quarantine/deliver", Map.of("id", ID)).status()).isEqualTo(200);

        try (Pop3TestClient pop3 =
                Pop3TestClient.open(node.port("pop3"), WAIT_MS).login("ann", "secret")) {
            assertThat(pop3.scan()).hasSize(1);
            assertThat(new String(pop3.retrieve(1), StandardCharsets.ISO_8859_1))
                    .contains("Subject: kept\r\n\r\n.dot\r\n..two\r\nd\u00fcrr\r\n")
                    .doesNotContain("eve@x.test");
        }
        assertThat(ask("/quarantine/deliver", Map.of("id", ID)).status()).isEqualTo(404);
    }

    @Test
    void keepsWhatIsNotAccepted() throws Exception {
        put(OTHER, "nobody@pair.test", "Subject: lost\r\n\r\nx\r\n");
        node.roles.serve(PairRole.PRIMARY_SOLO, 1);
        HalfFixture.await("serves", () -> node.roles.serving().isPresent());

        Page answer = ask("/quarantine/deliver", Map.of("id", OTHER));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text()).contains("not delivered: 5");
        assertThat(shelf.resolve(OTHER + ".eml")).exists();
    }

    @Test
    void throwsAwayOneOrWhatIsOld() throws Exception {
        put(OTHER, "bob@pair.test", "Subject: old\r\n\r\nx\r\n");
        assertThat(ask("/quarantine/purge", Map.of("id", ID)).text()).contains("1");
        assertThat(shelf.resolve(ID + ".eml")).doesNotExist();

        assertThat(ask("/quarantine/purge", Map.of("days", 30)).text()).contains(":0");
        try (var files = Files.list(shelf)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(31L * 86_400)));
            }
        }
        assertThat(ask("/quarantine/purge", Map.of("days", 30)).text()).contains(":1");
        assertThat(shelf).doesNotExist();
        assertThat(ask("/quarantine/list", Map.of()).text()).contains("[]");
    }

    private Page ask(String path, Map<String, ?> arguments) throws InterruptedException {
        AdminVerb verb = pages.all().stream()
                .filter(each -> each.path().equals(path))
                .findFirst()
                .orElseThrow();
        try {
            return verb.action().carryOut(new JsonObject(arguments));
        } catch (IOException wrong) {
            return Page.refused(400, String.valueOf(wrong.getMessage()));
        }
    }
}
