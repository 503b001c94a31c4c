package org.mmsys.core.store.maildir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Sha256;

/**
 * A message that another program wrote, as we would keep it: every line ends with CRLF, the last one too.
 *
 * @param clean whether the file is like that already
 * @param size octets with CRLF
 * @param sha256 over the octets with CRLF
 */
record ForeignMessage(boolean clean, long size, Sha256 sha256) {
    private static final int CHUNK = 64 * 1024;
    private static final int IN_HAND_MAX = 256 * 1024;

    /** What {@link #examine} found, with the octets as they will be kept if they are few. */
    record Examined(ForeignMessage message, Optional<byte[]> octets) {}

    /** Reads a file and tells how it will be kept; a small one need not be read again. */
    static Examined examine(Path file, long size) throws IOException {
        Converter converter = new Converter();
        if (size > IN_HAND_MAX) {
            return new Examined(run(file, converter), Optional.empty());
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream((int) size + (int) size / 16);
        converter.sink = (octets, length) -> kept.write(octets, 0, length);
        ForeignMessage message = run(file, converter);
        return new Examined(message, Optional.of(kept.toByteArray()));
    }

    /** Writes the file with its line ends put right. */
    static ForeignMessage convert(Path file, FileChannel into) throws IOException {
        Converter converter = new Converter();
        converter.sink = (octets, length) -> MaildirTree.writeAll(into, ByteBuffer.wrap(octets, 0, length));
        return run(file, converter);
    }

    private static ForeignMessage run(Path file, Converter converter) throws IOException {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, channel.size() + 1));
            while (channel.read(chunk) >= 0) {
                chunk.flip();
                converter.take(chunk.array(), chunk.limit());
                chunk.clear();
            }
        }
        return converter.end();
    }

    private interface Sink {
        void write(byte[] octets, int length) throws IOException;
    }

    /** LF, CR and CRLF all become CRLF. */
    private static final class Converter {
        private final MessageDigest digest = Sha256.newDigest();
        private Sink sink = (octets, count) -> {};
        private byte[] out = new byte[512];
        private int length;
        private long size;
        private boolean clean = true;
        private boolean afterCr;
        private boolean lineOpen;

        void take(byte[] octets, int count) throws IOException {
            if (out.length < 2 * count + 2) {
                out = new byte[2 * count + 2];
            }
            for (int i = 0; i < count; i++) {
                octet(octets[i]);
            }
            pass();
        }

        private void octet(byte octet) {
            if (octet == '\n') {
                clean &= afterCr;
                lineEnd();
                afterCr = false;
                return;
            }
            if (afterCr) {
                clean = false;
                lineEnd();
            }
            afterCr = octet == '\r';
            if (!afterCr) {
                out[length++] = octet;
                lineOpen = true;
            }
        }

        private void lineEnd() {
            out[length++] = '\r';
            out[length++] = '\n';
            lineOpen = false;
        }

        ForeignMessage end() throws IOException {
            if (afterCr || lineOpen) {
                clean = false;
                lineEnd();
            }
            pass();
            return new ForeignMessage(clean, size, Sha256.finish(digest));
        }

        private void pass() throws IOException {
            digest.update(out, 0, length);
            sink.write(out, length);
            size += length;
            length = 0;
        }
    }
}
