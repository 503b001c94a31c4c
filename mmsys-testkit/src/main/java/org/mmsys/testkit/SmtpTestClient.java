package org.mmsys.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Just enough SMTP (RFC 5321) to test a server from outside; shares no code with it. */
public final class SmtpTestClient implements AutoCloseable {
    private static final int LINES_MAX = 200;

    private final WireClient wire;

    private SmtpTestClient(WireClient wire) {
        this.wire = wire;
    }

    /**
     * A reply.
     *
     * @param lines its texts behind the code, at least one
     */
    public record Reply(int code, List<String> lines) {
        public Reply {
            lines = List.copyOf(lines);
        }

        @Override
        public String toString() {
            return code + " " + String.join(" / ", lines);
        }
    }

    /** Connects, takes the greeting and says EHLO. */
    public static SmtpTestClient open(int port, int timeoutMs) throws IOException {
        SmtpTestClient client = raw(port, timeoutMs);
        client.expect(220);
        client.command("EHLO client.test", 250);
        return client;
    }

    /** Connects and does nothing. */
    public static SmtpTestClient raw(int port, int timeoutMs) throws IOException {
        return new SmtpTestClient(WireClient.connect(port, timeoutMs));
    }

    /** STARTTLS and EHLO again. */
    public SmtpTestClient secured() throws IOException {
        command("STARTTLS", 220);
        wire.startTls();
        command("EHLO client.test", 250);
        return this;
    }

    public SmtpTestClient authenticated(String user, String password) throws IOException {
        byte[] plain = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        command("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain), 235);
        return this;
    }

    public WireClient wire() {
        return wire;
    }

    /** Sends a line and takes the reply, whatever it is. */
    public Reply command(String line) throws IOException {
        wire.send(line + "\r\n");
        return reply();
    }

    /** Sends a line; an {@link AssertionError} when the reply has another code. */
    public Reply command(String line, int code) throws IOException {
        wire.send(line + "\r\n");
        return expect(code);
    }

    public Reply expect(int code) throws IOException {
        Reply reply = reply();
        if (reply.code() != code) {
            throw new AssertionError("expected " + code + " but came " + reply);
        }
        return reply;
    }

    /** The next reply, all its lines. */
    public Reply reply() throws IOException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < LINES_MAX) {
            String line = wire.line();
            if (line.length() < 3) {
                throw new IOException("not a reply: " + line);
            }
            texts.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), texts);
            }
        }
        throw new IOException("endless reply");
    }

    /** MAIL, RCPT for each recipient, DATA; fails unless all are accepted. The message is still to be sent. */
    public void envelope(String from, List<String> recipients) throws IOException {
        command("MAIL FROM:<" + from + ">", 250);
        for (String recipient : recipients) {
            command("RCPT TO:<" + recipient + ">", 250);
        }
        command("DATA", 354);
    }

    /** Sends a message with its dots stuffed and the final dot; the reply is still to be read. */
    public void message(byte[] content) throws IOException {
        wire.send(stuffed(content));
    }

    /** A whole transaction; the reply to the final dot. */
    public Reply deliver(String from, List<String> recipients, byte[] content) throws IOException {
        envelope(from, recipients);
        message(content);
        return reply();
    }

    /** The content with dots stuffed and the terminator behind it (RFC 5321 §4.5.2). Content must use CRLF. */
    public static byte[] stuffed(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        String dotted = text.startsWith(".") ? "." + text : text;
        String ended = dotted.endsWith("\r\n") || dotted.isEmpty() ? dotted : dotted + "\r\n";
        return (ended.replace("\r\n.", "\r\n..") + ".\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
