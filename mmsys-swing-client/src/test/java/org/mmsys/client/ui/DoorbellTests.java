package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second start on a profile finds the window that has it, and nobody else does. */
final class DoorbellTests {
    @TempDir
    private Path profile;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private String next() throws InterruptedException {
        String wish = heard.poll(10, TimeUnit.SECONDS);
        return wish == null ? "nothing was heard" : wish;
    }

    @Test
    void aSecondStartIsHeardWithItsWish() throws Exception {
        try (Doorbell bell = Doorbell.hang(profile, heard::add)) {
            assertThat(Doorbell.ring(profile, "")).isTrue();
            assertThat(next()).isEmpty();
            assertThat(Doorbell.ring(profile, "mailto:grä@example.org?subject=a\r\nb"))
                    .isTrue();
            assertThat(next()).isEqualTo("mailto:grä@example.org?subject=a b");
            assertThat(bell).isNotNull();
        }
        assertThat(Doorbell.ring(profile, "")).isFalse();
        assertThat(profile.resolve("window")).doesNotExist();
    }

    @Test
    void whoHasNotGotTheSecretIsNotHeardAndDoesNoHarm() throws Exception {
        try (Doorbell bell = Doorbell.hang(profile, heard::add)) {
            assertThat(bell).isNotNull();
            Path file = profile.resolve("window");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            int port = Integer.parseInt(Files.readAllLines(file).get(0));
            for (String said : List.of("\n\n", "0".repeat(64) + "\nwish\n", "x".repeat(20_000), "")) {
                try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    stranger.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                    stranger.shutdownOutput();
                    String answer = new String(stranger.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    assertThat(answer).isEqualTo("mmsys-mail window 1\n");
                } catch (IOException reset) {
                    // thrown out before it had said everything
                }
            }
            assertThat(Doorbell.ring(profile, "friend")).isTrue();
            assertThat(next()).isEqualTo("friend");
        }
    }

    @Test
    void whatAKilledWindowLeftBehindIsNoWindow() throws Exception {
        assertThat(Doorbell.ring(profile, "")).isFalse();
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread stranger = new Thread(() -> {
                try (Socket guest = other.accept()) {
                    guest.getOutputStream().write("220 somebody else\r\n".getBytes(StandardCharsets.US_ASCII));
                    heard.add(new String(guest.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
                } catch (IOException gone) {
                    heard.add("");
                }
            });
            stranger.start();
            Files.writeString(profile.resolve("window"), other.getLocalPort() + "\nsecret\n");
            assertThat(Doorbell.ring(profile, "wish")).isFalse();
            assertThat(next()).as("nothing is told to a stranger").isEmpty();
            stranger.join();
        }
        assertThat(Doorbell.ring(profile, "")).as("nobody listens").isFalse();
        for (String damaged : List.of("", "x\ny\n", "99999999\ny\n", "5\n")) {
            Files.writeString(profile.resolve("window"), damaged);
            assertThat(Doorbell.ring(profile, "")).as(damaged).isFalse();
        }
    }
}
