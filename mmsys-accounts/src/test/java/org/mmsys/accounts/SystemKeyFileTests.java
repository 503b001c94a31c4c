package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemKeyFileTests {
    @TempDir
    private Path directory = Path.of(".");

    @Test
    void makesAKeyOnceForTheOwnerAlone() throws IOException {
        Path file = directory.resolve("scram.key");
        byte[] made = new SystemKeyFile(file).loadOrCreate(new Random(1));

        assertThat(made).hasSize(32);
        assertThat(new SystemKeyFile(file).loadOrCreate(new Random(2))).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory.toFile().list()).containsExactly("scram.key");
    }

    @Test
    void refusesAKeyThatOthersRead() throws IOException {
        Path file = directory.resolve("scram.key");
        new SystemKeyFile(file).loadOrCreate(new Random(1));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> new SystemKeyFile(file).loadOrCreate(new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("may be used by others");
    }

    @Test
    void refusesAKeyThatWasCut() throws IOException {
        Path file = directory.resolve("scram.key");
        new SystemKeyFile(file).loadOrCreate(new Random(1));
        Files.write(file, new byte[5]);

        assertThatThrownBy(() -> new SystemKeyFile(file).loadOrCreate(new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("5 octets");
    }

    @Test
    void aDraftLeftByACrashIsNoKey() throws IOException {
        Path file = directory.resolve("scram.key");
        Files.write(directory.resolve("scram.key.tmp"), new byte[5]);

        assertThat(new SystemKeyFile(file).loadOrCreate(new Random(1))).hasSize(32);
    }
}
