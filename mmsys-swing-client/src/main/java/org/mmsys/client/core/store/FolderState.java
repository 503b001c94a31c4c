package org.mmsys.client.core.store;

import org.mmsys.client.core.model.Folder;

/**
 * What the index knows of a folder.
 *
 * @param nextOrder the order the next message gets
 * @param stamp what the server counted when the rows were last brought up to date; empty if never
 */
public record FolderState(
        Folder.Id id, Folder.Place place, int total, int unread, long octets, long nextOrder, String stamp) {
    /** An empty one. */
    public static FolderState empty(Folder.Id id, Folder.Place place) {
        return new FolderState(id, place, 0, 0, 0, 1, "");
    }

    /** For the tree. */
    public Folder folder() {
        return new Folder(id, Folder.kindOf(id.path()), place, total, unread, octets);
    }

    FolderState counting(int messages, int unseen, long size) {
        return new FolderState(id, place, total + messages, unread + unseen, octets + size, nextOrder, stamp);
    }

    FolderState after(long order) {
        return new FolderState(id, place, total, unread, octets, Math.max(nextOrder, order + 1), stamp);
    }

    /** The same with another stamp. */
    public FolderState stamped(String newStamp) {
        return new FolderState(id, place, total, unread, octets, nextOrder, newStamp);
    }

    /** The same elsewhere. */
    public FolderState at(Folder.Id newId, Folder.Place newPlace) {
        return new FolderState(newId, newPlace, total, unread, octets, nextOrder, stamp);
    }
}
