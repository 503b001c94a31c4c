package org.mmsys.core.store.maildir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.Flags;

/**
 * The messages of one mailbox, sorted by guid, in parallel arrays: about 75 octets a message.
 *
 * <p>Guarded by its mailbox's monitor.
 */
final class IndexColumns {
    static final int CUR = 1 << 5;
    static final int MISSING = 1 << 6;
    /** The row is deleted and waits to be squeezed out: deleting one by one would move the rest each time. */
    private static final int DELETED = 1 << 7;

    private static final int FLAGS = (1 << 5) - 1;
    private static final int HIDDEN = MISSING | DELETED;
    private static final int GUID = Guid.LENGTH;
    private static final int FIRST_ROWS = 8;
    private static final Flags[] FLAG_SETS = flagSets();

    private byte[] guids = new byte[FIRST_ROWS * GUID];
    private long[] sizes = new long[FIRST_ROWS];
    private int[] times = new int[FIRST_ROWS];
    private byte[] states = new byte[FIRST_ROWS];
    private short[] nodes = new short[FIRST_ROWS];
    private byte[] digests = new byte[FIRST_ROWS * Sha256.LENGTH];
    private final List<String> nodeNames = new ArrayList<>();
    private final Map<Guid, String> oddInfo = new HashMap<>();
    private int rows;
    private int deleted;

    private static Flags[] flagSets() {
        Flags[] sets = new Flags[FLAGS + 1];
        for (int bits = 0; bits <= FLAGS; bits++) {
            StringBuilder letters = new StringBuilder();
            for (int i = 0; i < Flags.ALL.length(); i++) {
                if ((bits & 1 << i) != 0) {
                    letters.append(Flags.ALL.charAt(i));
                }
            }
            sets[bits] = new Flags(letters.toString());
        }
        return sets;
    }

    /** Flags from the low five bits of a state. */
    static Flags flags(int state) {
        return FLAG_SETS[state & FLAGS];
    }

    static int state(Flags flags, boolean inCur, boolean missing) {
        int bits = (inCur ? CUR : 0) | (missing ? MISSING : 0);
        for (int i = 0; i < Flags.ALL.length(); i++) {
            if (flags.has(Flags.ALL.charAt(i))) {
                bits |= 1 << i;
            }
        }
        return bits;
    }

    /** What the info of a file in that state is unless another program wrote something else. */
    static String plainInfo(int state) {
        return (state & CUR) == 0 ? "" : MaildirName.infoOf(flags(state));
    }

    /** Rows, missing messages included. */
    int size() {
        return rows - deleted;
    }

    void put(IndexEntry entry) {
        byte[] key = key(entry.guid());
        int row = search(key);
        if (row < 0) {
            row = -row - 1;
            insert(row, key);
        } else if ((states[row] & DELETED) != 0) {
            deleted--;
        }
        MaildirName name = entry.name();
        int state = state(name.flags(), entry.inCur(), entry.missing());
        states[row] = (byte) state;
        sizes[row] = name.size();
        times[row] = (int) name.time();
        nodes[row] = node(name.node());
        if (name.info().equals(plainInfo(state))) {
            if (!oddInfo.isEmpty()) {
                oddInfo.remove(name.guid());
            }
        } else {
            oddInfo.put(name.guid(), name.info());
        }
        ByteBuffer digest = ByteBuffer.wrap(digests, row * Sha256.LENGTH, Sha256.LENGTH);
        if (entry.sha256().isPresent()) {
            entry.sha256().get().write(digest);
        } else {
            digest.put(new byte[Sha256.LENGTH]);
        }
    }

    void remove(Guid guid) {
        int row = search(key(guid));
        if (row >= 0 && (states[row] & DELETED) == 0) {
            states[row] |= (byte) DELETED;
            oddInfo.remove(guid);
            deleted++;
            if (deleted > 64 && deleted > rows / 4) {
                squeeze();
            }
        }
    }

    Optional<IndexEntry> find(Guid guid) {
        int row = search(key(guid));
        return row < 0 || (states[row] & DELETED) != 0 ? Optional.empty() : Optional.of(entry(row));
    }

    /** All messages in order, missing ones too. */
    void forEach(Consumer<IndexEntry> visitor) {
        for (int row = 0; row < rows; row++) {
            if ((states[row] & DELETED) == 0) {
                visitor.accept(entry(row));
            }
        }
    }

