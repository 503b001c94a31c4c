package org.mmsys.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of loopback for servers whose port must be known before they start, or kept while they are dead. They lie below those
 * that the system gives to connections ({@code net.ipv4.ip_local_port_range}, usually from 32,768): one of those may be taken by
 * any connection between the choice and the start. No port is given twice in one process. Thread-safe.
 */
public final class FreePorts {
    private static final int FIRST = 24_000;
    private static final int END = 32_768;
    private static final int TRIES_MAX = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** A port where nobody listens now, and where nobody will by chance. */
    public static int next() throws IOException {
        for (int i = 0; i < TRIES_MAX; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new IOException("no port of " + FIRST + " to " + END + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
