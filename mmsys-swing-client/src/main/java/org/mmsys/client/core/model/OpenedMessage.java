package org.mmsys.client.core.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message made ready to be read: everything decoded, nothing fetched from anywhere. Immutable.
 *
 * @param headers all of them, decoded, in their order
 * @param plain the text: the plain body, or the HTML one as text; always there
 * @param hasHtml whether {@code MailService.html} has something to show
 * @param attachments what is listed below the text
 * @param inline pictures in the message by their content id, without brackets; at most 20 MB in all
 * @param parts the tree of parts, flat, for the expert
 * @param defects what was wrong with it, in words; usually empty
 * @param complete whether all of it is here; if not there is only a header and a Download button
 */
public record OpenedMessage(
        MessageRow row,
        List<Header> headers,
        Addressees addressees,
        String plain,
        boolean plainIsFlowed,
        boolean hasHtml,
        List<Part> attachments,
        Map<String, Inline> inline,
        List<Part> parts,
        List<String> defects,
        boolean complete) {
    public OpenedMessage {
        headers = List.copyOf(headers);
        attachments = List.copyOf(attachments);
        inline = Map.copyOf(inline);
        parts = List.copyOf(parts);
        defects = List.copyOf(defects);
    }

    /** One header field, decoded, unfolded. */
    public record Header(String name, String value) {}

    /** Who it is from and to. */
    public record Addressees(List<Person> from, List<Person> to, List<Person> cc, List<Person> replyTo) {
        public Addressees {
            from = List.copyOf(from);
            to = List.copyOf(to);
            cc = List.copyOf(cc);
            replyTo = List.copyOf(replyTo);
        }
    }

    /**
     * A part.
     *
     * @param number as the tree counts: {@code 1}, {@code 2.1}
     * @param name safe to be used as a file name; never empty
     * @param sizeBytes decoded
     * @param executable whether it can do harm when it is opened: to be saved first
     */
    public record Part(String number, String name, String type, long sizeBytes, boolean executable) {}

    /** A picture. */
    public record Inline(String type, byte[] octets) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return "Inline[" + type + ", " + octets.length + " octets]";
        }
    }

    /** The value of the first header of this name. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }
}
