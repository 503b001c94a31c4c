package org.mmsys.client.core.sync;

import java.util.List;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.store.Pending;
import org.mmsys.client.core.store.Pending.Kind;

/** Whose folders they are: what each change of the user's means to the server, if anything. Pure. */
enum FolderBackend {
    /** The server keeps them (XFOLDERS): it is told everything. */
    SERVER(Folder.Place.SERVER) {
        @Override
        List<Pending> made(String path) {
            return List.of(Pending.of(Kind.MAKE, "", path, ""));
        }

        @Override
        List<Pending> renamed(String from, String to) {
            return List.of(Pending.of(Kind.RENAME, "", from, to));
        }

        @Override
        List<Pending> dropped(String path) {
            return List.of(Pending.of(Kind.DROP, "", path, ""));
        }

        @Override
        List<Pending> moved(MessageRow.Key from, String to) {
            return from.id().startsWith(Ledger.DRAFT)
                    ? List.of()
                    : List.of(Pending.of(Kind.MOVE, from.id(), from.folder(), to));
        }

        @Override
        List<Pending> deleted(MessageRow.Key key) {
            return key.id().startsWith(Ledger.DRAFT)
                    ? List.of()
                    : List.of(Pending.of(Kind.DELETE, key.id(), key.folder(), ""));
        }

        @Override
        List<Pending> marked(MessageRow.Key key, Mark mark, boolean on) {
            return mark.letter() == 0 || key.id().startsWith(Ledger.DRAFT)
                    ? List.of()
                    : List.of(Pending.of(Kind.FLAG, key.id(), key.folder(), (on ? "+" : "-") + mark.letter()));
        }

        @Override
        List<Pending> added(MessageRow.Key key) {
            return List.of(Pending.of(Kind.APPEND, key.id(), key.folder(), ""));
        }
    },
    /** They are on this disk; the server has one mailbox and is told of deletions only. */
    LOCAL(Folder.Place.HERE) {
        @Override
        List<Pending> deleted(MessageRow.Key key) {
            return Ledger.here(key.id()) ? List.of() : List.of(Pending.of(Kind.DELETE, key.id(), Folder.INBOX, ""));
        }
    };

    private final Folder.Place place;

    FolderBackend(Folder.Place place) {
        this.place = place;
    }

    Folder.Place place() {
        return place;
    }

    List<Pending> made(String path) {
        return List.of();
    }

    List<Pending> renamed(String from, String to) {
        return List.of();
    }

    List<Pending> dropped(String path) {
        return List.of();
    }

    List<Pending> moved(MessageRow.Key from, String to) {
        return List.of();
    }

    List<Pending> deleted(MessageRow.Key key) {
        return List.of();
    }

    List<Pending> marked(MessageRow.Key key, Mark mark, boolean on) {
        return List.of();
    }

    /** A message that is on this disk only. */
    List<Pending> added(MessageRow.Key key) {
        return List.of();
    }
}
