package org.mmsys.client.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.core.Asks.KeepPassword;
import org.mmsys.wire.sasl.Secret;

/** Passwords: never in a file as they are, and nothing breaks without a keyring. */
final class SecretsTests {
    private static final Secret PASSWORD = Secret.of("correct horse");

    @TempDir
    private Path profile;

    @Test
    void withoutAKeyringThePasswordStaysInMemoryOnly() throws IOException {
        Secrets secrets = new Secrets(profile, false);
        assertThat(secrets.keep("a", PASSWORD, KeepPassword.KEYRING)).isEqualTo(KeepPassword.NOWHERE);
        assertThat(secrets.find("a")).contains(PASSWORD);
        assertThat(new Secrets(profile, false).find("a")).isEmpty();
    }

    @Test
    void theEncryptedFileOpensWithItsPassphraseOnly() throws IOException {
        Secrets secrets = new Secrets(profile, false);
        assertThat(secrets.unlock(Secret.of("phrase"))).isTrue();
        assertThat(secrets.keep("a", PASSWORD, KeepPassword.ENCRYPTED_FILE)).isEqualTo(KeepPassword.ENCRYPTED_FILE);
        Secrets later = new Secrets(profile, false);
        assertThat(later.needsPassphrase("a")).isTrue();
        assertThat(later.find("a")).isEmpty();
        assertThat(later.unlock(Secret.of("wrong"))).isFalse();
        assertThat(later.unlock(Secret.of("phrase"))).isTrue();
        assertThat(later.find("a")).contains(PASSWORD);
        later.forget("a");
        assertThat(later.find("a")).isEmpty();
        try (var files = Files.walk(profile)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("correct", "phrase\n");
            }
        }
    }
}
