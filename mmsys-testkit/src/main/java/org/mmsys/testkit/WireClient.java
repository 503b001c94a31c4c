package org.mmsys.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A connection that sends exactly what a test says, octet by octet, and reads lines. Text is ISO 8859-1.
 *
 * <p>Reading more than the time-out long without an answer fails with {@link java.net.SocketTimeoutException}.
 */
public final class WireClient implements AutoCloseable {
    private static final int CONNECT_MS = 10_000;

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private WireClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.out = socket.getOutputStream();
    }

    public static WireClient connect(int port, int timeoutMs) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(timeoutMs);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
        return new WireClient(socket);
    }

    /** TLS from the first octet, any certificate. */
    public static WireClient connectTls(int port, int timeoutMs) throws IOException {
        WireClient client = connect(port, timeoutMs);
        client.startTls();
        return client;
    }

    /** Wraps the connection in TLS; any certificate is taken. */
    public void startTls() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
            secured.startHandshake();
            socket = secured;
            in = new BufferedInputStream(secured.getInputStream(), 1 << 16);
            out = secured.getOutputStream();
        } catch (GeneralSecurityException unavailable) {
            throw new IOException(unavailable);
        }
    }

    public void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /** Sends the text as it is. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends the text one octet a packet. */
    public void sendBytewise(String text) throws IOException {
        for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
            out.write(octet);
            out.flush();
        }
    }

    /** The next line without its CRLF; {@link EOFException} when the connection ended before one was complete. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(octet);
        }
        throw new EOFException("connection ended behind <" + line.toString(StandardCharsets.ISO_8859_1) + ">");
    }

    /** Whether the peer closed without sending more. */
    public boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    /** Reads until the peer closes or resets; what came. */
    public String rest() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (IOException reset) {
            return rest.toString(StandardCharsets.ISO_8859_1);
        }
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    /** No more will be sent; reading goes on. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Cuts the connection with a reset, as a crash would. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Loopback tests with self-signed certificates. */
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
