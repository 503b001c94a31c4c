package org.mmsys.client.core.model;

import java.util.Optional;

/**
 * Where a server listens.
 *
 * @param host a name or an address, IPv6 without its brackets
 */
public record Endpoint(String host, int port) {
    public Endpoint {
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == ',' || c == '@')) {
            throw new IllegalArgumentException("not a host: \"" + host + "\"");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /** Reads {@code host:port}, {@code [2001:db8::1]:port}; empty when it is none. */
    public static Optional<Endpoint> parse(String text) {
        String given = text.strip();
        int colon = given.lastIndexOf(':');
        if (colon <= 0 || !given.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        String host = given.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        try {
            String name = bracketed ? host.substring(1, host.length() - 1) : host;
            return Optional.of(new Endpoint(name, Integer.parseInt(given.substring(colon + 1))));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Whether it is this very machine. */
    public boolean loopback() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
