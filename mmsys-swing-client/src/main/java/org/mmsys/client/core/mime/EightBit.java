package org.mmsys.client.core.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a message needs 8BITMIME. */
public final class EightBit {
    private EightBit() {}

    /** Whether any octet of the file is beyond 127. */
    public static boolean in(Path file) throws IOException {
        byte[] buffer = new byte[8192];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] < 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
