package org.mmsys.client.core.mime;

import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Person;

/** Makes a message of a draft (RFC 5322, 2045 to 2049, 2231): 7-bit, CRLF, without Bcc. Pure but for the files. */
public final class Composer {
    private static final int LINE_MAX = 900;

    private Composer() {}

    /**
     * Writes the message.
     *
     * @throws IOException if an attachment cannot be read or the file not written
     */
    public static void write(Draft draft, Account from, Instant now, Path file) throws IOException {
        try (OutputStream out = new CrlfOnly(new BufferedOutputStream(Files.newOutputStream(file)))) {
            message(draft, from, now).writeTo(out);
        } catch (MessagingException impossible) {
            throw new IOException("the message could not be written", impossible);
        }
    }

    private static MimeMessage message(Draft draft, Account from, Instant now) throws MessagingException, IOException {
        String domain = domainOf(from.address());
        MimeMessage message = new Composed(Session.getInstance(new Properties()), draft.messageId());
        message.setFrom(new InternetAddress(from.address(), from.fullName(), "UTF-8"));
        address(message, "To", draft.to(), domain);
        address(message, "Cc", draft.cc(), domain);
        message.setSubject(draft.subject().replaceAll("[\\r\\n]+", " "), "UTF-8");
        message.setSentDate(Date.from(now));
        if (!draft.inReplyTo().isEmpty()) {
            message.setHeader("In-Reply-To", oneLine(draft.inReplyTo()));
        }
        if (!draft.references().isEmpty()) {
            String all = oneLine(String.join(" ", draft.references()));
            message.setHeader("References", MimeUtility.fold("References: ".length(), all));
        }
        message.setHeader("User-Agent", "MMSys Mail");
        contents(message, draft);
        message.saveChanges();
        return message;
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]+", " ").strip();
    }

    static String domainOf(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static void address(MimeMessage message, String field, String typed, String domain)
            throws MessagingException, IOException {
        List<InternetAddress> all = new ArrayList<>();
        for (Person person : Addresses.parse(typed, domain).people()) {
            all.add(new InternetAddress(person.address(), person.name().isEmpty() ? null : person.name(), "UTF-8"));
        }
        if (!all.isEmpty()) {
            String line = InternetAddress.toString(all.toArray(InternetAddress[]::new), field.length() + 2);
            message.setHeader(field, line);
        }
    }

    private static void contents(MimeMessage message, Draft draft) throws MessagingException, IOException {
        if (draft.attachments().isEmpty()) {
            message.setDataHandler(new DataHandler(text(draft.body())));
            message.setHeader("Content-Type", "text/plain; charset=UTF-8");
            message.setHeader("Content-Transfer-Encoding", encodingOf(draft.body()));
            return;
        }
        MimeMultipart parts = new MimeMultipart("mixed");
        MimeBodyPart text = new MimeBodyPart();
        text.setDataHandler(new DataHandler(text(draft.body())));
        text.setHeader("Content-Type", "text/plain; charset=UTF-8");
        text.setHeader("Content-Transfer-Encoding", encodingOf(draft.body()));
        parts.addBodyPart(text);
        for (Draft.Attachment file : draft.attachments()) {
            parts.addBodyPart(attachment(file));
        }
        message.setContent(parts);
    }

    private static Octets text(String body) {
        String crlf = body.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        return new Octets("text/plain; charset=UTF-8", crlf.getBytes(StandardCharsets.UTF_8));
    }

    private static String encodingOf(String body) {
        boolean ascii = body.chars().allMatch(c -> c < 127 && (c >= ' ' || c == '\n' || c == '\r' || c == '\t'));
        boolean shortLines = body.lines().allMatch(line -> line.length() < LINE_MAX);
        return ascii && shortLines ? "7bit" : "quoted-printable";
    }

    private static MimeBodyPart attachment(Draft.Attachment file) throws MessagingException, IOException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new FileDataSource(file.file().toFile())));
        String type = file.type().matches("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
                ? file.type()
                : "application/octet-stream";
        boolean message = type.equalsIgnoreCase("message/rfc822");
        ParameterList name = new ParameterList();
        name.set("filename", oneLine(file.name()), "UTF-8");
        part.setHeader("Content-Type", type);
        part.setHeader("Content-Disposition", "attachment" + name.toString("Content-Disposition: attachment".length()));
        part.setHeader("Content-Transfer-Encoding", message ? encodingOfMessage(file.file()) : "base64");
        return part;
    }

    /** RFC 2046 §5.2.1: a message inside of another is not encoded. */
    private static String encodingOfMessage(Path file) throws IOException {
        return EightBit.in(file) ? "8bit" : "7bit";
    }

    /** Keeps the Message-ID it was given. */
    private static final class Composed extends MimeMessage {
        private final String id;

        Composed(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected synchronized void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + oneLine(id) + ">");
        }

        @Override
        protected synchronized void updateHeaders() throws MessagingException {
            super.updateHeaders();
            updateMessageID();
        }
    }

    /** A stream that ends every line with CRLF. */
    static OutputStream crlf(OutputStream out) {
        return new CrlfOnly(out);
    }

    /** Ends every line with CRLF, whatever the parts brought along. */
    private static final class CrlfOnly extends FilterOutputStream {
        private int before;

        CrlfOnly(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            if (b == '\n' && before != '\r') {
                out.write('\r');
            } else if (before == '\r' && b != '\n') {
                out.write('\n');
            }
            out.write(b);
            before = b;
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                write(octets[offset + i] & 0xff);
            }
        }
    }
}
