package org.mmsys.client.core.net;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.text.CrlfFramer;
import org.mmsys.wire.text.CrlfFramer.Framed;
import org.mmsys.wire.text.DotDecoder;
import org.mmsys.wire.text.DotEncoder;

/**
 * One blocking connection to a server: lines, bodies, TLS, limits of silence. Owned by one thread; {@link #close} from any.
 *
 * <p>Never waits for ever: a line has to be there within the limit of silence, of a body at least {@value #PACE} octets within each;
 * every write has a watch that closes the socket.
 */
final class Wire implements Closeable {
    private static final int BUFFER = 16 * 1024;
    private static final int LINE_MAX = 8 * 1024;
    private static final int PACE = 1024;
    private static final long SWALLOWED_MAX = 64L << 20;
    private static final Duration HANDSHAKE = Duration.ofSeconds(15);

    private final Endpoint server;
    private final CertificateJudge judge;
    private final ScheduledExecutorService watch;
    private final Abort abort;
    private final StringBuilder unsaid = new StringBuilder();
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);
    private final CrlfFramer framer = new CrlfFramer(LINE_MAX);
    private Socket socket;
    private Optional<Tls> tls = Optional.empty();
    private Duration silence;

    private Wire(Endpoint server, TrustStore trust, ScheduledExecutorService watch, Abort abort, Duration silence) {
        this.server = server;
        this.judge = new CertificateJudge(trust, server);
        this.watch = watch;
        this.abort = abort;
        this.socket = new Socket();
        this.silence = silence;
    }

    /**
     * Connects. What is guarded by {@code abort} is closed when the call is stopped, while connecting too.
     *
     * @throws IOException if there is no connection within the limit
     */
    static Wire connect(
            Endpoint server, TrustStore trust, ScheduledExecutorService watch, Abort abort, Patience patience)
            throws IOException {
        Wire wire = new Wire(server, trust, watch, abort, patience.greeting());
        abort.guard(wire);
        try {
            InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
            if (address.isUnresolved()) {
                throw new IOException("the name " + server.host() + " is not known");
            }
            wire.socket.setTcpNoDelay(true);
            wire.socket.connect(address, (int) patience.connect().toMillis());
            return wire;
        } catch (IOException failed) {
            wire.close();
            throw failed;
        }
    }

    /** The certificate that ended a handshake, if one did. */
    Optional<CertificateQuestion> question() {
        return judge.question();
    }

    boolean encrypted() {
        return tls.isPresent();
    }

    boolean open() {
        return !socket.isClosed();
    }

    Client client() {
        return new Client(
                "client",
                "client",
                socket.getInetAddress() == null
                        ? server.host()
                        : socket.getInetAddress().getHostAddress(),
                server.port(),
                socket.getLocalAddress().getHostAddress(),
                tls);
    }

    /** From now on this much silence ends a read with {@link java.net.SocketTimeoutException}. */
    void silence(Duration limit) {
        silence = limit;
    }

    /** Begins TLS on this connection. What came in clear behind the server's consent is thrown away (CVE-2011-0411). */
    void startTls() throws IOException {
        flush();
        in.limit(0);
        framer.clear();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {judge}, null);
            SSLSocket secure =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, server.host(), server.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.setSoTimeout((int) HANDSHAKE.toMillis());
            secure.startHandshake();
            socket = secure;
            X509Certificate leaf = (X509Certificate) secure.getSession().getPeerCertificates()[0];
            tls = Optional.of(new Tls(
                    secure.getSession().getProtocol(),
                    secure.getSession().getCipherSuite(),
                    Fingerprint.endPoint(leaf)));
        } catch (GeneralSecurityException impossible) {
            throw new IOException("no TLS in this Java", impossible);
        }
    }

    /** To be said with the next flush: octets, each char one. */
    void say(String octets) {
        unsaid.append(octets);
    }

    void flush() throws IOException {
        if (unsaid.length() > 0) {
            byte[] octets = unsaid.toString().getBytes(StandardCharsets.ISO_8859_1);
            unsaid.setLength(0);
            write(octets, octets.length);
        }
    }

    private void write(byte[] octets, int length) throws IOException {
        ScheduledFuture<?> late = closingLater();
        try {
            socket.getOutputStream().write(octets, 0, length);
            socket.getOutputStream().flush();
        } finally {
            late.cancel(false);
        }
    }

    private ScheduledFuture<?> closingLater() throws IOException {
        try {
            return watch.schedule(this::close, silence.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            throw new IOException("the program is ending", ended);
        }
    }

    /** The next line. */
    Framed line() throws IOException {
        long until = limit();
        while (true) {
            Optional<Framed> line = framer.next(in);
            if (line.isPresent()) {
                return line.get();
            }
            fill(until);
        }
    }

    private long limit() {
        return System.nanoTime() + silence.toNanos();
    }

    /** A server that says an octet now and then is as silent as one that says nothing. */
    private void fill(long until) throws IOException {
        in.clear().limit(0);
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("too slow");
        }
        socket.setSoTimeout((int) left);
        int count = socket.getInputStream().read(in.array(), 0, in.capacity());
        if (count < 0) {
            throw new EOFException("closed by the server");
        }
        in.limit(count);
    }

    /** A dot-stuffed body, up to its end. What is beyond the limit is swallowed, unless that is without end as well. */
    BodyReport collect(BodySink sink, long limit) throws IOException {
        DotDecoder decoder = new DotDecoder();
        ByteBuffer out = ByteBuffer.allocate(BUFFER + 8);
        long size = 0;
        long counted = 0;
        long until = limit();
        boolean ended = false;
        while (!ended) {
            if (!in.hasRemaining()) {
                fill(until);
            }
            out.clear();
            ended = decoder.decode(in, out);
            size += out.position();
            if (size - counted >= PACE) {
                counted = size;
                until = limit();
            }
            if (size > limit + SWALLOWED_MAX) {
                throw new IOException("a message without end");
            }
            if (size <= limit) {
                sink.take(out.array(), 0, out.position());
            }
        }
        return new BodyReport(size, size > limit ? Set.of(Defect.TOO_LARGE) : Set.of());
    }

    /**
     * Sends a body.
     *
     * @param beforeLast called before the octets that complete it leave: until then the server cannot have taken it
     */
    void send(InputStream source, boolean dotStuffed, Runnable beforeLast, SendProgress progress) throws IOException {
        flush();
        DotEncoder encoder = new DotEncoder();
        ByteBuffer out = ByteBuffer.allocate(2 * BUFFER + 8);
        byte[] now = source.readNBytes(BUFFER);
        while (now.length > 0) {
            byte[] next = source.readNBytes(BUFFER);
            out.clear();
            if (dotStuffed) {
                encoder.encode(ByteBuffer.wrap(now), out);
            } else {
                out.put(now);
            }
            if (next.length == 0 && !dotStuffed) {
                beforeLast.run();
            }
            write(out.array(), out.position());
            progress.sent(now.length);
            now = next;
        }
        if (dotStuffed) {
            byte[] end = encoder.end().getBytes(StandardCharsets.ISO_8859_1);
            beforeLast.run();
            write(end, end.length);
        }
    }

    @Override
    public void close() {
        abort.release(this);
        try {
            socket.close();
        } catch (IOException gone) {
            // closed is what it was to be
        }
    }
}
