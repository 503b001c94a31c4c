package org.mmsys.client.core.mime;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.model.OpenedMessage;

/**
 * The parts of a message, whatever state it is in: what cannot be understood is shown as it is, never thrown. Owned by one thread.
 *
 * <p>At most 1,000 parts, 20 deep; of each text 2 MiB.
 */
public final class MimeTree {
    public static final int PARTS_MAX = 1_000;
    private static final int DEPTH_MAX = 20;
    private static final String MORE = "It has more parts than are shown.";
    private static final int IN_MEMORY_MAX = 4 << 20;
    private static final int TEXT_MAX = 2 << 20;
    private static final int INLINE_MAX = 20 << 20;

    private final List<Leaf> leaves = new ArrayList<>();
    private final List<String> defects = new ArrayList<>();
    private int walked;
    private @Nullable Leaf plain;
    private @Nullable Leaf html;

    static {
        // Angus reads these from the system's properties only, when its classes are loaded
        for (String name : List.of(
                "mail.mime.multipart.ignoremissingendboundary",
                "mail.mime.multipart.ignoremissingboundaryparameter",
                "mail.mime.multipart.allowempty",
                "mail.mime.base64.ignoreerrors",
                "mail.mime.uudecode.ignoreerrors",
                "mail.mime.uudecode.ignoremissingbeginend",
                "mail.mime.ignoreunknownencoding")) {
            System.setProperty(name, "true");
        }
        System.setProperty("mail.mime.parameters.strict", "false");
    }

    private MimeTree() {}

    /** A part that has no parts. */
    record Leaf(String number, Part part, String type, String name, String contentId, boolean attached) {}

    /** Reads a message of this disk. */
    public static MimeTree of(Path file) throws IOException {
        MimeTree tree = new MimeTree();
        Properties lenient = new Properties();
        lenient.setProperty("mail.mime.allowutf8", "true");
        try (InputStream in = octets(file)) {
            MimeMessage message = new MimeMessage(Session.getInstance(lenient), in);
            tree.walk(message, "", 0);
        } catch (MessagingException | RuntimeException broken) {
            tree.defects.add("The message is damaged: " + Headers.harmless(String.valueOf(broken.getMessage())));
        }
        return tree;
    }

    private static InputStream octets(Path file) throws IOException {
        long size = Files.size(file);
        return size <= IN_MEMORY_MAX
                ? new SharedByteArrayInputStream(Files.readAllBytes(file))
                : new FileSlice(file, 0, size);
    }

    private void walk(Part part, String number, int depth) {
        if (leaves.size() >= PARTS_MAX || walked++ >= 2 * PARTS_MAX || depth > DEPTH_MAX) {
            more();
            return;
        }
        try {
            if (type(part).startsWith("multipart/") && part.getContent() instanceof Multipart parts) {
                for (int i = 0; i < parts.getCount() && i < PARTS_MAX; i++) {
                    BodyPart child = parts.getBodyPart(i);
                    walk(child, number.isEmpty() ? String.valueOf(i + 1) : number + "." + (i + 1), depth + 1);
                }
                if (parts.getCount() > PARTS_MAX) {
                    more();
                }
                return;
            }
        } catch (MessagingException | IOException | RuntimeException broken) {
            defects.add("A part is damaged: " + Headers.harmless(String.valueOf(broken.getMessage())));
        }
        leaf(part, number.isEmpty() ? "1" : number);
    }

    private void more() {
        if (!defects.contains(MORE)) {
            defects.add(MORE);
        }
    }

    private void leaf(Part part, String number) {
        String type = type(part);
        boolean attached = disposition(part).equals("attachment");
        Leaf leaf =
                new Leaf(number, part, type, FileNames.safe(rawName(part), type, number), contentId(part), attached);
        leaves.add(leaf);
        if (!attached && type.equals("text/plain") && plain == null) {
            plain = leaf;
        } else if (!attached && type.equals("text/html") && html == null) {
            html = leaf;
        }
    }

    private static String type(Part part) {
        try {
            String raw = part.getContentType();
            return raw == null
                    ? "text/plain"
                    : new ContentType(raw).getBaseType().toLowerCase(Locale.ROOT);
        } catch (ParseException nonsense) {
            return "application/octet-stream";
        } catch (MessagingException broken) {
            return "application/octet-stream";
        }
    }

    private static String disposition(Part part) {
        try {
            String disposition = part.getDisposition();
            return disposition == null ? "" : disposition.toLowerCase(Locale.ROOT);
        } catch (MessagingException broken) {
            return "attachment";
        }
    }

    private static String rawName(Part part) {
        try {
            String name = part.getFileName();
            return name == null ? "" : MimeUtility.decodeText(name);
        } catch (MessagingException | IOException broken) {
            return "";
        }
    }

