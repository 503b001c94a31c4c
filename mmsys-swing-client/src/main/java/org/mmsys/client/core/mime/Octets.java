package org.mmsys.client.core.mime;

import jakarta.activation.DataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Octets in memory as a part's contents. */
record Octets(String type, byte[] octets) implements DataSource {
    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(octets);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        throw new IOException("read only");
    }

    @Override
    public String getContentType() {
        return type;
    }

    @Override
    public String getName() {
        return "";
    }
}
