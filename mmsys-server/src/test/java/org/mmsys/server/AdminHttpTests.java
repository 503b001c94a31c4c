package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;

/** The admin port as hostile programs of the same machine, and pages in a browser, find it. */
class AdminHttpTests {
    private static final Map<String, AdminVerb> VERBS = Map.of(
            "/echo", new AdminVerb("/echo", List.of("name"), AdminHttpTests::echo),
            "/bug",
                    new AdminVerb("/bug", List.of(), arguments -> {
                        throw new IllegalStateException("secret detail");
                    }));

    @TempDir
    Path dir;

    private AdminHttp http;

    @BeforeEach
    void start() throws IOException {
        http = new AdminHttp(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                dir.resolve("admin.token"),
                Map.of("/health/live", () -> Page.ok(true, "live"), "/status", () -> Page.json("{}")),
                path -> Optional.ofNullable(VERBS.get(path)));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private static Page echo(JsonObject arguments) throws IOException {
        return Page.done(Map.of("name", arguments.text("name").orElseThrow(() -> new IOException("name is missing"))));
    }

    private String token() throws IOException {
        return Files.readString(dir.resolve("admin.token"));
    }

    private String exchange(String request, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            socket.setSoTimeout(10_000);
            String head = request + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    private String post(String path, String body) throws IOException {
        return exchange("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token(), body);
    }

    @Test
    void theTokenIsForItsOwnerOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("admin.token"))))
                .isEqualTo("rw-------");
    }

    @Test
    void answersAVerb() throws IOException {
        assertThat(post("/echo", "{\"name\":\"ann\"}"))
                .startsWith("HTTP/1.1 200")
                .contains("{\"name\":\"ann\"}");
    }

    @Test
    void wantsTheTokenForAllButHealth() throws IOException {
        assertThat(exchange("GET /health/live HTTP/1.1\r\nHost: localhost", "")).startsWith("HTTP/1.1 200");
        assertThat(exchange("GET /status HTTP/1.1\r\nHost: localhost", "")).startsWith("HTTP/1.1 401");
        assertThat(exchange("POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x", "{\"name\":\"a\"}"))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    void refusesBrowsersAndNamesThatAreNotLoopback() throws IOException {
        String mine = "\r\nAuthorization: Bearer " + token();
        assertThat(exchange("POST /echo HTTP/1.1\r\nHost: evil.example" + mine, "{}"))
                .startsWith("HTTP/1.1 403");
        assertThat(exchange("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1" + mine, "{}"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void answersWhileSomebodyDoesNotFinishARequest() throws IOException {
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            slow.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost:".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(exchange("GET /health/live HTTP/1.1\r\nHost: localhost", ""))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void verbsAreForPostAndPagesForGet() throws IOException {
        String mine = " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token();
        assertThat(exchange("GET /echo" + mine, "")).startsWith("HTTP/1.1 405");
        assertThat(exchange("POST /status" + mine, "{}")).startsWith("HTTP/1.1 405");
        assertThat(exchange("GET /nowhere" + mine, "")).startsWith("HTTP/1.1 404");
    }

    @Test
    void saysWhatIsWrongWithARequestAndNothingOfABug() throws IOException {
        assertThat(post("/echo", "{}")).startsWith("HTTP/1.1 400").contains("name is missing");
        assertThat(post("/echo", "{\"name\":")).startsWith("HTTP/1.1 400").contains("not JSON");
        assertThat(post("/echo", "x".repeat(70_000))).startsWith("HTTP/1.1 413");
        assertThat(post("/bug", "{}")).startsWith("HTTP/1.1 500").doesNotContain("secret detail");
    }

    @Test
    void tellsTheLogOnlyWhatMayBeSeen() throws IOException {
        AdminVerb verb = new AdminVerb("/accounts/create", List.of("name"), AdminHttpTests::echo);
        assertThat(verb.told(JsonObject.read("{\"name\":\"a\\nb\",\"password\":\"geheim\"}")))
                .contains("name")
                .doesNotContain("geheim")
                .doesNotContain("\n");
    }
}
