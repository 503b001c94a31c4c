package org.mmsys.core.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.fs.FaultyFileSystem;
import org.mmsys.testkit.fs.FileOperation.Kind;

/** A failure that the system tells once is told to whoever asks later. */
final class TreeSyncTests {
    @TempDir
    Path data;

    @Test
    void aFailedSyncOfTheWholeTreeIsRemembered() throws IOException {
        Path good = data.resolve("good");
        TreeSync sync = shell("test -e " + good);
        assertThatThrownBy(sync::sync).isExactlyInstanceOf(IOException.class);
        Files.createFile(good);
        assertThatThrownBy(sync::sync).isExactlyInstanceOf(IOException.class).hasRootCauseMessage(ended(1));
        shell("test -e " + good).sync();
    }

    @Test
    void aSyncThatIsNotStartedOrEndedFromOutsideMayMend() {
        TreeSync none = new WholeTreeSync(data, List.of(data.resolve("none").toString()));
        assertThatThrownBy(none::sync).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(none::sync).isInstanceOf(FileSystemException.class);
        TreeSync interrupted = shell("kill -TERM $$");
        assertThatThrownBy(interrupted::sync).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(interrupted::sync).isInstanceOf(FileSystemException.class);
    }

    private TreeSync shell(String script) {
        return new WholeTreeSync(data, List.of("sh", "-c", script));
    }

    private String ended(int status) {
        return "sync -f " + data + " ended with " + status;
    }

    @Test
    void aFailedForceOfAFileOrDirectoryIsRemembered() throws IOException {
        for (String broken : List.of("folder/file", "folder")) {
            FaultyFileSystem disk =
                    FaultyFileSystem.over(Files.createDirectory(data.resolve("disk" + broken.length())));
            Path folder = Files.createDirectory(disk.root().resolve("folder"));
            Path file = Files.createFile(folder.resolve("file"));
            FileByFileSync sync = new FileByFileSync();
            sync.written(file);
            disk.failOnce(
                    op -> op.kind() == Kind.FORCE && op.path().equals(broken),
                    () -> new IOException("Input/output error"));
            assertThatThrownBy(sync::sync).isExactlyInstanceOf(IOException.class);
            assertThatThrownBy(sync::sync)
                    .isExactlyInstanceOf(IOException.class)
                    .hasRootCauseMessage("Input/output error");
        }
    }

    @Test
    void aFileIsForcedUnderItsNewNameWhoeverHadWrittenIt() throws IOException {
        FaultyFileSystem disk = FaultyFileSystem.over(data);
        Path file = Files.createFile(disk.root().resolve("new"));
        FileByFileSync sync = new FileByFileSync();
        sync.renamed(disk.root().resolve("old"), file);
        disk.failOnce(op -> op.is(Kind.FORCE, "new"), () -> new IOException("Input/output error"));
        assertThatThrownBy(sync::sync).hasMessageContaining("new");
        assertThat(file).exists();
    }
}
