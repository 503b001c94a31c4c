package org.mmsys.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;

/** The demonstration node of {@code etc/single.properties} as a process of its own, on free ports, in a directory of the test. */
final class SampleNode {
    static final String DOMAIN = "mmsys.upenn.edu";
    static final String PASSWORD = "CIS505";
    static final List<String> ACCOUNTS = List.of("instructor", "ta", "cis505");
    static final int TIMEOUT_MS = 60_000;
    private static final Path ETC = Path.of("..", "etc").toAbsolutePath().normalize();
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private SampleNode() {}

    /** The launch of a node in {@code dir/data}; the pairs of option and value behind it are added, and win. */
    static ServerFixture.Launch launch(Path dir, String... more) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("--config", ETC.resolve("single.properties").toString());
        options.put("--accounts.seed-file", ETC.resolve("seeds").toString());
        options.put("--server", "s1");
        options.put("--role", "primary");
        options.put("--data", dir.resolve("data").toString());
        Stream.of("smtp", "submission", "smtps", "pop3", "pop3s", "accounts")
                .forEach(listener -> options.put("--" + listener, "127.0.0.1:0"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        List<String> arguments = new ArrayList<>();
        options.forEach((option, value) -> arguments.addAll(List.of(option, value)));
        return bare(dir, "256m", arguments);
    }

    /** A process with exactly these arguments. */
    static ServerFixture.Launch bare(Path dir, String heap, List<String> arguments) {
        return new ServerFixture.Launch(
                "org.mmsys.server.MmsysMain",
                List.of("-Xmx" + heap, "-ea", "-Dlog4j2.configurationFile=" + ETC.resolve("log4j2.xml")),
                arguments,
                dir,
                Map.of());
    }

    static ServerFixture start(Path dir, String... more) throws IOException {
        return launch(dir, more).startAndAwait(START_LIMIT);
    }

    static String address(String local) {
        return local + "@" + DOMAIN;
    }

    static SmtpTestClient smtp(ServerFixture node) throws IOException {
        return SmtpTestClient.open(node.port("smtp"), TIMEOUT_MS);
    }

    static Pop3TestClient pop3(ServerFixture node, String user) throws IOException {
        return Pop3TestClient.open(node.port("pop3"), TIMEOUT_MS).login(user, PASSWORD);
    }

    /** A small message that nobody else sends. */
    static byte[] message(String token) {
        return ("X-Token: " + token + "\r\nMessage-ID: <" + token + "@client.test>\r\nSubject: " + token
                        + "\r\n\r\nLine one.\r\n.dotted\r\n..twice\r\nEnd.\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Everything the node has logged, files that are compressed left out. */
    static String log(Path dir) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(dir.resolve("data/log"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }
}
