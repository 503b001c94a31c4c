package org.mmsys.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;

/** A workload is crashed at every operation on the disk; what was acknowledged is there, once and in order. */
class JournalCrashTests {
    private static final int RANDOM_LOSSES = 4;

    @TempDir
    Path temp;

    private int runs;

    /** What a workload has been told before it ended. */
    private static final class Story {
        final List<String> appended = new ArrayList<>();
        final List<String> acknowledged = new ArrayList<>();
    }

    /** Two lives of a journal with batches, rolled segments, a body file and checkpoints. */
    private static Story tell(Path data) throws IOException {
        Story story = new Story();
        try {
            live(data, story, "first");
            live(data, story, "second");
        } catch (IOException crashed) {
            // the journal could not be opened, checkpointed or closed
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        return story;
    }

    private static void live(Path data, Story story, String life) throws IOException, InterruptedException {
        try (House house =
                House.open(data, options -> options.segmentOctets(700).reserveFileOctets(100))) {
            commit(house, story, Entries.mail(life + " one"));
            List<JournalEntry> batch = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                batch.add(Entries.mail(life + " batch " + i));
                batch.add(Entries.twins(life + "-twins-" + i));
            }
            commit(house, story, batch.toArray(JournalEntry[]::new));
            house.journal.checkpoint();
            Path body = house.journal.bodies().resolve(life);
            Files.writeString(body, "large");
            try (FileChannel file = FileChannel.open(body, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Sha256 digest = Sha256.over("large".getBytes(StandardCharsets.US_ASCII));
            commit(house, story, JournalEntry.of(Entries.deliver(new Body.Spooled(life, 5, digest, 0))));
            house.journal.checkpoint();
            commit(house, story, Entries.drop(life + " two"));
            house.journal.checkpoint();
            commit(house, story, Entries.mail(life + " three"));
        }
    }

    private static void commit(House house, Story story, JournalEntry... entries) {
        List<House.Answer> answers = new ArrayList<>();
        for (JournalEntry entry : entries) {
            story.appended.add(Entries.text(entry));
            answers.add(house.append(entry));
        }
        for (int i = 0; i < entries.length; i++) {
            house.settle(answers.get(i));
            if (answers.get(i).isCommitted()) {
                story.acknowledged.add(Entries.text(entries[i]));
            }
        }
    }

    private void crashAt(long operation, double share) throws IOException {
        Path real = Files.createDirectory(temp.resolve("run" + runs++));
        FaultyFileSystem disk = FaultyFileSystem.over(real);
        disk.crashAt(operation, share);
        Story story = tell(disk.root().resolve("data"));
        String where = "operation " + operation + ", share " + share + ", mode ";
        check(disk, CrashMode.PROCESS_KILL, 0, story, where);
        check(disk, CrashMode.POWER_LOSS, 0, story, where);
        for (int seed = 0; seed < RANDOM_LOSSES; seed++) {
            check(disk, CrashMode.POWER_LOSS_RANDOM, operation * 100 + seed, story, where);
        }
        PathUtils.deleteDirectory(real);
    }

    private void check(FaultyFileSystem disk, CrashMode mode, long seed, Story story, String where) throws IOException {
        Path after = temp.resolve("after" + runs++);
        disk.crashState(mode, seed, after);
        String what = where + mode + ", seed " + seed;
        List<String> found;
        Path data = FaultyFileSystem.over(after).root().resolve("data"); // forces nothing, which is faster
        try (House house = House.open(data)) {
            found = house.state.texts();
            assertThat(house.journal.health().damages()).as(what).isEmpty();
            checkBodies(house, story, what);
            assertThat(house.commit(Entries.mail("after")).isCommitted())
                    .as(what)
                    .isTrue();
        }
        assertThat(new HashSet<>(found)).as(what).hasSameSizeAs(found);
        assertThat(found).as(what).containsAll(story.acknowledged);
        // in order, and nothing but a prefix of what was appended: an entry is never there without those before it
        assertThat(found).as(what).isEqualTo(story.appended.subList(0, found.size()));
        try (House house = House.open(data)) {
            List<String> again = new ArrayList<>(found);
            again.add("after");
            assertThat(house.state.texts()).as(what).isEqualTo(again);
        }
        PathUtils.deleteDirectory(after);
    }

    /** While an entry may be applied again, the body file that it names is there. */
    private static void checkBodies(House house, Story story, String what) {
        for (String life : List.of("first", "second")) {
            if (story.acknowledged.contains(life) && house.state.applications.get() > 0 && house.state.replayed(life)) {
                assertThat(house.journal.bodies().resolve(life)).as(what).hasContent("large");
            }
        }
    }

    @Test
    void atEveryOperation() throws IOException {
        FaultyFileSystem whole = FaultyFileSystem.over(Files.createDirectory(temp.resolve("whole")));
        Story story = tell(whole.root().resolve("data"));
        assertThat(story.acknowledged).isEqualTo(story.appended).hasSize(24);
        long operations = whole.operations();
        assertThat(operations).isGreaterThan(80);
        for (long operation = 1; operation <= operations; operation++) {
            crashAt(operation, 0);
        }
    }

    @Test
    void inTheMiddleOfEveryWrite() throws IOException {
        FaultyFileSystem whole = FaultyFileSystem.over(Files.createDirectory(temp.resolve("whole")));
        tell(whole.root().resolve("data"));
        long operations = whole.operations();
        for (long operation = 1; operation <= operations; operation++) {
            crashAt(operation, 0.1 + 0.8 * (operation % 7) / 7);
        }
    }
}
