package org.mmsys.replica.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.PairLog;
import org.mmsys.core.journal.Sha256;

/** What survives the end of a node in these tests: a log in memory, and the states made of it. Thread-safe. */
final class MemoryDisk {
    private static final int CHAIN = 16;

    private final UUID store = UUID.randomUUID();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Entry> quarantine = new ArrayList<>();
    private int applied;
    private long base;
    private int incarnation;

    /** One entry; with a text of mail or without. */
    record Entry(long epoch, String text, Optional<Body.Spooled> body, LogMark mark) {}

    synchronized PairLog.Found open() {
        return new PairLog.Found(store, ++incarnation, mark(base), last(), applied);
    }

    UUID store() {
        return store;
    }

    synchronized LogMark last() {
        return mark(entries.size());
    }

    synchronized LogMark mark(long sequence) {
        return sequence == 0 ? LogMark.START : entries.get((int) sequence - 1).mark;
    }

    synchronized boolean has(LogMark place) {
        return place.sequence() >= base
                && place.sequence() <= entries.size()
                && mark(place.sequence()).equals(place);
    }

    synchronized List<LogMark> find(List<Long> sequences) {
        return sequences.stream()
                .filter(sequence -> sequence >= base && sequence <= entries.size())
                .map(this::mark)
                .toList();
    }

    synchronized Entry add(long epoch, String text, Optional<Body.Spooled> body) {
        LogMark before = last();
        byte[] link = Arrays.copyOf(
                Sha256.over((epoch + text + Arrays.toString(before.chain())).getBytes(StandardCharsets.UTF_8))
                        .toBytes(),
                CHAIN);
        Entry made = new Entry(epoch, text, body, new LogMark(before.sequence() + 1, link));
        entries.add(made);
        return made;
    }

    synchronized void cut(LogMark last) {
        if (last.sequence() < applied || !has(last)) {
            throw new IllegalStateException("cut at " + last.sequence() + ", applied " + applied);
        }
        List<Entry> tail = entries.subList((int) last.sequence(), entries.size());
        quarantine.addAll(tail);
        tail.clear();
    }

    synchronized void apply(long upTo) {
        if (upTo > entries.size()) {
            throw new IllegalStateException("commits " + upTo + " of " + entries.size());
        }
        applied = Math.max(applied, (int) upTo);
    }

    /** Drops entries from the log, as a checkpoint does; what they did is in the states. */
    synchronized LogMark trim(long sequence) {
        base = Math.min(sequence, applied);
        return mark(base);
    }

    /** Becomes a copy of what the other has in its states. */
    LogMark install(MemoryDisk other) {
        List<Entry> theirs;
        synchronized (other) {
            theirs = List.copyOf(other.entries.subList(0, other.applied));
        }
        synchronized (this) {
            entries.clear();
            entries.addAll(theirs);
            applied = entries.size();
            base = applied;
            return last();
        }
    }

    /** What can be read: the texts of entries that are in the states. */
    synchronized List<String> mail() {
        return entries.subList(0, applied).stream()
                .map(Entry::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    synchronized List<String> quarantine() {
        return quarantine.stream()
                .map(Entry::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** The records behind a place. */
    synchronized Optional<PairLog.Chunk> read(LogMark after, int octets) throws IOException {
        if (!has(after)) {
            throw new IOException("no such place: " + after.sequence());
        }
        if (after.sequence() == entries.size()) {
            return Optional.empty();
        }
        int first = (int) after.sequence();
        int end = first;
        int size = 0;
        while (end < entries.size() && (end == first || size < octets)) {
            size += length(entries.get(end++));
        }
        return Optional.of(chunk(entries.subList(first, end), after));
    }

    static PairLog.Chunk chunk(List<Entry> some, LogMark previous) {
        ByteBuffer records =
                ByteBuffer.allocate(some.stream().mapToInt(MemoryDisk::length).sum());
        some.forEach(entry -> write(records, entry));
        return new PairLog.Chunk(
                previous,
                some.get(some.size() - 1).mark,
                records.flip().asReadOnlyBuffer(),
                some.stream().flatMap(entry -> entry.body.stream()).toList());
    }

    private static int length(Entry entry) {
        int text = entry.text.getBytes(StandardCharsets.UTF_8).length;
        return Long.BYTES + 2 * Integer.BYTES + text + bodyText(entry).length;
    }

    private static byte[] bodyText(Entry entry) {
        return entry.body
                .map(body -> body.fileName() + " " + body.size() + " " + body.sha256())
                .orElse("")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void write(ByteBuffer into, Entry entry) {
        byte[] text = entry.text.getBytes(StandardCharsets.UTF_8);
        byte[] body = bodyText(entry);
        into.putLong(entry.epoch)
                .putInt(text.length)
                .put(text)
                .putInt(body.length)
                .put(body);
    }

    /** Adds what the other half sent; the history must be as it says. */
    synchronized void take(ByteBuffer records, LogMark previous, LogMark last) {
        if (!last().equals(previous)) {
            throw new IllegalStateException("a gap behind " + last().sequence() + ": " + previous.sequence());
        }
        ByteBuffer in = records.duplicate();
        while (in.hasRemaining()) {
            long epoch = in.getLong();
            String text = text(in);
            String[] body = text(in).split(" ");
            add(epoch, text, body.length < 3 ? Optional.empty() : Optional.of(body(body)));
        }
        if (!last().equals(last)) {
            throw new IllegalStateException("another history at " + last.sequence());
        }
    }

    private static Body.Spooled body(String[] parts) {
        byte[] digest = java.util.HexFormat.of().parseHex(parts[2]);
        return new Body.Spooled(parts[0], Long.parseLong(parts[1]), Sha256.ofDigest(digest), 0);
    }

    private static String text(ByteBuffer in) {
        byte[] octets = new byte[in.getInt()];
        in.get(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }
}
