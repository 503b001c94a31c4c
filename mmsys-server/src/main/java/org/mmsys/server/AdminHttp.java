package org.mmsys.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port: health and status over HTTP, for the operator of this machine only.
 *
 * <p>Only on loopback; Host must be a loopback literal, requests with an Origin are refused (no page in a browser may talk
 * to it), and all but the two plain health questions need the bearer token from {@code DATA/admin.token}.
 */
final class AdminHttp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminHttp.class);
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(127(\\.\\d{1,3}){3}|\\[::1]|localhost)(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final Set<String> WITHOUT_TOKEN = Set.of("/health/live", "/health/ready");

    private final HttpServer http;
    private final ExecutorService workers;
    private final byte[] token;
    private final Map<String, Supplier<Page>> pages;

    /** An answer: HTTP status, media type and text. */
    record Page(int status, String type, String text) {
        static Page ok(boolean well, String text) {
            return new Page(well ? 200 : 503, "text/plain; charset=utf-8", text + "\n");
        }

        static Page json(String text) {
            return new Page(200, "application/json", text + "\n");
        }
    }

    AdminHttp(InetSocketAddress address, Path tokenFile, Map<String, Supplier<Page>> pages) throws IOException {
        this.pages = Map.copyOf(pages);
        this.token = token(tokenFile);
        this.workers = new ThreadPoolExecutor(0, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(64), task -> {
            Thread thread = new Thread(task, "admin-http");
            thread.setDaemon(true);
            return thread;
        });
        this.http = HttpServer.create(address, 16);
        http.setExecutor(workers);
        http.createContext("/", this::answer);
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(0);
        workers.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Page page = judge(exchange);
            byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", page.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(page.status(), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private Page judge(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null
                || !LOOPBACK_HOST.matcher(host).matches()
                || exchange.getRequestHeaders().containsKey("Origin")) {
            return new Page(403, "text/plain", "forbidden\n");
        }
        if (!WITHOUT_TOKEN.contains(path)
                && !authorized(exchange.getRequestHeaders().getFirst("Authorization"))) {
            log.atWarn().addKeyValue("event", "admin-denied").log("admin request without the token");
            return new Page(401, "text/plain", "the token is in admin.token of the data directory\n");
        }
        Supplier<Page> page = pages.get(path);
        if (page == null) {
            return new Page(404, "text/plain", "no such page\n");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            return new Page(405, "text/plain", "GET only\n");
        }
        return page.get();
    }

    private boolean authorized(@org.jspecify.annotations.Nullable String header) {
        byte[] given = Optional.ofNullable(header)
                .filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring("Bearer ".length()).getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
        return MessageDigest.isEqual(given, token);
    }

    private static byte[] token(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    file,
                    HexFormat.of().formatHex(random),
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.TRUNCATE_EXISTING);
        }
        return Files.readString(file, StandardCharsets.US_ASCII).trim().getBytes(StandardCharsets.UTF_8);
    }
}
