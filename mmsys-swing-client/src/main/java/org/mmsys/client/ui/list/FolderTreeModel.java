package org.mmsys.client.ui.list;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.swing.tree.DefaultTreeModel;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.ui.kit.Texts;

/** Accounts and their folders as a tree that changes as little as possible: what stays keeps its node, open or closed. Event thread. */
public final class FolderTreeModel extends DefaultTreeModel {
    private final FolderNode top;

    /** An empty tree. */
    public FolderTreeModel() {
        super(new FolderNode(FolderNode.Kind.ROOT, "", "", Optional.empty()));
        top = (FolderNode) getRoot();
    }

    /** Shows these accounts, in this order. */
    public void setAccounts(List<Account> accounts) {
        FolderNode wanted = new FolderNode(FolderNode.Kind.ROOT, "", "", Optional.empty());
        for (Account account : accounts) {
            FolderNode node =
                    new FolderNode(FolderNode.Kind.ACCOUNT, account.id(), account.address(), Optional.empty());
            find(account.id()).ifPresent(old -> copyChildren(old, node));
            wanted.add(node);
        }
        merge(top, wanted);
    }

    /** Shows these folders of an account; unknown accounts are passed over. */
    public void setFolders(String account, List<Folder> folders, boolean outboxNeedsUser) {
        Optional<FolderNode> node = find(account);
        if (node.isEmpty()) {
            return;
        }
        FolderNode wanted =
                new FolderNode(FolderNode.Kind.ACCOUNT, account, node.get().name(), Optional.empty());
        FolderNode group = new FolderNode(
                FolderNode.Kind.GROUP, account + "//here", Texts.of("folder.local-root"), Optional.empty());
        boolean server =
                folders.stream().anyMatch(f -> f.place() == Folder.Place.SERVER && f.kind() != Folder.Kind.INBOX);
        Map<String, FolderNode> byPath = new TreeMap<>();
        List<Folder> sorted = new ArrayList<>(folders);
        sorted.sort(Comparator.comparing(Folder::kind)
                .thenComparing(f -> f.id().path().toLowerCase(Locale.ROOT)));
        for (Folder folder : sorted) {
            boolean apart = server && folder.place() == Folder.Place.HERE && folder.kind() == Folder.Kind.ORDINARY;
            FolderNode made = new FolderNode(
                    FolderNode.Kind.FOLDER,
                    account + "/" + folder.id().path(),
                    FolderNode.display(folder.id()),
                    Optional.of(folder));
            made.setAttention(folder.kind() == Folder.Kind.OUTBOX && outboxNeedsUser);
            byPath.put(folder.id().path(), made);
            level(account, folder.id().parent(), apart ? group : wanted, byPath).add(made);
        }
        if (group.getChildCount() > 0) {
            wanted.add(group);
        }
        merge(node.get(), wanted);
        nodeChanged(node.get());
    }

    private static FolderNode level(String account, String path, FolderNode above, Map<String, FolderNode> byPath) {
        if (path.isEmpty()) {
            return above;
        }
        FolderNode known = byPath.get(path);
        if (known != null) {
            return known;
        }
        int slash = path.lastIndexOf('/');
        FolderNode made = new FolderNode(
                FolderNode.Kind.LEVEL, account + "/" + path, path.substring(slash + 1), Optional.empty());
        level(account, slash < 0 ? "" : path.substring(0, slash), above, byPath).add(made);
        byPath.put(path, made);
        return made;
    }

    /** The line of a folder. */
    public Optional<FolderNode> find(Folder.Id folder) {
        return find(folder.account() + "/" + folder.path());
    }

    /** All folders on show, in the order of the tree. */
    public List<Folder> folders() {
        List<Folder> all = new ArrayList<>();
        top.preorderEnumeration()
                .asIterator()
                .forEachRemaining(node -> ((FolderNode) node).folder().ifPresent(all::add));
        return all;
    }

    Optional<FolderNode> find(String id) {
        var nodes = top.preorderEnumeration();
        while (nodes.hasMoreElements()) {
            FolderNode node = (FolderNode) nodes.nextElement();
            if (node.id().equals(id) && node != top) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    private static void copyChildren(FolderNode from, FolderNode to) {
        for (int i = 0; i < from.getChildCount(); i++) {
            FolderNode child = (FolderNode) from.getChildAt(i);
            FolderNode copy = new FolderNode(child.kind(), child.id(), child.name(), child.folder());
            copy.setAttention(child.attention());
            copyChildren(child, copy);
            to.add(copy);
        }
    }

    /** Makes the children of {@code now} those of {@code wanted}, keeping the nodes that are in both. */
    private void merge(FolderNode now, FolderNode wanted) {
        for (int i = now.getChildCount() - 1; i >= 0; i--) {
            FolderNode child = (FolderNode) now.getChildAt(i);
            if (indexOf(wanted, child.id()) < 0) {
                removeNodeFromParent(child);
            }
        }
        int size = wanted.getChildCount();
        for (int i = 0; i < size; i++) {
            FolderNode want = (FolderNode) wanted.getChildAt(i);
            int at = indexOf(now, want.id());
            if (at < 0) {
                FolderNode made = new FolderNode(want.kind(), want.id(), want.name(), want.folder());
                made.update(want);
                insertNodeInto(made, now, Math.min(i, now.getChildCount()));
                merge(made, want);
                continue;
            }
            FolderNode child = (FolderNode) now.getChildAt(at);
            if (at != i && i < now.getChildCount()) {
                removeNodeFromParent(child);
                insertNodeInto(child, now, i);
            }
            child.update(want);
            nodeChanged(child);
            merge(child, want);
        }
    }

    private static int indexOf(FolderNode parent, String id) {
        for (int i = 0; i < parent.getChildCount(); i++) {
            if (((FolderNode) parent.getChildAt(i)).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }
}
