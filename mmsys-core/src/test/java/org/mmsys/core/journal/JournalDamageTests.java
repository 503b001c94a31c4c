package org.mmsys.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;

/** Whatever happens to a segment is detected and told, and the rest is served. */
class JournalDamageTests {
    private static final List<String> ALL = List.of("one", "two", "three");

    @TempDir
    Path temp;

    private Path killed;
    private Path segment;

    /** A log of an epoch and three mails, each in a batch of its own, and nothing else. */
    @BeforeEach
    void killJournal() throws IOException {
        FaultyFileSystem disk = FaultyFileSystem.over(Files.createDirectory(temp.resolve("disk")));
        try (House house = House.open(disk.root())) {
            ALL.forEach(text -> house.commit(Entries.mail(text)));
            killed = temp.resolve("killed");
            disk.crashState(CrashMode.PROCESS_KILL, 0, killed);
        }
        segment = killed.resolve("journal/0000000000000001.log");
    }

    private House reopen() throws IOException {
        return House.open(FaultyFileSystem.over(killed).root());
    }

    private static boolean told(House house) {
        JournalHealth health = house.journal.health();
        return !health.damages().isEmpty() || health.octetsCut() > 0;
    }

    @Test
    void everyFlippedBitIsDetected() throws IOException {
        byte[] whole = Files.readAllBytes(segment);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            Path copy = temp.resolve("copy");
            PathUtils.copyDirectory(killed, copy);
            Files.write(copy.resolve("journal").resolve(segment.getFileName().toString()), damaged);
            try (House house = House.open(FaultyFileSystem.over(copy).root())) {
                assertThat(told(house)).as("octet %d", at).isTrue();
                assertThat(ALL).as("octet %d", at).containsAll(house.state.texts());
                assertThat(house.state.texts()).as("octet %d", at).hasSizeGreaterThanOrEqualTo(2);
                assertThat(copy.resolve("quarantine")).isNotEmptyDirectory();
                assertThat(house.commit(Entries.mail("more")).isCommitted()).isTrue();
            }
            PathUtils.deleteDirectory(copy);
        }
    }

    @Test
    void goesOnBehindADamagedRecord() throws IOException {
        byte[] octets = Files.readAllBytes(segment);
        int at = indexOf(octets, "two");
        octets[at] ^= 1;
        Files.write(segment, octets);
        try (House house = reopen()) {
            assertThat(house.state.texts()).containsExactly("one", "three");
            assertThat(house.journal.health().damages())
                    .anyMatch(damage -> damage.startsWith("0000000000000001.log at ") && damage.endsWith("damaged"))
                    .anyMatch(damage -> damage.endsWith("entries 3 to 3 are missing"));
            assertThat(house.journal.health().good()).isFalse();
            assertThat(killed.resolve("quarantine/0000000000000001.log")).hasBinaryContent(octets);
            assertThat(house.commit(Entries.mail("four")).get()).isEqualTo(6L);
        }
        try (House house = reopen()) {
            assertThat(house.state.texts()).containsExactly("one", "three", "four");
        }
    }

    private static int indexOf(byte[] octets, String text) {
        return new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void tornEndIsCutOff() throws IOException {
        byte[] octets = Files.readAllBytes(segment);
        int last = indexOf(octets, "three");
        for (int length = last; length < octets.length; length++) {
            Path copy = temp.resolve("copy");
            PathUtils.copyDirectory(killed, copy);
            Path torn = copy.resolve("journal").resolve(segment.getFileName().toString());
            Files.write(torn, Arrays.copyOf(octets, length));
            try (House house = House.open(FaultyFileSystem.over(copy).root())) {
                assertThat(house.state.texts()).containsExactly("one", "two");
                assertThat(house.journal.health().damages()).isEmpty();
                assertThat(house.journal.health().octetsCut()).isPositive();
                assertThat(house.commit(Entries.mail("new three")).get()).isEqualTo(5L);
            }
            try (House house = House.open(FaultyFileSystem.over(copy).root())) {
                assertThat(house.state.texts()).containsExactly("one", "two", "new three");
                assertThat(told(house)).isFalse();
            }
            PathUtils.deleteDirectory(copy);
        }
    }

    @Test
    void zerosBehindTheEndAreCutOff() throws IOException {
        Files.write(segment, new byte[100_000], StandardOpenOption.APPEND);
        try (House house = reopen()) {
            assertThat(house.state.texts()).isEqualTo(ALL);
            assertThat(house.journal.health().octetsCut()).isEqualTo(100_000);
        }
    }

    @Test
    void mailThatLooksLikeARecordIsNone() throws IOException {
        byte[] octets = Files.readAllBytes(segment);
        int header = Segment.HEADER;
        String record =
                new String(octets, header, octets.length - header, java.nio.charset.StandardCharsets.ISO_8859_1);
        Path other = temp.resolve("other");
        FaultyFileSystem disk = FaultyFileSystem.over(Files.createDirectory(other));
        Path after = temp.resolve("after");
        byte[] hostile = record.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        try (House house = House.open(disk.root(), options -> options.random(new java.util.SplittableRandom(99)))) {
            house.commit(JournalEntry.of(Entries.deliver(new Body.Inline(hostile, Sha256.over(hostile), 0))));
            house.commit(Entries.mail("last"));
            disk.crashState(CrashMode.PROCESS_KILL, 0, after);
        }
        Path damaged = after.resolve("journal/0000000000000001.log");
        byte[] content = Files.readAllBytes(damaged);
        int at = indexOf(content, "s1/primary");
        at = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("s1/primary", at + 1);
        content[at] ^= 1; // the fields of the hostile entry: its record is broken, what is inside is not
        Files.write(damaged, content);
        try (House house = House.open(FaultyFileSystem.over(after).root())) {
            assertThat(house.state.texts()).containsExactly("last");
            assertThat(house.journal.health().damages()).isNotEmpty();
        }
    }

    @Test
    void missingSegmentIsTold() throws IOException {
        Path data = temp.resolve("data");
        FaultyFileSystem disk = FaultyFileSystem.over(Files.createDirectory(data));
        try (House house = House.open(disk.root(), options -> options.segmentOctets(10))) {
            ALL.forEach(text -> house.commit(Entries.mail(text)));
            disk.crashState(CrashMode.PROCESS_KILL, 0, temp.resolve("after"));
        }
        Files.delete(temp.resolve("after/journal/0000000000000003.log"));
        try (House house = House.open(temp.resolve("after"))) {
            assertThat(house.state.texts()).containsExactly("one", "three");
            assertThat(house.journal.health().damages())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("3 to 3 are missing");
        }
    }

    @Test
    void segmentOfAnotherStoreIsRefused() throws IOException {
        byte[] octets = Files.readAllBytes(segment);
        Path other = temp.resolve("other");
        House.open(other, options -> options.random(new java.util.SplittableRandom(2)))
                .close();
        Files.write(other.resolve("journal/0000000000000001.log"), octets);
        assertThatThrownBy(() -> House.open(other))
                .isInstanceOf(DirectoryRefusedException.class)
                .hasMessageContaining("another store");
    }

    @Test
    void entriesThatNothingCanReplaceRefuseTheStart() throws IOException, InterruptedException {
        Path data = temp.resolve("data");
        try (House house = House.open(data, options -> options.segmentOctets(10))) {
            for (String text : ALL) {
                house.commit(Entries.mail(text));
                house.journal.checkpoint();
            }
        }
        List<Path> snapshots = new ArrayList<>();
        try (var all = Files.list(data.resolve("journal"))) {
            all.filter(file -> file.toString().endsWith(".snapshot")).forEach(snapshots::add);
        }
        for (Path snapshot : snapshots) {
            Files.write(snapshot, new byte[] {1, 2, 3, 4, 5});
        }
        assertThatThrownBy(() -> House.open(data)).isInstanceOf(DirectoryRefusedException.class);
    }
}
