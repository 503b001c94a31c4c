package org.mmsys.client.core.model;

import java.time.Instant;

/**
 * One line of a message list, decoded. About 200 octets; immutable.
 *
 * @param order by arrival in its folder: later mail has a higher one; the second key of every sort
 * @param from for display: the name, or the address without one
 * @param fromAddress lower case
 * @param to for display, the first few
 * @param dateMillis of the Date header, or of arrival when that is nonsense
 * @param sizeBytes of the whole message as the server counts it
 * @param marks bits of {@link Mark}
 */
public record MessageRow(
        Key key,
        long order,
        String subject,
        String from,
        String fromAddress,
        String to,
        long dateMillis,
        long sizeBytes,
        int marks,
        ThreadLinks links) {

    /**
     * Which message.
     *
     * @param id unique in its account: the server's UIDL, or ours
     */
    public record Key(String account, String folder, String id) {
        public Folder.Id folderId() {
            return new Folder.Id(account, folder);
        }

        /** The same message in another folder. */
        public Key in(String otherFolder) {
            return new Key(account, otherFolder, id);
        }
    }

    public boolean has(Mark mark) {
        return (marks & mark.bit()) != 0;
    }

    public boolean unread() {
        return !has(Mark.SEEN);
    }

    public Instant date() {
        return Instant.ofEpochMilli(dateMillis);
    }

    /** The same with a mark set or cleared. */
    public MessageRow with(Mark mark, boolean on) {
        return withMarks(on ? marks | mark.bit() : marks & ~mark.bit());
    }

    public MessageRow withMarks(int bits) {
        return new MessageRow(key, order, subject, from, fromAddress, to, dateMillis, sizeBytes, bits, links);
    }

    /** The same somewhere else. */
    public MessageRow at(Key otherKey, long otherOrder) {
        return new MessageRow(
                otherKey, otherOrder, subject, from, fromAddress, to, dateMillis, sizeBytes, marks, links);
    }
}
