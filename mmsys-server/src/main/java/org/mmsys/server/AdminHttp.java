package org.mmsys.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.mmsys.server.json.Json;
import org.mmsys.server.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port: health and status over HTTP, for the operator of this machine only.
 *
 * <p>Only on loopback; Host must be a loopback literal, requests with an Origin are refused (no page in a browser may talk
 * to it), and all but the two plain health questions need the bearer token from {@code DATA/admin.token}. Pages are read by
 * GET; verbs, which change something or cost something, are said by POST with an object of JSON, and each leaves a line in the
 * log.
 */
final class AdminHttp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminHttp.class);
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(127(\\.\\d{1,3}){3}|\\[::1]|localhost)(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final int BODY_MAX = 64 << 10;
    /** A verb may wait for other servers; health is asked meanwhile. */
    private static final int THREADS = 8;

    static {
        // Whoever begins a request has so many seconds for it: each is read on one of our few threads.
        if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
            System.setProperty("sun.net.httpserver.maxReqTime", "10");
        }
    }

    private static final Set<String> WITHOUT_TOKEN = Set.of("/health/live", "/health/ready");

    private final HttpServer http;
    private final ExecutorService workers;
    private final byte[] token;
    private final Map<String, Supplier<Page>> pages;
    private final Function<String, Optional<AdminVerb>> verbs;

    /** An answer: HTTP status, media type and text. */
    record Page(int status, String type, String text) {
        static Page ok(boolean well, String text) {
            return new Page(well ? 200 : 503, "text/plain; charset=utf-8", text + "\n");
        }

        static Page json(String text) {
            return new Page(200, "application/json", text + "\n");
        }

        /** The answer to a verb that did what it was asked. */
        static Page done(Map<String, ?> members) {
            return json(Json.write(members));
        }

        /** The answer to a verb that did not: 400 wrongly asked, 404 no such thing, 409 not as things stand, 503 later perhaps. */
        static Page refused(int status, String why) {
            return new Page(status, "application/json", Json.write(Map.of("error", why)) + "\n");
        }
    }

    /**
     * Listens at once. The token is made if its file is not there.
     *
     * @param verbs the verb at a path, as things are now
     */
    AdminHttp(
            InetSocketAddress address,
            Path tokenFile,
            Map<String, Supplier<Page>> pages,
            Function<String, Optional<AdminVerb>> verbs)
            throws IOException {
        this.pages = Map.copyOf(pages);
        this.verbs = verbs;
        this.token = token(tokenFile);
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(64), task -> {
                    Thread thread = new Thread(task, "admin-http");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.workers = pool;
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

    private Page judge(HttpExchange exchange) throws IOException {
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
        AdminVerb verb = page == null ? verbs.apply(path).orElse(null) : null;
        if (page == null && verb == null) {
            return new Page(404, "text/plain", "no such page\n");
        }
        if (!exchange.getRequestMethod().equals(verb == null ? "GET" : "POST")) {
            return new Page(405, "text/plain", (verb == null ? "GET" : "POST") + " only\n");
        }
        return verb == null ? Objects.requireNonNull(page).get() : carryOut(verb, exchange.getRequestBody());
    }

    private static Page carryOut(AdminVerb verb, InputStream request) throws IOException {
        byte[] body = request.readNBytes(BODY_MAX + 1);
        if (body.length > BODY_MAX) {
            return Page.refused(413, "more than " + BODY_MAX + " octets");
        }
        Page answer;
        JsonObject arguments = new JsonObject(Map.of());
        try {
            arguments = JsonObject.read(new String(body, StandardCharsets.UTF_8));
            answer = verb.action().carryOut(arguments);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            answer = Page.refused(503, "the node is stopping");
        } catch (IOException unusable) {
            answer = Page.refused(400, String.valueOf(unusable.getMessage()));
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("verb", verb.path()).setCause(bug).log("admin verb failed");
            answer = Page.refused(500, "failed; the log of the node says why");
        }
        log.atInfo()
                .addKeyValue("event", "admin-verb")
                .addKeyValue("verb", verb.path())
                .addKeyValue("arguments", verb.told(arguments))
                .addKeyValue("status", answer.status())
                .log("administrator asked");
        return answer;
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