    private static String contentId(Part part) {
        try {
            String id = part instanceof MimePart mime ? mime.getContentID() : null;
            return id == null ? "" : id.strip().replaceAll("^<|>$", "");
        } catch (MessagingException broken) {
            return "";
        }
    }

    /** The text: the plain body, or the HTML one as text. */
    public String text() {
        Leaf shown = plain;
        if (shown != null) {
            return read(shown);
        }
        return htmlSource().map(HtmlText::of).orElse("");
    }

    /** Whether the plain body says that its lines flow (RFC 3676). */
    public boolean flowed() {
        Leaf shown = plain;
        try {
            return shown != null
                    && "flowed".equalsIgnoreCase(new ContentType(shown.part().getContentType()).getParameter("format"));
        } catch (MessagingException broken) {
            return false;
        }
    }

    /** The HTML body as it came: dangerous. */
    public Optional<String> htmlSource() {
        return Optional.ofNullable(html).map(this::read);
    }

    private String read(Leaf leaf) {
        byte[] octets = octets(leaf, TEXT_MAX);
        return new String(octets, charset(leaf, octets)).replace("\r\n", "\n").replace('\0', ' ');
    }

    private static Charset charset(Leaf leaf, byte[] octets) {
        String name = "";
        try {
            String said = new ContentType(leaf.part().getContentType()).getParameter("charset");
            name = said == null ? "" : MimeUtility.javaCharset(said);
            return name.isEmpty() ? guess(octets) : Charset.forName(name);
        } catch (MessagingException | IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return guess(octets);
        }
    }

    private static Charset guess(byte[] octets) {
        String asUtf8 = new String(octets, StandardCharsets.UTF_8);
        return asUtf8.indexOf('\ufffd') < 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }

    private byte[] octets(Leaf leaf, int max) {
        try (InputStream in = leaf.part().getInputStream()) {
            return in.readNBytes(max);
        } catch (IOException | MessagingException | RuntimeException broken) {
            defects.add("Part " + leaf.number() + " cannot be decoded.");
            return new byte[0];
        }
    }

    /** What is listed below the text: everything that is neither the text nor a picture in it. */
    public List<OpenedMessage.Part> attachments() {
        String page = htmlSource().orElse("");
        return leaves.stream()
                .filter(leaf -> !leaf.equals(plain) && !leaf.equals(html))
                .filter(leaf -> !shownInside(leaf, page))
                .filter(leaf -> !(leaf.type().startsWith("text/")
                        && !leaf.attached()
                        && leaf.name().startsWith("part-")))
                .map(this::part)
                .toList();
    }

    private static boolean shownInside(Leaf leaf, String page) {
        return !leaf.contentId().isEmpty()
                && leaf.type().startsWith("image/")
                && !leaf.attached()
                && page.contains("cid:" + leaf.contentId());
    }

    /** All parts that have no parts. */
    public List<OpenedMessage.Part> parts() {
        return leaves.stream().map(this::part).toList();
    }

    private OpenedMessage.Part part(Leaf leaf) {
        return new OpenedMessage.Part(
                leaf.number(), leaf.name(), leaf.type(), size(leaf), FileNames.executable(leaf.name(), leaf.type()));
    }

    /** Decoded; exact for small ones, from the encoded size for large ones. */
    private static long size(Leaf leaf) {
        try {
            int encoded = leaf.part().getSize();
            String encoding =
                    leaf.part() instanceof MimePart mime && mime.getEncoding() != null ? mime.getEncoding() : "";
            return encoding.equalsIgnoreCase("base64") ? encoded * 57L / 78 : encoded;
        } catch (MessagingException unknown) {
            return 0;
        }
    }

    /** Pictures in the message by content id. */
    public Map<String, OpenedMessage.Inline> inline() {
        Map<String, OpenedMessage.Inline> inline = new LinkedHashMap<>();
        int left = INLINE_MAX;
        for (Leaf leaf : leaves) {
            if (!leaf.contentId().isEmpty() && leaf.type().startsWith("image/") && left > 0) {
                byte[] octets = octets(leaf, left);
                left -= octets.length;
                inline.putIfAbsent(leaf.contentId(), new OpenedMessage.Inline(leaf.type(), octets));
            }
        }
        return inline;
    }

    /** The contents of a part, decoded. The caller closes it. */
    public Optional<InputStream> open(String number) throws IOException {
        for (Leaf leaf : leaves) {
            if (leaf.number().equals(number)) {
                try {
                    return Optional.of(leaf.part().getInputStream());
                } catch (MessagingException broken) {
                    throw new IOException("the part cannot be decoded", broken);
                }
            }
        }
        return Optional.empty();
    }

    /** What was wrong, in words. */
    public List<String> defects() {
        return defects.stream().distinct().limit(10).toList();
    }
}
