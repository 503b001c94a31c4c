package org.mmsys.testkit.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.fs.FileOperation.Kind;

class FaultyFileSystemTests {
    @TempDir
    Path temp;

    private FaultyFileSystem disk;
    private Path root;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = FaultyFileSystem.over(Files.createDirectory(temp.resolve("disk")));
        root = disk.root();
    }

    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private Path lost(CrashMode mode, long seed) throws IOException {
        Path into = temp.resolve("lost-" + mode + seed);
        disk.crashState(mode, seed, into);
        return into;
    }

    @Test
    void countsWhatChangesTheDisk() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/f"), "text");
        force(root.resolve("a"), StandardOpenOption.READ);
        Files.move(root.resolve("a/b/f"), root.resolve("a/g"));
        Files.createLink(root.resolve("a/h"), root.resolve("a/g"));
        Files.delete(root.resolve("a/g"));
        assertThat(Files.readString(root.resolve("a/h"))).isEqualTo("text");
        assertThat(disk.history())
                .extracting(FileOperation::kind)
                .containsExactly(
                        Kind.MKDIR,
                        Kind.MKDIR,
                        Kind.CREATE,
                        Kind.WRITE,
                        Kind.FORCE,
                        Kind.RENAME,
                        Kind.LINK,
                        Kind.DELETE);
        assertThat(disk.history()).extracting(FileOperation::path).contains("a/b/f", "a/g", "a/h");
    }

    @Test
    void nothingHappensAfterTheCrash() throws IOException {
        Files.writeString(root.resolve("before"), "x");
        disk.crashAt(disk.operations() + 1);
        assertThatThrownBy(() -> Files.writeString(root.resolve("after"), "x")).isInstanceOf(CrashedException.class);
        assertThatThrownBy(() -> Files.readString(root.resolve("before"))).isInstanceOf(CrashedException.class);
        assertThatThrownBy(() -> Files.delete(root.resolve("before"))).isInstanceOf(CrashedException.class);
        Path left = lost(CrashMode.PROCESS_KILL, 0);
        assertThat(left.resolve("before")).hasContent("x");
        assertThat(left.resolve("after")).doesNotExist();
    }

    @Test
    void crashInTheMiddleOfAWrite() throws IOException {
        disk.crashAt(2, 0.5);
        assertThatThrownBy(() -> Files.writeString(root.resolve("f"), "12345678"))
                .isInstanceOf(CrashedException.class);
        assertThat(lost(CrashMode.PROCESS_KILL, 0).resolve("f")).hasContent("1234");
    }

    @Test
    void failsAsTold() throws IOException {
        disk.failOnce(op -> op.is(Kind.FORCE, "f"), FaultyFileSystem::inputOutputError);
        Files.writeString(root.resolve("f"), "x");
        assertThatIOException()
                .isThrownBy(() -> force(root.resolve("f"), StandardOpenOption.WRITE))
                .withMessage("Input/output error");
        force(root.resolve("f"), StandardOpenOption.WRITE);
        FaultyFileSystem.Fault fault = disk.failAlways(op -> op.is(Kind.CREATE, "g"), FaultyFileSystem::quotaExceeded);
        assertThatIOException().isThrownBy(() -> Files.writeString(root.resolve("g"), "x"));
        assertThatIOException().isThrownBy(() -> Files.writeString(root.resolve("g"), "x"));
        fault.clear();
        Files.writeString(root.resolve("g"), "x");
    }

    @Test
    void aFullDiskWritesShortAndThenRefuses() throws IOException {
        disk.spaceLeft(6);
        try (FileChannel file = FileChannel.open(
                root.resolve("f"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            assertThat(file.write(ByteBuffer.allocate(4))).isEqualTo(4);
            assertThat(file.write(ByteBuffer.allocate(4))).isEqualTo(2);
            assertThatIOException()
                    .isThrownBy(() -> file.write(ByteBuffer.allocate(1)))
                    .withMessage("No space left on device");
            assertThat(Files.getFileStore(root).getUsableSpace()).isZero();
            file.truncate(1);
            assertThat(disk.spaceLeft()).isEqualTo(5);
            assertThat(file.write(ByteBuffer.allocate(3))).isEqualTo(3);
        }
        Files.delete(root.resolve("f"));
        assertThat(disk.spaceLeft()).isEqualTo(6);
    }

    @Test
    void powerLossTakesWhatWasNotForced() throws IOException {
        Path file = root.resolve("f");
        Files.writeString(file, "one");
        force(file, StandardOpenOption.WRITE);
        assertThat(lost(CrashMode.POWER_LOSS, 1).resolve("f")).doesNotExist();
        force(root, StandardOpenOption.READ);
        Files.writeString(file, "two", StandardOpenOption.APPEND);
        assertThat(lost(CrashMode.POWER_LOSS, 2).resolve("f")).hasContent("one");
        force(file, StandardOpenOption.WRITE);
        assertThat(lost(CrashMode.POWER_LOSS, 3).resolve("f")).hasContent("onetwo");
        Files.delete(file);
        assertThat(lost(CrashMode.POWER_LOSS, 4).resolve("f")).hasContent("onetwo");
        force(root, StandardOpenOption.READ);
        assertThat(lost(CrashMode.POWER_LOSS, 5).resolve("f")).doesNotExist();
    }

    @Test
    void renameOverAForcedFileNeedsTheDirectory() throws IOException {
        Files.writeString(disk.realRoot().resolve("state"), "old");
        Files.writeString(root.resolve("tmp"), "new");
        Files.move(root.resolve("tmp"), root.resolve("state"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(lost(CrashMode.POWER_LOSS, 1).resolve("state")).hasContent("old");
        force(root, StandardOpenOption.READ);
        assertThat(lost(CrashMode.POWER_LOSS, 2).resolve("state")).isEmptyFile();
        force(root.resolve("state"), StandardOpenOption.WRITE);
        assertThat(lost(CrashMode.POWER_LOSS, 3).resolve("state")).hasContent("new");
        assertThat(lost(CrashMode.POWER_LOSS, 3).resolve("tmp")).doesNotExist();
    }

    @Test
    void aFileMovedToAnotherDirectoryIsNeverLost() throws IOException {
        Files.createDirectories(disk.realRoot().resolve("tmp"));
        Files.createDirectories(disk.realRoot().resolve("new"));
        Files.writeString(disk.realRoot().resolve("tmp/m"), "mail");
        Files.move(root.resolve("tmp/m"), root.resolve("new/m"));
        for (int seed = 0; seed < 50; seed++) {
            Path left = lost(CrashMode.POWER_LOSS_RANDOM, seed);
            assertThat(Files.exists(left.resolve("tmp/m")) || Files.exists(left.resolve("new/m")))
                    .isTrue();
        }
    }

    @Test
    void hardLinksStayOneFile() throws IOException {
        Files.writeString(root.resolve("a"), "mail");
        Files.createLink(root.resolve("b"), root.resolve("a"));
        disk.forceAll();
        for (CrashMode mode : CrashMode.values()) {
            Path left = lost(mode, 7);
            assertThat(Files.isSameFile(left.resolve("a"), left.resolve("b"))).isTrue();
            assertThat(left.resolve("b")).hasContent("mail");
        }
    }

    @Test
    void randomLossVaries() throws IOException {
        Path file = root.resolve("f");
        Files.writeString(file, "forced");
        disk.forceAll();
        Files.write(file, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, StandardOpenOption.APPEND);
        Files.writeString(root.resolve("young"), "x");
        Set<String> contents = new HashSet<>();
        Set<Boolean> names = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            Path left = lost(CrashMode.POWER_LOSS_RANDOM, seed);
            String content = Files.readString(left.resolve("f"), US_ASCII);
            assertThat(content).startsWith("forced");
            contents.add(content);
            names.add(Files.exists(left.resolve("young")));
        }
        assertThat(contents).hasSizeGreaterThan(5);
        assertThat(names).containsExactlyInAnyOrder(true, false);
    }
}
