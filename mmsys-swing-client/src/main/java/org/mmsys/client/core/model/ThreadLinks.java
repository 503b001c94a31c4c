package org.mmsys.client.core.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Who a message is and what it answers, as hashes of Message-IDs: enough for threads, small enough for 100,000. Immutable. */
public final class ThreadLinks {
    /** Of a message without Message-ID that answers nothing. */
    public static final ThreadLinks NONE = new ThreadLinks(0, new long[0]);

    /** RFC 5322 has no limit; beyond this the oldest are dropped but the first. */
    public static final int PARENTS_MAX = 20;

    private final long self;
    private final long[] parents;

    private ThreadLinks(long self, long[] parents) {
        this.self = self;
        this.parents = parents;
    }

    /**
     * From its headers.
     *
     * @param messageId in angle brackets or without; empty if there is none
     * @param references oldest first
     */
    public static ThreadLinks of(String messageId, List<String> references) {
        List<String> kept = references;
        if (references.size() > PARENTS_MAX) {
            int size = references.size();
            kept = new ArrayList<>(references.subList(size - PARENTS_MAX + 1, size));
            kept.add(0, references.get(0));
        }
        long self = messageId.isBlank() ? 0 : hash(messageId);
        return ofHashes(
                self,
                kept.stream()
                        .filter(id -> !id.isBlank())
                        .mapToLong(ThreadLinks::hash)
                        .toArray());
    }

    /** From hashes as {@link #self} and {@link #parents} give them. */
    public static ThreadLinks ofHashes(long self, long[] parents) {
        return self == 0 && parents.length == 0 ? NONE : new ThreadLinks(self, parents.clone());
    }

    /** FNV-1a, 64 bits, never 0. */
    private static long hash(String messageId) {
        String bare = messageId.strip();
        if (bare.startsWith("<") && bare.endsWith(">")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < bare.length(); i++) {
            h = (h ^ bare.charAt(i)) * 0x100000001b3L;
        }
        return h == 0 ? 1 : h;
    }

    /** Hash of the message's own id; 0 if it has none. */
    public long self() {
        return self;
    }

    /** Hashes of what it answers, oldest first. */
    public long[] parents() {
        return parents.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ThreadLinks that && self == that.self && Arrays.equals(parents, that.parents);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(self);
    }
}
