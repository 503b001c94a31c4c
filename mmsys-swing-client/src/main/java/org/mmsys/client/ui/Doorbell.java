package org.mmsys.client.ui;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.mmsys.client.core.store.SmallFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a second start on a profile rings: it hands its wish to the window that has the profile, and ends.
 *
 * <p>A port on loopback; the port and a secret stand in the file {@code window} of the profile, which only its owner can read. Who has
 * not got the secret is not listened to. Owner: the process that has the lock of the profile. {@code onRing} is called on the bell's own
 * thread.
 */
final class Doorbell implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(Doorbell.class);
    private static final String FILE = "window";
    private static final String GREETING = "mmsys-mail window 1";
    private static final String HEARD = "heard";
    private static final int LINE_MAX = 16 * 1024;
    private static final int SECRET_OCTETS = 32;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int WAITING_MAX = 8;

    private final Path file;
    private final ServerSocket door;
    private final String secret;
    private final Consumer<String> onRing;

    private Doorbell(Path file, ServerSocket door, String secret, Consumer<String> onRing) {
        this.file = file;
        this.door = door;
        this.secret = secret;
        this.onRing = onRing;
    }

    /**
     * Hangs the bell up. To be called by the one who has the profile only.
     *
     * @throws IOException if there is no port, or the profile cannot be written; the window works without a bell, too
     */
    static Doorbell hang(Path profile, Consumer<String> onRing) throws IOException {
        byte[] octets = new byte[SECRET_OCTETS];
        new SecureRandom().nextBytes(octets);
        String secret = HexFormat.of().formatHex(octets);
        ServerSocket door = new ServerSocket(0, WAITING_MAX, InetAddress.getLoopbackAddress());
        Doorbell bell = new Doorbell(profile.resolve(FILE), door, secret, onRing);
        try {
            SmallFile.write(
                    bell.file, (door.getLocalPort() + "\n" + secret + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException full) {
            door.close();
            throw full;
        }
        Thread thread = new Thread(bell::listen, "doorbell");
        thread.setDaemon(true);
        thread.start();
        return bell;
    }

    /**
     * Rings at the window that has this profile; false if there is none, or it does not answer within a few seconds.
     *
     * @param wish a {@code mailto:} link or an address to write to; empty to bring the window forward only
     */
    static boolean ring(Path profile, String wish) {
        try {
            List<String> lines = Files.readAllLines(profile.resolve(FILE), StandardCharsets.US_ASCII);
            if (lines.size() < 2) {
                return false;
            }
            InetSocketAddress door =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(lines.get(0)));
            try (Socket socket = new Socket()) {
                socket.connect(door, PATIENCE_MILLIS);
                socket.setSoTimeout(PATIENCE_MILLIS);
                InputStream in = socket.getInputStream();
                if (!line(in).equals(GREETING)) {
                    return false;
                }
                String said = lines.get(1) + "\n" + wish.replaceAll("[\\r\\n]+", " ") + "\n";
                socket.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
                return line(in).equals(HEARD);
            }
        } catch (IOException | IllegalArgumentException nobody) {
            log.atDebug().addKeyValue("why", nobody.getMessage()).log("no window answers");
            return false;
        }
    }

    private void listen() {
        while (!door.isClosed()) {
            try (Socket guest = door.accept()) {
                guest.setSoTimeout(PATIENCE_MILLIS);
                answer(guest);
            } catch (IOException gone) {
                log.atDebug().addKeyValue("why", gone.getMessage()).log("somebody rang and went");
            }
        }
    }

    private void answer(Socket guest) throws IOException {
        guest.getOutputStream().write((GREETING + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] told = line(guest.getInputStream()).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(told, secret.getBytes(StandardCharsets.UTF_8))) {
            log.atWarn().log("somebody without the secret of this profile rang");
            return;
        }
        String wish = line(guest.getInputStream());
        guest.getOutputStream().write((HEARD + "\n").getBytes(StandardCharsets.UTF_8));
        onRing.accept(wish.strip());
    }

    private static String line(InputStream in) throws IOException {
        byte[] line = new byte[LINE_MAX];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || length == LINE_MAX) {
                throw new IOException(b < 0 ? "it hung up" : "it says too much");
            }
            line[length++] = (byte) b;
        }
        return new String(Arrays.copyOf(line, length), StandardCharsets.UTF_8);
    }

    /** Takes the bell down; whoever rings now finds nobody. */
    @Override
    public void close() throws IOException {
        door.close();
        Files.deleteIfExists(file);
    }
}
