package org.mmsys.replica.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryTests extends RegistryContract {
    @TempDir
    Path directory = Path.of("");

    private Path file() {
        return directory.resolve("records");
    }

    @Override
    protected Registry open() throws IOException {
        return LocalRegistry.open(file());
    }

    @Override
    protected boolean isShared() {
        return false;
    }

    @Test
    void damagedFileIsRefusedAndNotBegunAnew() throws Exception {
        try (Registry registry = open()) {
            registry.cas("pair/s1", 0, new byte[] {1, 2, 3}).get(5, TimeUnit.SECONDS);
        }
        byte[] octets = Files.readAllBytes(file());
        for (int i = 0; i < octets.length; i++) {
            byte[] damaged = octets.clone();
            damaged[i] ^= 4;
            Files.write(file(), damaged);
            assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        }
    }

    @Test
    void halfWrittenSuccessorIsIgnored() throws Exception {
        try (Registry registry = open()) {
            registry.cas("pair/s1", 0, new byte[] {1}).get(5, TimeUnit.SECONDS);
        }
        Files.write(directory.resolve("records.tmp"), new byte[] {9, 9});
        try (Registry registry = open()) {
            assertThat(registry.read("pair/s1").get(5, TimeUnit.SECONDS))
                    .isEqualTo(new Reading.Found(new Versioned(1, new byte[] {1})));
        }
    }

    @Test
    void knowsNothingAfterAWriteThatFailed() throws Exception {
        try (Registry registry = open()) {
            Files.createDirectory(directory.resolve("records.tmp")); // so that the successor cannot be written
            assertThat(registry.cas("pair/s1", 0, new byte[] {1}).get(5, TimeUnit.SECONDS))
                    .isInstanceOf(Change.Unknown.class);
            assertThat(registry.read("pair/s1").get(5, TimeUnit.SECONDS)).isInstanceOf(Reading.Unavailable.class);
        }
    }
}
