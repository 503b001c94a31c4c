package org.mmsys.client.ui.list;

import java.util.Optional;
import javax.swing.tree.DefaultMutableTreeNode;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.ui.kit.Texts;

/** A line of the folder tree: an account, a group, or a folder. Event thread. */
public final class FolderNode extends DefaultMutableTreeNode {
    /** What a line stands for. */
    public enum Kind {
        ROOT,
        ACCOUNT,
        /** Folders of this computer beside those of the server. */
        GROUP,
        FOLDER,
        /** A level without messages above folders that are there. */
        LEVEL
    }

    private final Kind kind;
    private final String id;
    private String name;
    private transient Optional<Folder> folder;
    private boolean attention;

    FolderNode(Kind kind, String id, String name, Optional<Folder> folder) {
        super(id);
        this.kind = kind;
        this.id = id;
        this.name = name;
        this.folder = folder;
    }

    /** What the line stands for. */
    public Kind kind() {
        return kind;
    }

    /** The account, or the account and the path: the same for the same line after every change. */
    public String id() {
        return id;
    }

    /** What is written there. */
    public String name() {
        return name;
    }

    /** The folder, if it is one. */
    public Optional<Folder> folder() {
        return folder;
    }

    /** Whether something in it needs the user. */
    public boolean attention() {
        return attention;
    }

    void update(FolderNode other) {
        name = other.name;
        folder = other.folder;
        attention = other.attention;
    }

    void setAttention(boolean needed) {
        attention = needed;
    }

    /** The name of a folder as the user reads it: in the user's language for those that every account has. */
    public static String display(Folder.Id id) {
        return switch (Folder.kindOf(id.path())) {
            case INBOX -> Texts.of("folder.inbox");
            case DRAFTS -> Texts.of("folder.drafts");
            case OUTBOX -> Texts.of("folder.outbox");
            case SENT -> Texts.of("folder.sent");
            case ARCHIVE -> Texts.of("folder.archive");
            case TRASH -> Texts.of("folder.trash");
            case ORDINARY -> id.name();
        };
    }

    @Override
    public String toString() {
        return folder.map(it -> Texts.of("folder.spoken", name, it.unread())).orElse(name);
    }
}
