package org.mmsys.smtp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.config.ConfigLoader;
import org.mmsys.core.config.Settings;
import org.mmsys.smtp.transport.RelaySettings.SmartHost;

final class RelaySettingsTests {
    private static RelaySettings of(Map<String, String> given) {
        Settings settings = new ConfigLoader(RelayKeys.all(), List.of())
                .load(Optional.empty(), given)
                .settings()
                .orElseThrow();
        return RelaySettings.of(settings, "mx.here.test");
    }

    @ParameterizedTest
    @CsvSource({
        "relay.example, required, relay.example, 25",
        "relay.example, implicit, relay.example, 465",
        "relay.example:587, required, relay.example, 587",
        "192.0.2.1:2525, required, 192.0.2.1, 2525",
        "[2001:db8::1]:587, required, 2001:db8::1, 587",
        "[2001:db8::1], required, 2001:db8::1, 25",
        "2001:db8::1, required, 2001:db8::1, 25"
    })
    void readsTheSmartHost(String written, String tls, String host, int port) {
        SmartHost read = of(Map.of("relay.smart-host", written, "relay.smart-host.tls", tls))
                .smartHost()
                .orElseThrow();

        assertThat(read.host()).isEqualTo(host);
        assertThat(read.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relay.example:0", "relay.example:99999", "relay.example:x", "a b", "relay/example", ":25"})
    void refusesWhatIsNoHost(String written) {
        assertThatThrownBy(() -> of(Map.of("relay.smart-host", written)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("relay.smart-host");
    }

    private static Path secret(Path directory, String text, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void refusesAPasswordThatOthersCanRead(String mode, @TempDir Path directory) throws IOException {
        Path file = secret(directory, "x", mode);
        assertThatThrownBy(() -> of(Map.of(
                        "relay.smart-host", "relay.example",
                        "relay.smart-host.user", "user",
                        "relay.smart-host.password-file", file.toString())))
                .hasMessageContaining(mode)
                .hasMessageContaining("rw-------");
    }

    @Test
    void readsThePasswordFromItsFile(@TempDir Path directory) throws IOException {
        Path file = secret(directory, "pass word\nrest\n", "rw-------");
        RelaySettings settings = of(Map.of(
                "relay.smart-host", "relay.example",
                "relay.smart-host.user", "user",
                "relay.smart-host.password-file", file.toString()));

        assertThat(settings.smartHost()
                        .orElseThrow()
                        .credentials()
                        .orElseThrow()
                        .password()
                        .reveal())
                .isEqualTo("pass word");
        assertThat(settings.toString()).doesNotContain("pass word");
    }

    @Test
    void aPasswordNeedsAFileAndProvedTls(@TempDir Path directory) throws IOException {
        Path file = secret(directory, "x", "r--------");
        assertThatThrownBy(() -> of(Map.of(
                        "relay.smart-host", "relay.example",
                        "relay.smart-host.tls", "opportunistic",
                        "relay.smart-host.user", "user",
                        "relay.smart-host.password-file", file.toString())))
                .hasMessageContaining("proved");
        assertThatThrownBy(() -> of(Map.of("relay.smart-host", "relay.example", "relay.smart-host.user", "user")))
                .hasMessageContaining("together");
        assertThatThrownBy(() -> of(Map.of(
                        "relay.smart-host", "relay.example",
                        "relay.smart-host.user", "user",
                        "relay.smart-host.password-file",
                                directory.resolve("none").toString())))
                .hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"here.test", "10.0.0.0/33", "10.0.0.0/x", "::1/129", "1.2.3"})
    void refusesWhatIsNoNetwork(String item) {
        assertThatThrownBy(() -> of(Map.of("relay.allow-private", item))).hasMessageContaining("relay.allow-private");
    }
}
