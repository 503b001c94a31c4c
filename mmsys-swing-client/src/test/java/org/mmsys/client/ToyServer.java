package org.mmsys.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.mmsys.client.core.model.Endpoint;

/** A server on loopback that says whatever a test wants; counts connections. One thread each. */
public class ToyServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What is said on one connection. */
    @FunctionalInterface
    public interface Script {
        void play(Talk talk) throws IOException;
    }

    private volatile Script script;
    private volatile Runnable lineHeard = () -> {};

    public ToyServer(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "toy-server");
        thread.setDaemon(true);
        thread.start();
    }

    public void script(Script other) {
        script = other;
    }

    /** Called for each line that is heard. */
    public void heard(Runnable listener) {
        lineHeard = listener;
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", listener.getLocalPort());
    }

    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                if (listener.isClosed()) {
                    socket.close();
                    return;
                }
                connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket), "toy-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.play(new Talk(socket));
        } catch (IOException gone) {
            // the client has had enough
        }
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One connection. */
    public final class Talk {
        private Socket socket;
        private InputStream in;
        private OutputStream out;
        private long left = Long.MAX_VALUE;

        Talk(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** After so many octets more the connection breaks off. */
        public void dropAfter(long octets) {
            left = octets;
        }

        public void say(String line) throws IOException {
            raw(line + "\r\n");
        }

        public void raw(String text) throws IOException {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            int count = (int) Math.min(octets.length, left);
            out.write(octets, 0, count);
            out.flush();
            left -= count;
            if (left <= 0) {
                socket.close();
                throw new IOException("dropped");
            }
        }

        /** The next line, empty at the end of the connection. */
        public String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    lineHeard.run();
                    return line.toString();
                }
                if (b != '\r') {
                    line.append((char) b);
                }
            }
            throw new IOException("closed");
        }

        public byte[] octets(int count) throws IOException {
            return in.readNBytes(count);
        }

        /** TLS from here on, as the server. */
        public void tls(SSLContext context) throws IOException {
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            socket = secure;
            in = new BufferedInputStream(secure.getInputStream());
            out = secure.getOutputStream();
        }

        /** Says nothing until the test ends. */
        public void stall() throws IOException {
            try {
                if (!closing.await(60, TimeUnit.SECONDS)) {
                    throw new IOException("nobody ended the test");
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        public void cut() throws IOException {
            socket.close();
        }
    }
}
