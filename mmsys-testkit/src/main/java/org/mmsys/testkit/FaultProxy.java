package org.mmsys.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between two programs that speak TCP and does to their connections what networks and broken servers do.
 *
 * <p>Listens on loopback on a port of its own choice. The fault may be changed at any time; {@link Fault#CUT} also ends the
 * connections that are open. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CHUNK = 8192;

    /** What happens to connections. */
    public enum Fault {
        /** Nothing. */
        PASS,
        /** They are reset as soon as they come. */
        CUT,
        /** They are accepted; nothing is ever answered. */
        HANG,
        /** They are answered with nonsense. */
        GARBAGE,
        /** They are closed in the middle of the first answer. */
        CLOSE_EARLY
    }

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.PASS;

    /** A proxy before this port of loopback. */
    public FaultProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        thread("accept", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on; connections that are open are cut by {@link Fault#CUT} only. */
    public void fault(Fault now) {
        fault = now;
        if (now == Fault.CUT) {
            open.forEach(FaultProxy::reset);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(FaultProxy::reset);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                thread("connection", () -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            switch (fault) {
                case PASS -> relay(client, Integer.MAX_VALUE);
                case CUT -> reset(client);
                case HANG -> swallow(client.getInputStream());
                case GARBAGE -> {
                    client.getOutputStream()
                            .write("\u0000\u0001 what? \r\n\r\n999 \r\n"
                                    .repeat(50)
                                    .getBytes(StandardCharsets.ISO_8859_1));
                    swallow(client.getInputStream());
                }
                case CLOSE_EARLY -> relay(client, 5);
            }
        } catch (IOException over) {
            reset(client);
        } finally {
            open.remove(client);
        }
    }

    private void relay(Socket client, int most) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(server);
            thread("there", () -> copy(client, server, Integer.MAX_VALUE));
            copy(server, client, most);
            open.remove(server);
        }
    }

    private static void copy(Socket from, Socket to, int most) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            int left = most;
            for (int count = in.read(chunk); count >= 0 && left > 0; count = in.read(chunk)) {
                out.write(chunk, 0, Math.min(count, left));
                left -= count;
            }
            to.shutdownOutput();
        } catch (IOException over) {
            reset(from);
            reset(to);
        }
    }

    private static void swallow(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // then it is closed
        }
    }

    private static void thread(String what, Runnable task) {
        Thread thread = new Thread(task, "fault-proxy-" + what);
        thread.setDaemon(true);
        thread.start();
    }
}
