package org.mmsys.replica.mirror;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mmsys.replica.node.BulkService;

/** Connections to a service in the same process. */
final class Loopback implements BulkService.Caller, AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    final List<IOException> failures = new CopyOnWriteArrayList<>();

    Loopback(BulkService service) throws IOException {
        var unused = threads.submit(() -> {
            while (true) {
                Socket socket = door.accept();
                open.add(socket);
                var unusedToo = threads.submit(() -> {
                    try (socket) {
                        service.serve(
                                new DataInputStream(new BufferedInputStream(socket.getInputStream())),
                                new DataOutputStream(socket.getOutputStream()));
                    } catch (IOException failed) {
                        failures.add(failed);
                    }
                    return null;
                });
            }
        });
    }

    /** Cuts what is open now. */
    void cut() throws IOException {
        for (Socket socket : new ArrayList<>(open)) {
            socket.close();
        }
    }

    @Override
    public BulkService.Call call() throws IOException {
        Socket socket = new Socket(door.getInetAddress(), door.getLocalPort());
        socket.setSoTimeout(30_000);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        return new BulkService.Call() {
            @Override
            public DataInputStream in() {
                return in;
            }

            @Override
            public DataOutputStream out() {
                return out;
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
        threads.shutdownNow();
    }
}
