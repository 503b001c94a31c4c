package org.mmsys.client.core.mime;

import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MailDateFormat;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Person;

/**
 * A message sent on as it came (RFC 5322 §3.6.6): above it stand who sends it on, to whom and when; below, not an octet changes but
 * that lines end with CRLF. The path by which it came to us is taken off (RFC 5321 §4.4). Pure but for the files.
 */
public final class Resent {
    private static final int HEADER_MAX = 1 << 20;
    private static final String PATH = "return-path:";

    private Resent() {}

    /**
     * Writes the message.
     *
     * @param id without brackets
     * @throws IOException if it cannot be read or written, or has no header that ends
     */
    public static void write(Path asItCame, List<Person> to, Account from, String id, Instant now, Path file)
            throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(asItCame));
                OutputStream out = Composer.crlf(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.write(fields(to, from, id, now).getBytes(StandardCharsets.US_ASCII));
            boolean dropped = false;
            long head = 0;
            for (byte[] line = line(in); line.length > 0; line = line(in)) {
                boolean folded = line[0] == ' ' || line[0] == '\t';
                dropped = folded ? dropped : isPath(line);
                if (!dropped) {
                    out.write(line);
                }
                head += line.length;
                if (line[0] == '\n' || line[0] == '\r') {
                    break;
                }
                if (head > HEADER_MAX) {
                    throw new IOException("a header without end");
                }
            }
            in.transferTo(out);
        }
    }

    private static boolean isPath(byte[] line) {
        int length = Math.min(line.length, PATH.length());
        return new String(line, 0, length, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .equals(PATH);
    }

    /** The next line with its end; empty at the end. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            if (b == '\n' || line.size() > HEADER_MAX) {
                break;
            }
        }
        return line.toByteArray();
    }

    private static String fields(List<Person> to, Account from, String id, Instant now) throws IOException {
        List<InternetAddress> people = new ArrayList<>();
        for (Person person : to) {
            people.add(address(person.name(), person.address()));
        }
        String list = InternetAddress.toString(people.toArray(InternetAddress[]::new), "Resent-To: ".length());
        return "Resent-From: " + address(from.fullName(), from.address()) + "\r\nResent-To: " + list
                + "\r\nResent-Date: " + new MailDateFormat().format(Date.from(now)) + "\r\nResent-Message-ID: <"
                + id.replaceAll("[\\r\\n<>]", "") + ">\r\n";
    }

    private static InternetAddress address(String name, String address) throws IOException {
        return new InternetAddress(address, name.isEmpty() ? null : name.replaceAll("[\\r\\n]+", " "), "UTF-8");
    }
}
