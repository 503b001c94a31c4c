package org.mmsys.replica.registry.lone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mmsys.replica.registry.lone.LoneHalves.KEY;
import static org.mmsys.replica.registry.lone.LoneHalves.cas;
import static org.mmsys.replica.registry.lone.LoneHalves.read;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;

/** A disk that fails under the votes. */
class LoneDiskTests {
    @TempDir
    Path directory = Path.of("");

    /** The half that cannot write knows nothing more, and its node is told to end; the other half has lost nothing. */
    @Test
    void knowsNothingAfterAWriteThatFailed() throws Exception {
        try (LoneHalves halves = new LoneHalves(directory, value -> value[0] != 'b')) {
            halves.openBoth();
            assertThat(cas(halves.a(), 0, "a alone")).isInstanceOf(Change.Applied.class);
            Path obstacle = directory.resolve("votes-b.tmp"); // so that the heir cannot write
            Files.createDirectory(obstacle);
            assertThat(cas(halves.a(), 1, "b keeps")).isInstanceOf(Change.Unknown.class);
            assertThat(halves.failures()).hasSize(1);
            assertThat(read(halves.b())).isInstanceOf(Reading.Unavailable.class);
            assertThatThrownBy(() -> halves.b().force(KEY, new byte[0])).hasMessageContaining("written");

            Files.delete(obstacle);
            halves.down(false);
            halves.open(false);
            assertThat(read(halves.a())).isInstanceOf(Reading.Found.class);
            assertThat(halves.b().holds(KEY)).isTrue();
        }
    }
}
