package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.NameKey;
import org.mmsys.core.journal.Operation.Homes;
import org.mmsys.testkit.VirtualClock;

class HomeMapTests {
    private final VirtualClock clock = new VirtualClock();
    private final HomeMap map = new HomeMap(clock);

    @Test
    void holdsWhatWasAddedAndNotWhatWasRemoved() throws IOException {
        NameKey ann = key(1);
        apply(map, "s2", List.of(ann, key(2)), List.of());
        apply(map, "s3", List.of(ann), List.of());
        assertThat(map.claims(ann)).containsExactly("s2", "s3");
        apply(map, "s2", List.of(), List.of(ann));

        assertThat(map.claims(ann)).containsExactly("s3");
        assertThat(map.claims(key(3))).isEmpty();
        assertThat(map.size()).isEqualTo(2);
        assertThat(map.digest("s2")).isEqualTo(NameDigest.EMPTY.plus(key(2)));
    }

    @Test
    void behavesLikeASimpleMapThroughARandomLife() throws IOException {
        Random random = new Random(42);
        Map<NameKey, Set<String>> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            // few buckets and few places: clusters that wrap around
            NameKey key = new NameKey((long) random.nextInt(2) << 56, random.nextInt(400) | 0xff00L << 20);
            String server = "s" + random.nextInt(3);
            boolean add = random.nextInt(100) < (step / 5_000 % 2 == 0 ? 65 : 35);
            apply(map, server, add ? List.of(key) : List.of(), add ? List.of() : List.of(key));
            Set<String> claims = model.computeIfAbsent(key, any -> new TreeSet<>());
            if (add) {
                claims.add(server);
            } else {
                claims.remove(server);
            }
        }
        model.forEach((key, claims) -> assertThat(map.claims(key)).containsExactlyElementsOf(claims));
        for (String server : List.of("s0", "s1", "s2")) {
            Set<NameKey> keys = new HashSet<>();
            model.forEach((key, claims) -> {
                if (claims.contains(server)) {
                    keys.add(key);
                }
            });
            NameDigest expected = NameDigest.EMPTY;
            for (NameKey key : keys) {
                expected = expected.plus(key);
            }
            assertThat(map.digest(server)).isEqualTo(expected);
            Set<NameKey> listed = new HashSet<>(map.bucket(server, 0));
            listed.addAll(map.bucket(server, 1));
            assertThat(listed).isEqualTo(keys);
        }
    }

    @Test
    void comesBackFromItsSnapshotAndEntriesMayComeAgain() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            NameKey key = key(random.nextInt(500));
            boolean add = random.nextBoolean();
            entries.add(entry(
                    "s" + (2 + random.nextInt(2)),
                    add ? List.of(key) : List.of(),
                    add ? List.of() : List.of(key),
                    i == 900));
        }
        for (JournalEntry entry : entries) {
            map.apply(1, entry);
        }
        HomeMap again = new HomeMap(clock);
        again.read(new DataInputStream(new ByteArrayInputStream(snapshot(map))));
        for (JournalEntry entry : entries.subList(1_000, 2_000)) {
            again.apply(1, entry);
        }

        for (int i = 0; i < 500; i++) {
            assertThat(again.claims(key(i))).isEqualTo(map.claims(key(i)));
            assertThat(again.resting(key(i))).isEqualTo(map.resting(key(i)));
        }
        assertThat(again.digest("s2")).isEqualTo(map.digest("s2"));
        assertThat(again.complete("s2") || again.complete("s3")).isTrue();
        assertThat(again.complete("s4")).isFalse();
    }

    @Test
    void namesThatWentRestForHalfAYear() throws IOException {
        apply(map, "s2", List.of(key(1), key(2)), List.of());
        apply(map, "s3", List.of(key(2)), List.of());
        apply(map, "s2", List.of(), List.of(key(1), key(2), key(3)));

        assertThat(map.resting(key(1))).isTrue();
        assertThat(map.resting(key(2))).as("still claimed").isFalse();
        assertThat(map.resting(key(3))).as("never there").isFalse();
        clock.advance(Duration.ofDays(181));
        assertThat(map.resting(key(1))).isFalse();
    }

    @Test
    void aMillionNamesTakeLessThan150Megabytes() throws IOException {
        long before = heap();
        for (int batch = 0; batch < 1_000; batch++) {
            List<NameKey> keys = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                keys.add(key(batch * 1_000 + i));
            }
            apply(map, "s" + batch % 5, keys, List.of());
        }
        long used = heap() - before;

        assertThat(map.size()).isEqualTo(1_000_000);
        assertThat(map.claims(key(999_999))).containsExactly("s4");
        assertThat(used).isLessThan(60L << 20);
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static byte[] snapshot(HomeMap map) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        map.write(new DataOutputStream(octets));
        return octets.toByteArray();
    }

    private static NameKey key(int number) {
        return NameKey.of(TestSystem.name("user" + number));
    }

    private static void apply(HomeMap map, String server, List<NameKey> added, List<NameKey> removed)
            throws IOException {
        map.apply(1, entry(server, added, removed, false));
    }

    private static JournalEntry entry(String server, List<NameKey> added, List<NameKey> removed, boolean complete) {
        return JournalEntry.of(new Homes(server, added, removed, complete));
    }
}
