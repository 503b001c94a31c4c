package org.mmsys.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The cable to a port of loopback: what is sent while it is cut arrives when it is mended, and nobody is told, as with TCP over
 * a broken network. It may be cut for one direction only.
 *
 * <p>Listens on a port of its own choice. When nobody listens behind it connections are reset, so that a dead process looks
 * nearly as dead as without the cable. Thread-safe.
 */
public final class Cable implements AutoCloseable {
    private static final int CHUNK = 16_384;

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private boolean there = true;
    private boolean back = true;
    private boolean closed;

    public Cable(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Which directions pass something from now on: from those who connect, and to them. */
    public void pass(boolean thereNow, boolean backNow) {
        synchronized (lock) {
            there = thereNow;
            back = backNow;
            lock.notifyAll();
        }
    }

    public void cut() {
        pass(false, false);
    }

    public void mend() {
        pass(true, true);
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        listener.close();
        open.forEach(Cable::reset);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                thread(() -> carry(client));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void carry(Socket client) {
        try (client;
                Socket server = server()) {
            open.add(server);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            Thread thither = thread(() -> copy(client, server, true));
            copy(server, client, false);
            thither.join();
            open.remove(server);
        } catch (IOException nobody) {
            reset(client);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private Socket server() throws IOException {
        awaitPass(true);
        return new Socket(InetAddress.getLoopbackAddress(), target);
    }

    private void awaitPass(boolean thither) throws IOException {
        synchronized (lock) {
            try {
                while (!closed && !(thither ? there : back)) {
                    lock.wait();
                }
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", ending);
            }
            if (closed) {
                throw new IOException("closed");
            }
        }
    }

    private void copy(Socket from, Socket to, boolean thither) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                awaitPass(thither);
                out.write(chunk, 0, count);
            }
            awaitPass(thither);
            to.shutdownOutput();
        } catch (IOException over) {
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // then it is closed
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "cable");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
