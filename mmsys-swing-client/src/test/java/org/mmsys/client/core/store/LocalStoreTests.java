package org.mmsys.client.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.core.model.MessageRow;

/** Messages on the disk. */
final class LocalStoreTests {
    @TempDir
    private Path profile;

    private LocalStore store;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(profile.resolve("tmp"));
        Files.createDirectories(profile.resolve("mail"));
        store = new LocalStore(profile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "../../etc/passwd",
                ".",
                "..",
                "a/b",
                "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
                "%41",
                "grün",
                "CON"
            })
    void anyIdIsOneFileInsideOfItsFolder(String id) throws IOException {
        MessageRow.Key key = new MessageRow.Key("a", "Projects/../x", id);
        try (LocalStore.Incoming incoming = store.begin()) {
            incoming.write("hello".getBytes(StandardCharsets.US_ASCII));
            Path file = incoming.keep(key);
            assertThat(file.normalize()).startsWith(profile.resolve("mail").resolve("a"));
            assertThat(profile.resolve("mail/a").relativize(file.normalize()).getNameCount())
                    .isEqualTo(2);
        }
        assertThat(store.find(key)).isPresent();
        assertThat(store.all("a")).containsExactly(key);
    }

    @Test
    void whatIsNotKeptLeavesNothing() throws IOException {
        try (LocalStore.Incoming incoming = store.begin()) {
            incoming.write("half a mess".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(profile.resolve("tmp")).isEmptyDirectory();
        assertThat(store.all("a")).isEmpty();
    }

    @Test
    void findsAMessageWhoseFileLagsBehind() throws IOException {
        MessageRow.Key key = new MessageRow.Key("a", "INBOX", "1");
        try (LocalStore.Incoming incoming = store.begin()) {
            incoming.keep(key);
        }
        assertThat(store.find(key.in("Trash"))).isPresent();
        store.moved(key, key.in("Trash"));
        assertThat(store.find(key.in("Trash")).orElseThrow().toString()).contains("Trash");
    }

    @Test
    void oneProfileOneProcess() throws IOException {
        Path directory = profile.resolve("p");
        try (Profile first = Profile.open(directory).orElseThrow()) {
            assertThat(first.directory()).isEqualTo(directory);
            assertThat(Profile.open(directory)).isEmpty();
        }
        try (Profile again = Profile.open(directory).orElseThrow()) {
            assertThat(again.accounts()).isEmpty();
        }
    }
}
