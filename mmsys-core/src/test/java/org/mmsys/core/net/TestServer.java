package org.mmsys.core.net;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.mmsys.core.protocol.ListenerSpec;

/** A server that speaks {@link ChatProtocol} on a free port, and clients for it. */
final class TestServer implements AutoCloseable {
    final ChatProtocol protocol = new ChatProtocol();
    final WorkerPool workers;
    final NetServer server;
    final TlsContext tls;
    final int port;
    final int tlsPort;

    TestServer(Path directory) throws IOException, GeneralSecurityException {
        this(directory, builder -> builder);
    }

    TestServer(Path directory, UnaryOperator<SettingsBuilder> change) throws IOException, GeneralSecurityException {
        this(directory, change, Optional.empty());
    }

    TestServer(Path directory, UnaryOperator<SettingsBuilder> change, Optional<NodeIdentity> identity)
            throws IOException, GeneralSecurityException {
        NetSettings settings = change.apply(new SettingsBuilder()).build();
        workers = new WorkerPool(settings.workers(), settings.workerQueue());
        tls = TlsContext.open(Optional.empty(), Optional.empty(), directory, "mail.test", identity);
        server = new NetServer(settings, tls, workers);
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        port = server.start(new ListenerSpec("chat", "chat", loopback, false), protocol);
        tlsPort = server.start(new ListenerSpec("chats", "chat", loopback, true), protocol);
    }

    Client connect() throws IOException {
        return new Client(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A client that has read the greeting. */
    Client greeted() throws IOException {
        Client client = connect();
        if (!client.line().equals("220 hello")) {
            throw new AssertionError("no greeting");
        }
        return client;
    }

    @Override
    public void close() {
        server.close();
        workers.close();
    }

    static SSLContext trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                new SecureRandom());
        return context;
    }

    /** A blocking client that reads lines. */
    static final class Client implements Closeable {
        final Socket socket;
        private final InputStream in;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(8_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 65536);
        }

        Client send(String octets) throws IOException {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        }

        /** The next line without CRLF; "EOF" at the end, "RESET" when reset. */
        String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            try {
                for (int b = in.read(); b != '\n'; b = in.read()) {
                    if (b < 0) {
                        return line.size() == 0 ? "EOF" : line.toString(StandardCharsets.ISO_8859_1) + "EOF";
                    }
                    if (b != '\r') {
                        line.write(b);
                    }
                }
            } catch (java.net.SocketException reset) {
                return "RESET";
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        String ask(String command) throws IOException {
            return send(command + "\r\n").line();
        }

        Client startTls(String... protocols) throws IOException, GeneralSecurityException {
            SSLSocket secure = (SSLSocket) trusting()
                    .getSocketFactory()
                    .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
            if (protocols.length > 0) {
                secure.setEnabledProtocols(protocols);
            }
            secure.startHandshake();
            return new Client(secure);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Settings for tests, a few of which change. */
    static final class SettingsBuilder {
        int connectionsMax = 10_000;
        int perAddress = 1_000;
        int rate = 10_000;
        int burst = 10_000;
        boolean limitLoopback;
        int processors = 1;
        int workers = 8;
        int workerQueue = 100;
        long heldMax = 16 << 20;
        long swallowMax = 1 << 20;
        Duration idle = Duration.ofMinutes(5);
        Duration commandTime = Duration.ofMinutes(5);
        Duration messageTime = Duration.ofMinutes(5);
        Duration paceWindow = Duration.ofMinutes(5);
        Duration handshakeTime = Duration.ofSeconds(30);
        Duration closeGrace = Duration.ofSeconds(5);
        int outgoingMax = 1_000;
        Duration spliceIdle = Duration.ofMinutes(11);
        List<AddressRange> proxyFrom = List.of();

        NetSettings build() {
            return new NetSettings(
                    connectionsMax,
                    perAddress,
                    rate,
                    burst,
                    limitLoopback,
                    processors,
                    workers,
                    workerQueue,
                    heldMax,
                    swallowMax,
                    idle,
                    commandTime,
                    messageTime,
                    paceWindow,
                    1024,
                    handshakeTime,
                    closeGrace,
                    outgoingMax,
                    spliceIdle,
                    proxyFrom);
        }
    }
}
