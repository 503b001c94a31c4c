package org.mmsys.client.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Text in UTF-8 to a stream that takes octets as well, once the text is flushed. */
final class OctetWriter extends PrintWriter {
    private final OutputStream stream;

    OctetWriter(OutputStream stream) {
        super(stream, true, StandardCharsets.UTF_8);
        this.stream = stream;
    }

    OutputStream stream() {
        return stream;
    }
}