    /** The same messages, apart from this. */
    IndexColumns copy() {
        IndexColumns copy = new IndexColumns();
        copy.guids = guids.clone();
        copy.sizes = sizes.clone();
        copy.times = times.clone();
        copy.states = states.clone();
        copy.nodes = nodes.clone();
        copy.digests = digests.clone();
        copy.nodeNames.addAll(nodeNames);
        copy.oddInfo.putAll(oddInfo);
        copy.rows = rows;
        copy.deleted = deleted;
        return copy;
    }

    /** The messages to be listed, frozen. */
    MessageList list() {
        int count = 0;
        for (int row = 0; row < rows; row++) {
            count += (states[row] & HIDDEN) == 0 ? 1 : 0;
        }
        byte[] listedGuids = new byte[count * GUID];
        long[] listedSizes = new long[count];
        byte[] listedFlags = new byte[count];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            if ((states[row] & HIDDEN) == 0) {
                System.arraycopy(guids, row * GUID, listedGuids, at * GUID, GUID);
                listedSizes[at] = sizes[row];
                listedFlags[at] = (byte) (states[row] & FLAGS);
                at++;
            }
        }
        return new MessageList(listedGuids, listedSizes, listedFlags);
    }

    private IndexEntry entry(int row) {
        Guid guid = new Guid(new String(guids, row * GUID, GUID, StandardCharsets.ISO_8859_1));
        int state = states[row];
        String info = oddInfo.isEmpty() ? plainInfo(state) : oddInfo.getOrDefault(guid, plainInfo(state));
        MaildirName name =
                new MaildirName(Integer.toUnsignedLong(times[row]), guid, nodeNames.get(nodes[row]), sizes[row], info);
        return new IndexEntry(name, (state & CUR) != 0, (state & MISSING) != 0, digest(row));
    }

    private Optional<Sha256> digest(int row) {
        int from = row * Sha256.LENGTH;
        for (int i = from; i < from + Sha256.LENGTH; i++) {
            if (digests[i] != 0) {
                return Optional.of(Sha256.read(ByteBuffer.wrap(digests, from, Sha256.LENGTH)));
            }
        }
        return Optional.empty();
    }

    private static byte[] key(Guid guid) {
        return guid.text().getBytes(StandardCharsets.ISO_8859_1);
    }

    private int search(byte[] key) {
        if (rows > 0 && compare(rows - 1, key) < 0) {
            return -rows - 1; // new mail
        }
        int low = 0;
        int high = rows - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private int compare(int row, byte[] key) {
        return Arrays.compare(guids, row * GUID, (row + 1) * GUID, key, 0, GUID);
    }

    private short node(String name) {
        int known = nodeNames.indexOf(name);
        if (known < 0) {
            known = nodeNames.size();
            if (known > Short.MAX_VALUE) {
                throw new IllegalStateException("too many node names in one mailbox");
            }
            nodeNames.add(name);
        }
        return (short) known;
    }

    private void insert(int row, byte[] key) {
        if (rows == states.length) {
            grow(rows + Math.max(FIRST_ROWS, rows / 2));
        }
        int tail = rows - row;
        if (tail > 0) {
            shift(row, row + 1, tail);
        }
        System.arraycopy(key, 0, guids, row * GUID, GUID);
        states[row] = 0;
        rows++;
    }

    private void squeeze() {
        int to = 0;
        for (int row = 0; row < rows; row++) {
            if ((states[row] & DELETED) == 0) {
                if (to != row) {
                    shift(row, to, 1);
                }
                to++;
            }
        }
        rows = to;
        deleted = 0;
    }

    private void shift(int from, int to, int count) {
        System.arraycopy(guids, from * GUID, guids, to * GUID, count * GUID);
        System.arraycopy(sizes, from, sizes, to, count);
        System.arraycopy(times, from, times, to, count);
        System.arraycopy(states, from, states, to, count);
        System.arraycopy(nodes, from, nodes, to, count);
        System.arraycopy(digests, from * Sha256.LENGTH, digests, to * Sha256.LENGTH, count * Sha256.LENGTH);
    }

    private void grow(int capacity) {
        guids = Arrays.copyOf(guids, capacity * GUID);
        sizes = Arrays.copyOf(sizes, capacity);
        times = Arrays.copyOf(times, capacity);
        states = Arrays.copyOf(states, capacity);
        nodes = Arrays.copyOf(nodes, capacity);
        digests = Arrays.copyOf(digests, capacity * Sha256.LENGTH);
    }
}
