package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A promise is kept or the node does not start. */
class PromiseFileTests {
    @TempDir
    private Path directory;

    private Path path() {
        return directory.resolve("below").resolve("promise");
    }

    @Test
    void nothingIsPromisedOnAnEmptyDisk() throws IOException {
        assertThat(new PromiseFile(path()).read()).isZero();
    }

    @Test
    void lastPromiseCounts() throws IOException {
        new PromiseFile(path()).write(3);
        new PromiseFile(path()).write(Long.MAX_VALUE);

        assertThat(new PromiseFile(path()).read()).isEqualTo(Long.MAX_VALUE);
        try (var files = Files.list(path().getParent())) {
            assertThat(files).containsExactly(path());
        }
    }

    @Test
    void halfOfANewOneIsForgotten() throws IOException {
        new PromiseFile(path()).write(3);
        Files.write(path().resolveSibling("promise.tmp"), new byte[5]);

        assertThat(new PromiseFile(path()).read()).isEqualTo(3);
        new PromiseFile(path()).write(4);
        assertThat(new PromiseFile(path()).read()).isEqualTo(4);
    }

    @Test
    void everyDamageIsNoticed() throws IOException {
        new PromiseFile(path()).write(3);
        byte[] whole = Files.readAllBytes(path());

        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            Files.write(path(), damaged);
            assertThatThrownBy(() -> new PromiseFile(path()).read()).hasMessageContaining("damaged");
        }
        for (int length = 0; length < whole.length; length++) {
            Files.write(path(), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> new PromiseFile(path()).read()).hasMessageContaining("damaged");
        }
    }

    @Test
    void saysWhenItCannotBeWritten() throws IOException {
        Files.createDirectories(path());

        assertThatThrownBy(() -> new PromiseFile(path()).write(3)).isInstanceOf(IOException.class);
    }
}
