package org.mmsys.testkit.fs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An inode of the shadow disk: what is durable of it, and what was done since. Guarded by the file system's lock. */
final class DiskNode {
    final boolean directory;
    /** Where a symbolic link points; such a node has no content. */
    @Nullable
    String symbolicTarget;

    // a directory
    final Map<String, DiskNode> live = new LinkedHashMap<>();
    Map<String, DiskNode> durableEntries = new LinkedHashMap<>();
    final List<Change> changes = new ArrayList<>();

    // a file
    int links;
    long size;
    /** Null while the content in the real directory is durable and not yet looked at. */
    byte @Nullable [] image;

    private int imageLength;
    private final List<Write> writes = new ArrayList<>();

    DiskNode(boolean directory) {
        this.directory = directory;
    }

    /** Names set or removed together. */
    static final class Change {
        final Map<String, @Nullable DiskNode> names = new HashMap<>();
        /** Of a removal by a rename: where the file went. It is never removed here without being there. */
        @Nullable
        Change arrival;

        @Nullable
        DiskNode arrivalDirectory;

        void applyTo(Map<String, DiskNode> entries) {
            names.forEach((name, node) -> {
                if (node == null) {
                    entries.remove(name);
                } else {
                    entries.put(name, node);
                }
            });
        }
    }

    /** A write since the last force; without octets a truncation to {@code offset}. */
    private record Write(long offset, byte @Nullable [] octets) {}

    void wrote(long offset, byte[] octets) {
        writes.add(new Write(offset, octets));
        size = Math.max(size, offset + octets.length);
    }

    void truncated(long newSize) {
        writes.add(new Write(newSize, null));
        size = newSize;
    }

    void load(byte[] content) {
        image = content;
        imageLength = content.length;
    }

    void forced() {
        if (directory) {
            forcedDirectory();
            return;
        }
        for (Write write : writes) {
            apply(write, Integer.MAX_VALUE);
        }
        writes.clear();
    }

    private void forcedDirectory() {
        for (Change change : changes) {
            // one that was forced there since may have been overtaken by later changes
            if (change.arrival != null
                    && change.arrivalDirectory != null
                    && change.arrivalDirectory.changes.remove(change.arrival)) {
                change.arrival.applyTo(change.arrivalDirectory.durableEntries);
            }
        }
        changes.clear();
        durableEntries = new LinkedHashMap<>(live);
    }

    private void apply(Write write, int octetsMax) {
        byte[] content = image == null ? new byte[0] : image;
        if (write.octets == null) {
            content = Arrays.copyOf(content, Math.max(content.length, (int) write.offset));
            Arrays.fill(content, Math.min(imageLength, (int) write.offset), content.length, (byte) 0);
            imageLength = (int) write.offset;
        } else {
            int length = Math.min(write.octets.length, octetsMax);
            int end = (int) write.offset + length;
            if (end > content.length) {
                content = Arrays.copyOf(content, Math.max(end, content.length * 2));
            }
            System.arraycopy(write.octets, 0, content, (int) write.offset, length);
            imageLength = Math.max(imageLength, end);
        }
        image = content;
    }

    /** Whether the real file holds exactly what is durable. */
    boolean untouched() {
        return image == null;
    }

    /** The entries after a power loss; {@code random} null for "nothing that was not forced". */
    Map<String, DiskNode> entriesAfterLoss(@Nullable RandomGenerator random, Map<Change, Boolean> kept) {
        Map<String, DiskNode> entries = new LinkedHashMap<>(durableEntries);
        for (Change change : changes) {
            boolean arrived = change.arrival == null || kept.getOrDefault(change.arrival, false);
            if (random != null && kept.getOrDefault(change, false) && arrived) {
                change.applyTo(entries);
            }
        }
        return entries;
    }

    /** Chooses which prefix of the changes survives. */
    void chooseKept(RandomGenerator random, Map<Change, Boolean> kept) {
        int survivors = random.nextInt(changes.size() + 1);
        for (int i = 0; i < changes.size(); i++) {
            kept.put(changes.get(i), i < survivors);
        }
    }

    /** The content after a power loss. Only for nodes that are not {@link #untouched}. */
    byte[] contentAfterLoss(@Nullable RandomGenerator random) {
        DiskNode survivor = new DiskNode(false);
        survivor.load(Arrays.copyOf(image == null ? new byte[0] : image, imageLength));
        if (random != null && !writes.isEmpty()) {
            survivor.applySome(writes, random);
        }
        byte[] content = survivor.image == null ? new byte[0] : survivor.image;
        return Arrays.copyOf(content, survivor.imageLength);
    }

    private void applySome(List<Write> all, RandomGenerator random) {
        int style = random.nextInt(4);
        int prefix = random.nextInt(all.size());
        for (int i = 0; i < all.size(); i++) {
            Write write = all.get(i);
            int length = write.octets == null ? 0 : write.octets.length;
            if (style == 0 || style == 1 && i < prefix) {
                apply(write, Integer.MAX_VALUE);
            } else if (style == 1 && i == prefix) {
                apply(write, random.nextInt(length + 1)); // cut
            } else if (style == 2) {
                applyWithHoles(write, random);
            }
        }
    }

    private void applyWithHoles(Write write, RandomGenerator random) {
        byte[] octets = write.octets;
        if (octets == null) {
            apply(write, 0);
            return;
        }
        byte[] holed = octets.clone();
        int page = 1 + random.nextInt(4096);
        for (int from = 0; from < holed.length; from += page) {
            if (random.nextBoolean()) {
                Arrays.fill(holed, from, Math.min(holed.length, from + page), (byte) 0);
            }
        }
        apply(
                new Write(write.offset, holed),
                random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(octets.length + 1));
    }
}
