package org.mmsys.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.SmtpTestClient;

/** Mail between users of the system and the world outside. */
final class OutsideMail {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 100_000_000;

    private OutsideMail() {}

    /** A session on a submission port, logged in. */
    static SmtpTestClient loggedIn(int port, String user) throws IOException {
        return SmtpTestClient.open(port, SampleNode.TIMEOUT_MS)
                .secured()
                .authenticated(SampleNode.address(user), SampleNode.PASSWORD);
    }

    /** Sends a message as a user who has logged in; the reply to the final dot. */
    static String send(int port, String user, List<String> recipients, byte[] content) throws IOException {
        try (SmtpTestClient smtp = loggedIn(port, user)) {
            SmtpTestClient.Reply reply = smtp.deliver(SampleNode.address(user), recipients, content);
            if (reply.code() != 250) {
                throw new AssertionError("to " + recipients + ": " + reply);
            }
            return reply.toString();
        }
    }

    /** A complete message, to which nobody on its way has anything to add but trace fields. */
    static byte[] message(String token, String from) {
        return ("X-Token: " + token + "\r\nMessage-ID: <" + token + "@client.test>\r\nFrom: <" + from
                        + ">\r\nTo: undisclosed-recipients:;\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\nSubject: "
                        + token
                        + "\r\n\r\nLine one.\r\n.dotted\r\n..twice\r\n" + "x".repeat(900) + "\r\nEnd.\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** All messages of an inbox, whole, lines ended by CRLF. */
    static List<String> inbox(int port, String user) throws IOException {
        List<String> all = new ArrayList<>();
        try (Pop3TestClient pop3 = Pop3TestClient.open(port, SampleNode.TIMEOUT_MS)) {
            pop3.ok("UTF8");
            pop3.login(user, SampleNode.PASSWORD);
            for (Pop3TestClient.Scan each : pop3.scan()) {
                all.add(String.join("\r\n", pop3.lines("RETR " + each.number())) + "\r\n");
            }
            pop3.ok("QUIT");
        }
        return all;
    }

    /** Waits until something like this is there; all there is. */
    static List<String> await(Callable<List<String>> look, Predicate<String> wanted) throws Exception {
        return await(look, wanted, 1);
    }

    /** Waits until there are so many of this kind; those of this kind. */
    static List<String> await(Callable<List<String>> look, Predicate<String> wanted, int many) throws Exception {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            List<String> there = look.call();
            List<String> found = there.stream().filter(wanted).toList();
            if (found.size() >= many) {
                return found;
            }
            if (System.nanoTime() - until > 0) {
                throw new AssertionError(
                        found.size() + " of " + many + " came; there is:\n" + String.join("\n---\n", there));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** The octets of a text in UTF-8, one to a char, as the clients of the tests send and show them. */
    static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
