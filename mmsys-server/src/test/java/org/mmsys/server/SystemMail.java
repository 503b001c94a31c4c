package org.mmsys.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.SmtpTestClient;

/** What users of a system of several servers do, with messages that can be told apart. Owned by one test. */
final class SystemMail {
    /** Each sample account and its home. */
    static final Map<String, String> HOMES = Map.of("instructor", "s1", "ta", "s2", "cis505", "s3");

    private static final Pattern TOKEN = Pattern.compile("^X-Token: (\\S+)", Pattern.MULTILINE);
    private static final Duration POLL = Duration.ofMillis(100);

    private final ClusterFixture cluster;

    SystemMail(ClusterFixture cluster) {
        this.cluster = cluster;
    }

    private static String home(String user) {
        return HOMES.getOrDefault(user, "s1");
    }

    /** Sends one message through a node, without login; its token. */
    String send(String node, String sender, String... recipients) throws IOException {
        try (SmtpTestClient smtp = cluster.smtp(node)) {
            return send(smtp, sender, recipients);
        }
    }

    /** Sends one message in a session; its token. */
    String send(SmtpTestClient smtp, String sender, String... recipients) throws IOException {
        String token = UUID.randomUUID().toString();
        List<String> addresses = new ArrayList<>();
        for (String recipient : recipients) {
            addresses.add(SampleNode.address(recipient));
        }
        SmtpTestClient.Reply reply = smtp.deliver(SampleNode.address(sender), addresses, SampleNode.message(token));
        if (reply.code() != 250) {
            throw new AssertionError(sender + " to " + addresses + ": " + reply);
        }
        return token;
    }

    /** How often each token is in the inbox, seen through this node. */
    Map<String, Integer> inbox(String node, String user) throws IOException {
        Map<String, Integer> found = new HashMap<>();
        try (Pop3TestClient pop3 = cluster.pop3(node, user)) {
            for (Pop3TestClient.Scan each : pop3.scan()) {
                byte[] header = String.join("\n", pop3.lines("TOP " + each.number() + " 0"))
                        .getBytes(StandardCharsets.ISO_8859_1);
                Matcher token = TOKEN.matcher(new String(header, StandardCharsets.ISO_8859_1));
                found.merge(token.find() ? token.group(1) : "none", 1, Integer::sum);
            }
            pop3.ok("QUIT");
        }
        return found;
    }

    /** Waits until the user has each of these exactly once, at its home. */
    void awaitEach(String user, Collection<String> tokens, Duration limit) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        Map<String, Integer> found = inbox(home(user), user);
        while (!found.keySet().containsAll(tokens)) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError(user + " has " + found.size() + " messages, not yet all of " + tokens.size());
            }
            askAgainSoon();
            found = inbox(home(user), user);
        }
        for (String token : tokens) {
            if (found.getOrDefault(token, 0) != 1) {
                throw new AssertionError(user + " has " + token + " " + found.get(token) + " times");
            }
        }
    }

    /** Between two looks at a server: it is the condition that is waited for. */
    static void askAgainSoon() {
        LockSupport.parkNanos(POLL.toNanos());
    }
}
