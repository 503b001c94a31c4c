package org.mmsys.smtp.transport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An SMTP server that behaves as badly as a test wants, on a socket of loopback. */
final class FakeServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Manners manners;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** How it behaves. */
    @FunctionalInterface
    interface Manners {
        void serve(Session session, int connection) throws IOException;
    }

    FakeServer(Manners manners) throws IOException {
        this("127.0.0.1", 0, manners);
    }

    FakeServer(String address, int port, Manners manners) throws IOException {
        this.manners = manners;
        listener = new ServerSocket(port, 50, AllowedNetworks.literal(address).orElseThrow());
        Thread thread = new Thread(this::accept, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** All commands and body lines of all connections. */
    List<String> heard() {
        return new ArrayList<>(heard);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket, number), "fake-session");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            manners.serve(new Session(socket), number);
        } catch (IOException gone) {
            // the client or the test has closed it
        }
    }

    /** Ends all connections, as a server does that is killed. */
    void cutAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
    }

    /** One connection, with the words a well-mannered server uses. */
    final class Session {
        private final Socket socket;
        private final InputStream in;

        Session(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        void say(String line) throws IOException {
            raw(line + "\r\n");
        }

        void raw(String octets) throws IOException {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** The next line; throws when the client is gone. */
        String hear() throws IOException {
            StringBuilder line = new StringBuilder();
            int c = in.read();
            while (c >= 0 && c != '\n') {
                line.append((char) c);
                c = in.read();
            }
            if (c < 0) {
                throw new IOException("client gone");
            }
            String text = line.substring(0, line.length() - 1);
            heard.add(text);
            return text;
        }

        void skip(long octets) throws IOException {
            in.skipNBytes(octets);
        }

        /** Says nothing until the client goes. */
        void hang() throws IOException {
            while (in.read() >= 0) {
                // not a word
            }
        }

        void hello(String... extensions) throws IOException {
            say("220 fake.test ESMTP");
            ehlo(extensions);
        }

        void ehlo(String... extensions) throws IOException {
            hear();
            for (String extension : extensions) {
                say("250-" + extension);
            }
            say("250 fake.test");
        }

        /** STARTTLS, EHLO again, XPEER: ready for what comes. */
        void peerHello() throws IOException {
            hello("fake.test", "STARTTLS");
            hear();
            say("220 go");
            ehlo("fake.test", "PIPELINING", "SIZE 1000000", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN");
            hear();
            say("250 2.0.0 Ok s2/primary");
        }

        /** Takes mail until the client says good-bye; recipients whose name begins with {@code no} are refused with 551. */
        void takeMail() throws IOException {
            while (true) {
                String line = hear();
                String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "QUIT" -> {
                        say("221 2.0.0 bye");
                        return;
                    }
                    case "RCPT" -> say(line.contains("<no") ? "551 5.1.6 not here" : "250 2.1.5 ok");
                    case "BDAT" -> {
                        skip(Long.parseLong(line.split(" ", 3)[1]));
                        say("250 2.0.0 taken");
                    }
                    case "DATA" -> {
                        say("354 go");
                        while (!hear().equals(".")) {
                            // the body
                        }
                        say("250 2.0.0 taken");
                    }
                    default -> say("250 2.0.0 ok");
                }
            }
        }
    }
}
