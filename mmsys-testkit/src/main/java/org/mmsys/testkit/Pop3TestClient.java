package org.mmsys.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Just enough POP3 (RFC 1939) to test a server from outside; shares no code with it. */
public final class Pop3TestClient implements AutoCloseable {
    private final WireClient wire;

    private Pop3TestClient(WireClient wire) {
        this.wire = wire;
    }

    /** A message in a scan listing. */
    public record Scan(int number, String uidl, long size) {}

    /** Connects and takes the greeting. */
    public static Pop3TestClient open(int port, int timeoutMs) throws IOException {
        Pop3TestClient client = new Pop3TestClient(WireClient.connect(port, timeoutMs));
        String greeting = client.wire.line();
        if (!greeting.startsWith("+OK")) {
            client.close();
            throw new IOException("greeting was " + greeting);
        }
        return client;
    }

    public Pop3TestClient secured() throws IOException {
        ok("STLS");
        wire.startTls();
        return this;
    }

    /** USER and PASS; an {@link AssertionError} when refused. */
    public Pop3TestClient login(String user, String password) throws IOException {
        ok("USER " + user);
        ok("PASS " + password);
        return this;
    }

    public WireClient wire() {
        return wire;
    }

    /** Sends a line and takes the status line, whatever it is. */
    public String command(String line) throws IOException {
        wire.send(line + "\r\n");
        return wire.line();
    }

    /** Sends a line; an {@link AssertionError} unless it is answered with {@code +OK}. */
    public String ok(String line) throws IOException {
        String answer = command(line);
        if (!answer.startsWith("+OK")) {
            throw new AssertionError(line.split(" ", -1)[0] + " was answered with " + answer);
        }
        return answer;
    }

    /** Sends a line and takes a multi-line answer, dots unstuffed, without the terminator. */
    public List<String> lines(String command) throws IOException {
        ok(command);
        List<String> lines = new ArrayList<>();
        for (String line = wire.line(); !line.equals("."); line = wire.line()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    /** The octets of a message with CRLF line ends. */
    public byte[] retrieve(int number) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (String line : lines("RETR " + number)) {
            message.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
            message.write('\r');
            message.write('\n');
        }
        return message.toByteArray();
    }

    /** UIDL and LIST joined; an {@link AssertionError} when they disagree. */
    public List<Scan> scan() throws IOException {
        List<String> uidls = lines("UIDL");
        List<String> sizes = lines("LIST");
        if (uidls.size() != sizes.size()) {
            throw new AssertionError("UIDL has " + uidls.size() + " lines, LIST " + sizes.size());
        }
        List<Scan> messages = new ArrayList<>();
        for (int i = 0; i < uidls.size(); i++) {
            String[] uidl = uidls.get(i).split(" ", 2);
            String[] size = sizes.get(i).split(" ", 2);
            if (!uidl[0].equals(size[0])) {
                throw new AssertionError("UIDL and LIST number differently: " + uidl[0] + ", " + size[0]);
            }
            messages.add(new Scan(Integer.parseInt(uidl[0]), uidl[1], Long.parseLong(size[1])));
        }
        return messages;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
