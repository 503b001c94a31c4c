package org.mmsys.client.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A service: its primary and, if there is one, its backup. */
public record Endpoints(Endpoint primary, Optional<Endpoint> backup) {
    /** Reads {@code host:port} or {@code host:port,backup:port}; empty when it is neither. */
    public static Optional<Endpoints> parse(String text) {
        String[] parts = text.split(",", -1);
        Optional<Endpoint> first = Endpoint.parse(parts[0]);
        if (first.isEmpty() || parts.length > 2) {
            return Optional.empty();
        }
        if (parts.length == 1) {
            return Optional.of(new Endpoints(first.get(), Optional.empty()));
        }
        return Endpoint.parse(parts[1]).map(second -> new Endpoints(first.get(), Optional.of(second)));
    }

    /** A service on one server. */
    public static Endpoints of(Endpoint only) {
        return new Endpoints(only, Optional.empty());
    }

    /** The primary, then the backup. */
    public List<Endpoint> all() {
        List<Endpoint> all = new ArrayList<>(List.of(primary));
        backup.ifPresent(all::add);
        return List.copyOf(all);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return primary + backup.map(second -> "," + second).orElse("");
    }
}
