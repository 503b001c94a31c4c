package org.mmsys.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;

/**
 * Follows a message or a session through the log of this node.
 *
 * <p>Reads the log twice: first the lines that name the id; then those of the messages ({@code qid}) and sessions ({@code
 * sid}) named there too, without what else such a session did. Memory depends on what is found, within a limit.
 */
final class LogTrace {
    private static final Pattern PAIR = Pattern.compile("([A-Za-z][A-Za-z0-9-]*)=(\"(?:[^\"\\\\]|\\\\.)*\"|\\S*)");
    private static final Set<String> MESSAGE = Set.of("qid", "guid", "remoteQid");
    private static final Set<String> SESSION = Set.of("sid", "peerSid", "remoteSid", "via");
    private static final Set<String> SERVER = Set.of("server", "remote", "destination", "peer", "home", "node");
    /** What a queued message's next server said: its name, its reply, and there its own id of the message. */
    private static final Pattern HANDED_OVER =
            Pattern.compile("outcome=\"([a-z0-9][a-z0-9-]*): [^\"]*?(?:id=([A-Za-z0-9]+))?\"");

    private static final int LINES_MAX = 2000;

    private final Path directory;
    private final Set<String> others;

    /** Over {@code DATA/log}; {@code others} are the servers whose names are worth pointing out. */
    LogTrace(Path directory, Set<String> others) {
        this.directory = directory;
        this.others = Set.copyOf(others);
    }

    /**
     * What was found.
     *
     * @param lines of the log, oldest first
     * @param next servers that had to do with it, whose logs may tell more
     * @param cut whether there were more lines than are shown
     */
    record Found(List<String> lines, Set<String> ids, Set<String> next, boolean cut) {}

    AdminVerb verb() {
        return new AdminVerb("/trace", List.of("id"), this::page);
    }

    private Page page(JsonObject arguments) throws IOException {
        String id = arguments.text("id").orElse("");
        if (!id.matches("[A-Za-z0-9._-]{6,128}")) {
            throw new IOException("id must be a sid or qid as the log and our replies show them");
        }
        Found found = follow(id);
        return found.lines().isEmpty()
                ? Page.refused(404, "the log of this node says nothing about " + id)
                : Page.done(
                        Map.of("lines", found.lines(), "ids", found.ids(), "next", found.next(), "cut", found.cut()));
    }

    Found follow(String id) throws IOException {
        Set<String> messages = new LinkedHashSet<>();
        Set<String> sessions = new LinkedHashSet<>();
        read(line -> {
            if (line.contains(id) && names(line, id)) {
                collect(line, MESSAGE, messages);
                collect(line, SESSION, sessions);
                handedOver(line, 2, messages);
            }
        });
        List<String> lines = new ArrayList<>();
        Set<String> next = new LinkedHashSet<>();
        boolean[] cut = {false};
        read(line -> {
            if (!belongs(line, id, messages, sessions)) {
                return;
            }
            cut[0] |= lines.size() == LINES_MAX;
            if (lines.size() < LINES_MAX) {
                lines.add(line);
            }
            collect(line, SERVER, next);
            handedOver(line, 1, next);
        });
        Set<String> ids = new LinkedHashSet<>(messages);
        ids.addAll(sessions);
        Set<String> servers = new LinkedHashSet<>();
        next.stream()
                .map(name -> name.replaceAll("/.*", ""))
                .filter(others::contains)
                .forEach(servers::add);
        return new Found(lines, ids, servers, cut[0]);
    }

    private static boolean names(String line, String id) {
        Matcher pairs = PAIR.matcher(line);
        while (pairs.find()) {
            if (bare(pairs.group(2)).equals(id)) {
                return true;
            }
        }
        return false;
    }

    private static boolean belongs(String line, String id, Set<String> messages, Set<String> sessions) {
        boolean ofSession = false;
        boolean otherMessage = false;
        Matcher pairs = PAIR.matcher(line);
        while (pairs.find()) {
            String value = bare(pairs.group(2));
            if (value.equals(id) || MESSAGE.contains(pairs.group(1)) && messages.contains(value)) {
                return true;
            }
            ofSession |= SESSION.contains(pairs.group(1)) && sessions.contains(value);
            otherMessage |= MESSAGE.contains(pairs.group(1));
        }
        return ofSession && !otherMessage;
    }

    private static void collect(String line, Set<String> keys, Set<String> into) {
        Matcher pairs = PAIR.matcher(line);
        while (pairs.find() && into.size() < LINES_MAX) {
            String value = bare(pairs.group(2));
            if (keys.contains(pairs.group(1)) && !value.isEmpty()) {
                into.add(value);
            }
        }
    }

    private static void handedOver(String line, int group, Set<String> into) {
        Matcher reply = HANDED_OVER.matcher(line);
        if (into.size() < LINES_MAX && reply.find() && reply.group(group) != null) {
            into.add(reply.group(group));
        }
    }

    private static String bare(String value) {
        return value.length() > 1 && value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }

    private void read(Consumer<String> each) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(directory)) {
            all.filter(file -> file.getFileName().toString().matches("server-.*\\.log\\.gz"))
                    .sorted(Comparator.comparing(LogTrace::written))
                    .forEach(files::add);
        } catch (NoSuchFileException none) {
            return;
        }
        files.add(directory.resolve("server.log"));
        for (Path file : files) {
            read(file, each);
        }
    }

    private static java.time.Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return java.time.Instant.EPOCH;
        }
    }

    private static void read(Path file, Consumer<String> each) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                each.accept(line);
            }
        } catch (NoSuchFileException rotated) {
            // it was there a moment ago, and is compressed now: its lines are missed once
        }
    }
}
