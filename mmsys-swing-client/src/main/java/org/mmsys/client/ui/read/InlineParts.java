package org.mmsys.client.ui.read;

import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * The only source of pictures a body may be shown with: parts of the same message ({@code cid:}), pictures written into the text
 * ({@code data:}), and remote ones which the engine has already fetched because the user asked for them.
 *
 * <p>Never opens a connection or a file. A picture of more than {@value #PIXELS_MAX} pixels is refused before it is decoded. Any thread.
 */
public final class InlineParts {
    private static final long PIXELS_MAX = 40_000_000;
    private static final int DATA_MAX = 4 << 20;

    private final Function<String, Optional<byte[]>> byAddress;

    /** The pictures that {@code byAddress} knows: it is asked with the address in the text, {@code cid:} or fetched. */
    public InlineParts(Function<String, Optional<byte[]>> byAddress) {
        this.byAddress = byAddress;
    }

    /** No picture at all. */
    public static InlineParts none() {
        return new InlineParts(address -> Optional.empty());
    }

    /** The picture at an address, or empty for everything that is not in the message or cannot be read. */
    public Optional<BufferedImage> picture(String address) {
        return octets(address).flatMap(InlineParts::decode);
    }

    private Optional<byte[]> octets(String address) {
        if (address.toLowerCase(Locale.ROOT).startsWith("data:image/")) {
            return data(address);
        }
        return byAddress.apply(address);
    }

    private static Optional<byte[]> data(String address) {
        int comma = address.indexOf(',');
        if (comma < 0
                || address.length() > DATA_MAX
                || !address.substring(0, comma).endsWith(";base64")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getMimeDecoder().decode(address.substring(comma + 1)));
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    private static Optional<BufferedImage> decode(byte[] octets) {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(octets))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return Optional.empty();
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > PIXELS_MAX) {
                    return Optional.empty();
                }
                return Optional.ofNullable(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException unreadable) {
            // The decoders of the JDK throw all kinds of unchecked exceptions on broken pictures.
            return Optional.empty();
        }
    }

    /** The picture, or one transparent pixel, for renderers that cannot do without. */
    Image pictureOrBlank(String address) {
        return picture(address).orElseGet(() -> new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB));
    }
}
