package org.mmsys.server;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.mmsys.server.QuarantineShelf.Item;

/**
 * Brings a message to this node's own SMTP listener, as any client could (RFC 5321 §3.3): so it reaches the half that serves,
 * whichever that is. From the empty sender, so that nobody gets a report. May wait; any thread.
 */
final class BackDoor implements QuarantinePages.MailDoor {
    private static final int CONNECT_MS = 2_000;
    private static final int ANSWER_MS = 30_000;

    private final Supplier<Optional<InetSocketAddress>> listener;
    private final String hostname;

    /** @param listener of SMTP, as bound */
    BackDoor(Supplier<Optional<InetSocketAddress>> listener, String hostname) {
        this.listener = listener;
        this.hostname = hostname;
    }

    @Override
    public void deliver(Item item) throws IOException {
        InetSocketAddress at =
                listener.get().orElseThrow(() -> new IOException("this node has no SMTP listener to bring it to"));
        if (item.recipients().isEmpty() || !Files.exists(item.message())) {
            throw new IOException("its recipients or its text are not known");
        }
        try (Socket socket = new Socket()) {
            socket.connect(at, CONNECT_MS);
            socket.setSoTimeout(ANSWER_MS);
            try (BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                    Writer out = new BufferedWriter(
                            new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.ISO_8859_1))) {
                new Talk(in, out).whole(item, hostname);
            }
        }
    }

    /** One transaction. */
    private record Talk(BufferedReader in, Writer out) {
        void whole(Item item, String hostname) throws IOException {
            expect('2');
            boolean eightBit =
                    say("EHLO " + hostname, '2').toUpperCase(Locale.ROOT).contains("8BITMIME");
            say("MAIL FROM:<>" + (eightBit ? " BODY=8BITMIME" : ""), '2');
            for (String recipient : item.recipients()) {
                say("RCPT TO:<" + recipient + ">", '2');
            }
            say("DATA", '3');
            try (BufferedReader lines = Files.newBufferedReader(item.message(), StandardCharsets.ISO_8859_1)) {
                copy(lines);
            }
            say(".", '2');
            say("QUIT", '2');
        }

        /** The stored copy but for the Return-Path, which the new one gets anew (RFC 5321 §4.4). */
        private void copy(BufferedReader lines) throws IOException {
            boolean first = true;
            for (Optional<String> line = next(lines); line.isPresent(); line = next(lines)) {
                boolean returnPath =
                        first && line.get().toLowerCase(Locale.ROOT).startsWith("return-path:");
                first = false;
                if (!returnPath) {
                    out.write((line.get().startsWith(".") ? "." : "") + line.get() + "\r\n");
                }
            }
        }

        private static Optional<String> next(BufferedReader lines) throws IOException {
            return Optional.ofNullable(lines.readLine());
        }

        private String say(String line, char kind) throws IOException {
            out.write(line + "\r\n");
            out.flush();
            return expect(kind);
        }

        private String expect(char kind) throws IOException {
            StringBuilder all = new StringBuilder();
            Optional<String> line = next(in);
            while (line.isPresent()) {
                all.append(line.get()).append('\n');
                if (line.get().length() < 4 || line.get().charAt(3) != '-') {
                    break;
                }
                line = next(in);
            }
            if (all.isEmpty() || all.charAt(0) != kind) {
                throw new IOException(
                        all.isEmpty()
                                ? "the connection was lost"
                                : all.toString().strip());
            }
            return all.toString();
        }
    }
}
