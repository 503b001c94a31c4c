package org.mmsys.client.core.model;

/**
 * A folder as the tree shows it. Immutable.
 *
 * @param kind what it is for
 * @param place where its messages are kept
 * @param octets of all its messages
 */
public record Folder(Id id, Kind kind, Place place, int total, int unread, long octets) {
    /**
     * Which folder.
     *
     * @param path its levels, joined by {@code /}; the inbox is {@code INBOX}
     */
    public record Id(String account, String path) {
        public Id {
            if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
                throw new IllegalArgumentException("folder \"" + path + "\"");
            }
        }

        /** The last level. */
        public String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        /** The path of the folder around it; empty at the top. */
        public String parent() {
            int slash = path.lastIndexOf('/');
            return slash < 0 ? "" : path.substring(0, slash);
        }
    }

    /** The same with so many messages. */
    public Folder counting(int messages) {
        return new Folder(id, kind, place, messages, unread, octets);
    }

    /** What a folder is for, in the order of the tree. */
    public enum Kind {
        INBOX,
        DRAFTS,
        /** What waits to be sent: its entries are {@link OutboxEntry}s, it has no rows. */
        OUTBOX,
        SENT,
        ARCHIVE,
        TRASH,
        ORDINARY
    }

    /** Where it is. */
    public enum Place {
        SERVER,
        HERE
    }

    /** The name of the inbox. */
    public static final String INBOX = "INBOX";

    /** Those that every account has, by their names on servers. */
    public static final String DRAFTS = "Drafts";

    public static final String OUTBOX = "Outbox";
    public static final String SENT = "Sent";
    public static final String ARCHIVE = "Archive";
    public static final String TRASH = "Trash";

    /** What the folder of this path is for. */
    public static Kind kindOf(String path) {
        return switch (path) {
            case INBOX -> Kind.INBOX;
            case DRAFTS -> Kind.DRAFTS;
            case OUTBOX -> Kind.OUTBOX;
            case SENT -> Kind.SENT;
            case ARCHIVE -> Kind.ARCHIVE;
            case TRASH -> Kind.TRASH;
            default -> Kind.ORDINARY;
        };
    }
}
